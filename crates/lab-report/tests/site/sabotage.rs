//! The page about a spoilt measurement: computed from the record, whoever named a winner this time.

use std::collections::BTreeMap;

use lab_measure::record::{Cell, Mode, Record, Role, Round, Sample};
use lab_report::sabotage::{lede, naive_sentence, ours_sentence, render, title, verdict};
use lab_verdict::sabotage::{
    Disturbance, Pair, SABOTAGE_SCHEMA, SABOTAGED_RECORD, Sabotage, Trial,
};

use crate::synthetic;
use crate::synthetic::html::{attribute, pages, texts};

const MARGIN: f64 = 0.05;
const NAMES: [&str; 2] = ["map", "map_again"];

/// Samples of the names with these numbers: (name, ns, cores of others) for each process and round.
fn record(
    processes: u32,
    rounds: u32,
    sample: impl Fn(u32, u32) -> Vec<(u32, u64, f64)>,
) -> Record {
    let mut record = synthetic::p2(Mode::Default);
    record.schema = SABOTAGED_RECORD.into();
    record.cells = NAMES
        .iter()
        .map(|name| Cell {
            contender: "lap-pool".into(),
            call: (*name).into(),
            params: BTreeMap::from([("n".into(), 1_000)]),
            role: Role::Subject,
        })
        .collect();
    (record.samples, record.rounds) = (Vec::new(), Vec::new());
    for process in 0..processes {
        for round in 0..rounds {
            for (order, (cell, wall_ns, others)) in (0..).zip(sample(process, round)) {
                record.samples.push(Sample {
                    cell,
                    process,
                    round,
                    order,
                    items: 1_000,
                    wall_ns,
                    first_ns: None,
                    cpu_ns: None,
                    server_cpu_ns: None,
                });
                if order == 0 {
                    record.rounds.push(Round {
                        process,
                        round,
                        wall_ns: 1,
                        own_cpu_ns: 1,
                        foreign_cores: Some(others),
                    });
                }
            }
        }
    }
    record
}

fn block(name: u32, ns: u64) -> Record {
    record(1, 30, |_, _| vec![(name, ns, 0.0)])
}

/// The naive blocks take so long; the rounds have this ratio, and so many processes had company.
fn trial(naive: (u64, u64), ratio: f64, in_company: u32) -> Trial {
    Trial {
        pair: Pair {
            contender: "lap-pool".into(),
            first: NAMES[0].into(),
            second: NAMES[1].into(),
            params: BTreeMap::new(),
        },
        disturbance: Disturbance::FromTheMiddle,
        first: block(0, naive.0),
        second: block(1, naive.1),
        interleaved: record(15, 2, |process, _| {
            let others = if process < in_company { 0.9 } else { 0.0 };
            let second = (1e6 * ratio * (1.0 + f64::from(process) / 1e3)) as u64;
            vec![(0, 1_000_000, others), (1, second, others)]
        }),
    }
}

fn sabotage(trials: Vec<Trial>) -> Sabotage {
    Sabotage {
        schema: SABOTAGE_SCHEMA.into(),
        run_id: "illustrative".into(),
        started: "2026-11-23T02:00:00Z".into(),
        finished: "2026-11-23T02:00:30Z".into(),
        command: "cargo lab run p2_map_vs_imap --sabotage".into(),
        seed: 3,
        experiment: "p2_map_vs_imap".into(),
        neighbour_threads: 1,
        environment: synthetic::environment(),
        probe: synthetic::probe(0.01),
        trials,
    }
}

/// What the page says for every pair of (naive, ours) naming a winner.
fn four() -> Vec<Trial> {
    vec![
        trial((1_000_000, 1_400_000), 1.0, 8),
        trial((1_000_000, 1_010_000), 1.0, 0),
        trial((1_400_000, 1_000_000), 0.7, 0),
        trial((1_000_000, 1_000_000), 1.3, 0),
    ]
}

#[test]
fn each_method_says_what_its_samples_say() {
    let fooled = trial((1_000_000, 1_400_000), 1.0, 8);
    assert_eq!(
        title(&fooled),
        "lap-pool: map against map again, beside a neighbour that comes halfway"
    );
    assert_eq!(
        naive_sentence(&fooled, MARGIN),
        "on average map again took 40 % longer than map, and at best it took 40 % longer; map is named the winner, by the mean and by the best."
    );
    let ours = ours_sentence(&fooled, MARGIN);
    assert!(
        ours.starts_with("map again took 1 % longer than map [")
            || ours.starts_with("map again took 0."),
        "{ours}"
    );
    assert!(
        ours.ends_with("99 %], in 15 fresh processes; no difference of more than 5 %. Others used the CPU in 16 of 30 rounds."),
        "{ours}"
    );
    let crowded = ours_sentence(&trial((1, 1), 1.0, 13), MARGIN);
    assert!(crowded.contains("; can’t tell here: "), "{crowded}");
    assert_eq!(crowded.matches("26 of 30").count(), 1, "{crowded}");
}

#[test]
fn a_lucky_naive_method_and_a_fooled_one_of_ours_are_told_as_that() {
    let four = four();
    let verdicts: Vec<&str> = four.iter().map(|trial| verdict(trial, MARGIN)).collect();
    assert!(verdicts[0].starts_with("There is no winner"));
    assert!(verdicts[1].starts_with("This time neither"));
    assert!(verdicts[2].starts_with("Both named a winner"));
    assert!(verdicts[3].starts_with("Ours named a winner"));
    assert!(naive_sentence(&four[1], MARGIN).ends_with("so no winner is named."));
    assert!(naive_sentence(&four[2], MARGIN).contains("map again is named the winner"));
    assert!(ours_sentence(&four[3], MARGIN).contains("; map is named the winner."));
    assert!(
        lede(&sabotage(four)).ends_with(
            "In 2 of 4 trials, the naive method named one of the two the faster; this lab’s method did so in 2."
        )
    );
}

#[test]
fn the_page_shows_both_methods_side_by_side_and_says_that_it_was_sabotaged() {
    let folder = tempfile::tempdir().unwrap();
    let page = render(&sabotage(four()), folder.path()).unwrap();
    assert_eq!(page, folder.path().join("index.html"));
    let page = pages(folder.path()).remove("index.html").unwrap();
    assert_eq!(page.matches("<h1").count(), 1);
    assert!(page.contains("Sabotaged on purpose") && page.contains("no report takes them"));
    assert_eq!(texts(&page, "<p class=\"finding\">", "</p>").len(), 8);
    assert_eq!(page.matches("class=\"answer holds\"").count(), 4);
    assert_eq!(page.matches("class=\"answer fails\"").count(), 4);
    let ids = attribute(&page, "id");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len());
    for href in attribute(&page, "href") {
        assert!(
            ["#main", "sabotage.json", "data:,"].contains(&href.as_str()),
            "{href}"
        );
    }
    assert!(!page.contains("<script"));
}

#[test]
fn two_names_swapped_are_swapped_in_every_sentence() {
    let mut trial = trial((1_000_000, 1_400_000), 1.3, 0);
    let all =
        |trial: &Trial| [naive_sentence(trial, MARGIN), ours_sentence(trial, MARGIN)].join(" ");
    let before = all(&trial);
    std::mem::swap(&mut trial.pair.first, &mut trial.pair.second);
    for record in [&mut trial.first, &mut trial.second, &mut trial.interleaved] {
        for cell in &mut record.cells {
            let other = NAMES.iter().find(|name| **name != cell.call).unwrap();
            cell.call = (*other).into();
        }
    }
    let swapped = before
        .replace("map again", "\u{1}")
        .replace("map", "map again")
        .replace('\u{1}', "map");
    assert_eq!(all(&trial), swapped);
}

#[test]
fn no_report_takes_a_sabotaged_record() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("runs/illustrative");
    synthetic::write_run(&synthetic::site(), &run);
    let text = serde_json::to_vec(&four()[0].interleaved).unwrap();
    std::fs::write(run.join("p2_map_vs_imap.json"), text).unwrap();
    let site = lab_report::Site::load(&run, folder.path(), None).unwrap();
    assert!(site.measured("p2_map_vs_imap").is_none());
    let gap = site.missing.iter().find(|gap| gap.what == "p2_map_vs_imap");
    let why = format!("{:?}", gap.map(|gap| &gap.why));
    assert!(why.contains("lap-pool.sabotaged-record/1"), "{why}");
}
