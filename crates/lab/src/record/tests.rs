//! One recording per experiment that has CPython's cells.

use lab_measure::environment;
use lab_measure::experiment::cell;
use lab_measure::record::{
    Cell, Count, Fact, Origin, Outcome, PoolWork, RECORD_SCHEMA, RUN_SCHEMA, Role, RunManifest,
    Sample,
};

use super::*;

/// `p2_map_vs_imap` of these rules has a null control of lap-pool at `n = 2`; `p3_responsive` has none.
fn claims() -> Claims {
    let control = "[[experiment.p2_map_vs_imap.control]]\nkind = \"null\"\ncontender = \"lap-pool\"\n\
                   of = \"map_again\"\nvs = \"map\"\nwhere = { n = 2 }\n\n[experiment.p3_responsive]";
    let rules = include_str!("../../tests/claims.toml");
    Claims::parse(&rules.replace("[experiment.p3_responsive]", control)).unwrap()
}

/// A record with one sample in every cell.
fn record(experiment: &str, cells: Vec<Cell>) -> Record {
    let samples = (0..cells.len() as u32).map(|cell| Sample {
        cell,
        process: 0,
        round: 0,
        order: 0,
        items: 1,
        // The cell's number, to be known again.
        wall_ns: u64::from(cell),
        first_ns: None,
        cpu_ns: None,
        server_cpu_ns: None,
    });
    let mut environment = environment::gather();
    environment
        .facts
        .push(Fact::known("cpython", "CPython", "3.13.0"));
    environment.facts.push(Fact::known("gil", "Lock", "on"));
    Record {
        schema: RECORD_SCHEMA.into(),
        experiment: experiment.into(),
        version: 1,
        origin: Origin::Measured,
        started: String::new(),
        finished: String::new(),
        mode: Mode::Default,
        seed: 1,
        command: String::new(),
        environment,
        probe: None,
        samples: samples.collect(),
        cells,
        processes: Vec::new(),
        rounds: Vec::new(),
        counts: Vec::new(),
        series: Vec::new(),
        lanes: Vec::new(),
        outcomes: vec![Outcome {
            cell: 0,
            item: "http://127.0.0.1/".into(),
            result: "200 OK".into(),
            ok: true,
            wall_ns: None,
            tried_again: 0,
        }],
        pools: vec![PoolWork::default()],
        absent: Vec::new(),
        code: Vec::new(),
    }
}

fn run(records: &[Record]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for record in records {
        let path = folder.path().join(format!("{}.json", record.experiment));
        store::write_json(&path, record).unwrap();
    }
    folder
}

fn python(call: &str) -> Cell {
    cell("cpython", call, &[("n", 7)])
}

#[test]
fn every_experiment_with_the_subject_gives_a_recording_and_the_others_none() {
    let run = run(&[
        record("p2_map_vs_imap", vec![python("imap")]),
        record("p3_responsive", vec![python("imap_unordered")]),
        record("criterion_map", vec![cell("rayon", "map", &[])]),
    ]);
    let recordings = recordings(run.path(), &claims()).unwrap();
    let names: Vec<&str> = recordings.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "cpython-3.13.0-p2_map_vs_imap.json",
            "cpython-3.13.0-p3_responsive.json"
        ]
    );
    assert!(
        recordings
            .iter()
            .all(|(_, kept)| kept.origin == Origin::Recorded)
    );
}

#[test]
fn controls_the_plain_loop_and_a_second_build_stay_with_the_subject_and_nothing_else() {
    let again = Cell {
        role: Role::NullControl,
        ..cell("lap-pool", "map_again", &[("n", 2)])
    };
    let cells = vec![
        cell("rayon", "map", &[("n", 2)]),
        again.clone(),
        cell("lap-pool", "map", &[("n", 2)]),
        cell("lap-pool", "map", &[("n", 3)]),
        python("imap"),
        python("urls"),
        cell("serial", "imap", &[("workers", 1)]),
        cell("serial", "loop", &[("n", 2)]),
        cell("cpython free-threaded", "imap", &[("n", 7)]),
    ];
    let kept = [1, 2, 4, 6, 8].map(|number: usize| cells[number].clone());
    let run = run(&[record("p2_map_vs_imap", cells)]);
    let (_, recording) = recordings(run.path(), &claims()).unwrap().remove(0);
    assert_eq!(recording.cells, kept);
    let samples: Vec<(u32, u64)> = recording
        .samples
        .iter()
        .map(|sample| (sample.cell, sample.wall_ns))
        .collect();
    assert_eq!(samples, [(0, 1), (1, 2), (2, 4), (3, 6), (4, 8)]);
    assert_eq!(recording.outcomes, []);
    assert_eq!(recording.pools, []);
}

#[test]
fn a_subject_that_was_only_counted_is_recorded_too() {
    let mut counted = record("p2_map_vs_imap", vec![python("imap")]);
    counted.samples.clear();
    let nothing = run(&[counted.clone()]);
    let refusal = recordings(nothing.path(), &claims()).unwrap_err();
    assert!(
        refusal.to_string().contains("holds no live CPython"),
        "{refusal}"
    );
    counted.counts.push(Count {
        cell: 0,
        repetition: 0,
        name: "pulled".into(),
        value: 9,
    });
    let run = run(&[counted]);
    assert_eq!(recordings(run.path(), &claims()).unwrap().len(), 1);
}

#[test]
fn where_no_cpython_was_found_what_was_counted_in_its_name_is_not_recorded() {
    let mut without = record("p3_responsive", vec![python("interpreters")]);
    let mut facts = without.environment.facts.iter_mut();
    let version = facts.find(|fact| fact.key == "cpython").unwrap();
    *version = Fact::perhaps("cpython", "CPython", None, "python3 was not found");
    let run = run(&[record("p2_map_vs_imap", vec![python("imap")]), without]);
    let recordings = recordings(run.path(), &claims()).unwrap();
    assert_eq!(recordings.len(), 1);
    assert_eq!(recordings[0].1.experiment, "p2_map_vs_imap");
}

#[test]
fn one_quick_record_is_enough_to_record_nothing() {
    let mut quick = record("p3_responsive", vec![python("imap")]);
    quick.mode = Mode::Quick;
    let run = run(&[record("p2_map_vs_imap", vec![python("imap")]), quick]);
    let refusal = recordings(run.path(), &claims()).unwrap_err();
    assert!(
        refusal
            .to_string()
            .contains("p3_responsive.json is from a quick run"),
        "{refusal}"
    );
}

#[test]
fn what_was_measured_beside_a_busy_neighbour_is_not_recorded() {
    let run = run(&[record("p2_map_vs_imap", vec![python("imap")])]);
    let mut manifest = RunManifest {
        schema: RUN_SCHEMA.into(),
        run_id: "loud".into(),
        started: String::new(),
        finished: None,
        mode: Mode::Default,
        seed: 1,
        command: "cargo lab bench --neighbour".into(),
        neighbour_threads: Some(2),
        claims_sha256: String::new(),
        environment: environment::gather(),
        probe: None,
        entries: Vec::new(),
    };
    store::write_json(&run.path().join(MANIFEST), &manifest).unwrap();
    let refusal = recordings(run.path(), &claims()).unwrap_err();
    assert!(refusal.to_string().contains("busy neighbour"), "{refusal}");
    manifest.neighbour_threads = None;
    store::write_json(&run.path().join(MANIFEST), &manifest).unwrap();
    assert_eq!(recordings(run.path(), &claims()).unwrap().len(), 1);
}

#[test]
fn an_interpreter_without_its_lock_has_a_file_of_its_own() {
    let mut free = record("p2_map_vs_imap", vec![python("imap")]);
    for fact in &mut free.environment.facts {
        if fact.key == "gil" {
            fact.value = Some("off".into());
        }
    }
    assert_eq!(
        file_name(&free).unwrap(),
        "cpython-3.13.0t-p2_map_vs_imap.json"
    );
    free.environment.facts.clear();
    assert!(file_name(&free).is_err());
}
