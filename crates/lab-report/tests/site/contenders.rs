//! The page of all contenders: which of a contender's calls stands for it.

use lab_measure::record::{Absent, Mode, Record};
use lab_report::{Site, render};
use lab_verdict::target::{Limit, Target, TargetClock};
use tempfile::TempDir;

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

/// CPython's pool and its plain loop, which takes a tenth of the pool's time, in this order.
fn record(calls: [&str; 2]) -> Record {
    let mut record = synthetic::p2(Mode::Default);
    let is_pool = |cell: &&lab_measure::record::Cell| {
        (cell.contender.as_str(), cell.call.as_str()) == ("lap-pool", "map")
            && cell.param("n") == Some(10_000)
    };
    let pools: Vec<_> = record.cells.iter().filter(is_pool).cloned().collect();
    for pool in pools {
        let place = record.cells.iter().position(|cell| *cell == pool);
        let place = place.expect("it is of the record") as u32;
        let samples: Vec<_> = record
            .samples
            .iter()
            .filter(|at| at.cell == place)
            .cloned()
            .collect();
        for call in calls {
            let mut cell = pool.clone();
            (cell.contender, cell.call) = ("cpython".into(), call.into());
            let index = record.cells.len() as u32;
            record.cells.push(cell);
            let of_call = samples.iter().cloned().map(|mut sample| {
                sample.cell = index;
                if call == "loop" {
                    sample.wall_ns /= 10;
                }
                sample
            });
            record.samples.extend(of_call);
        }
    }
    record.absent.clear();
    record
}

fn page(calls: [&str; 2]) -> String {
    let site = synthetic::assemble(Mode::Default, vec![record(calls)]);
    let folder = TempDir::new().expect("a folder");
    render(&site, folder.path()).expect("it renders");
    pages(folder.path())["contenders.html"].clone()
}

#[test]
fn a_pool_is_shown_by_its_map_and_never_by_its_own_plain_loop() {
    for calls in [["loop", "map"], ["map", "loop"]] {
        let page = page(calls);
        let of = |who: &str| -> Vec<f64> {
            let row = |row: &&str| row.contains(&format!(">{who}<"));
            let rows = page
                .split("<tr")
                .filter_map(|rest| rest.split("</tr>").next());
            let rows = rows.filter(row);
            let shares = rows.flat_map(|row| row.split('×').skip(1));
            shares
                .filter_map(|share| share.split(' ').next()?.replace(',', "").parse().ok())
                .collect()
        };
        assert!(
            !of("CPython").is_empty() && !of("serial loop").is_empty(),
            "{calls:?}"
        );
        for share in of("CPython") {
            assert!(share > 0.5, "{calls:?}: {share}, a tenth of it is the loop");
        }
    }
}

/// The page of a record whose study sets these targets, with something changed.
fn with(target: Vec<Target>, change: impl FnOnce(&mut Site)) -> String {
    let mut site = synthetic::assemble(Mode::Default, vec![synthetic::p2(Mode::Default)]);
    let study = site.claims.experiment.get_mut("p2_map_vs_imap");
    study.expect("it has rules").target = target;
    change(&mut site);
    let folder = TempDir::new().expect("a folder");
    render(&site, folder.path()).expect("it renders");
    pages(folder.path())["contenders.html"].clone()
}

/// What a map of 10,000 empty tasks is meant to take.
fn target(limit: Vec<Limit>) -> Target {
    Target {
        contender: "lap-pool".into(),
        call: "map".into(),
        params: [("n".to_owned(), 10_000), ("grain_ns".to_owned(), 0)].into(),
        clock: TargetClock::Time,
        limit,
    }
}

#[test]
fn targets_are_shown_with_what_was_allowed_taken_and_answered() {
    let of_nobody = Limit::Times {
        at_most: 1.0,
        of: vec!["nobody".into()],
        call: None,
    };
    let limits = vec![Limit::TaskNs(1e6), Limit::CallNs(1.0), of_nobody];
    let page = with(vec![target(limits)], |_| ());
    let rows = page
        .split("<tr")
        .filter(|row| row.contains("lap-pool, 10,000 empty tasks"));
    let rows: Vec<&str> = rows
        .filter(|row| row.contains("took") || row.contains("<td"))
        .collect();
    for answer in ["met", "missed"] {
        assert!(
            rows.iter().any(|row| row.contains(&format!(">{answer}<"))),
            "{answer}: {rows:?}"
        );
    }
    assert!(
        page.contains("1 met, 1 missed, 1 not measured."),
        "the tally"
    );
    let unmeasured = "1 × nobody (this run has no map of nobody)";
    assert!(page.contains(unmeasured), "what was not measured, and why");
}

/// The cells of the rows of the table of targets, and those of the chart's twin.
fn rows_of_targets(page: &str) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let (_, section) = page.split_once("id=\"targets\"").expect("it has targets");
    let section = section.split("</section>").next().unwrap_or_default();
    let words = |cell: &str| {
        let (_, inside) = cell.split_once('>').expect("tags end");
        texts(&format!("<i>{inside}</i>"), "<i>", "</i>").concat()
    };
    let cells = |row: &str| -> Vec<String> {
        let ends = row.split("</td>").flat_map(|part| part.split("</th>"));
        let cells = ends.filter_map(|part| {
            let at = part.rfind("<td").or_else(|| part.rfind("<th "))?;
            Some(words(&part[at..]))
        });
        cells.collect()
    };
    let rows = |part: &str| part.split("<tr").skip(1).map(cells).collect();
    let (twin, table) = section.split_once("Table: Targets").expect("a table");
    (rows(table), rows(twin))
}

#[test]
fn a_target_is_drawn_with_the_interval_that_was_judged_and_says_what_it_is_compared_with() {
    let of_loop = Limit::Ideal {
        at_most: 1.3,
        of: "rayon".into(),
        call: None,
        params: None,
        workers: 2,
    };
    let page = with(vec![target(vec![of_loop])], |_| ());
    let (table, twin) = rows_of_targets(&page);
    let headings = ["call", "target", "compared with", "took", "allowed"];
    assert_eq!(table[0][..5], headings);
    assert_eq!(table[0][5..], ["took ÷ allowed [99 %]", "answer"]);
    assert_eq!(table[1][0], "lap-pool, 10,000 empty tasks");
    assert_eq!(table[1][1], "at most 1.3 × rayon ÷ 2 workers");
    assert_eq!(table[1][2], "rayon, its work shared by 2 workers");
    assert_eq!(table[1][6], "missed");
    assert!(twin[0].contains(&"99 % interval".to_owned()), "{twin:?}");
    let (ratio, interval) = table[1][5].split_once(" [").expect("an interval");
    let drawn = interval.trim_end_matches(']').replace(" to ", " to ×");
    assert!(twin[1].contains(&ratio.to_owned()), "{twin:?}");
    assert!(twin[1].contains(&format!("×{drawn}")), "{drawn}: {twin:?}");
}

#[test]
fn the_label_of_a_target_is_shown_whole() {
    let long = Limit::Times {
        at_most: 1.0,
        of: vec!["std chunks".into()],
        call: Some("imap_unordered".into()),
    };
    let mut one = target(vec![long]);
    one.call = "imap_unordered".into();
    let page = with(vec![one], |site| {
        for cell in &mut site.records[0].cells {
            cell.params.insert("item_bytes".into(), 1_024);
            if cell.contender == "std chunks" {
                cell.call = "imap_unordered".into();
            }
        }
        let study = site.claims.experiment.get_mut("p2_map_vs_imap");
        let target = &mut study.expect("it has rules").target[0];
        target.params.insert("item_bytes".into(), 1_024);
    });
    let (_, twin) = rows_of_targets(&page);
    let label = "lap-pool, imap_unordered: 10,000 empty tasks, items of 1,024 bytes: \
                 at most 1 × the best imap_unordered (std threads, a chunk each)";
    assert_eq!(twin[1][0], label);
    assert!(!page.contains('…'), "a label is cut");
}

#[test]
fn ratios_at_a_glance_stand_in_tables_that_fit_the_page() {
    let page = page(["map", "loop"]);
    let (_, glance) = page.split_once("id=\"glance\"").expect("it is there");
    let glance = glance.split("</section>").next().unwrap_or_default();
    let tables: Vec<&str> = glance
        .split("class=\"scroll whole fitted\"")
        .skip(1)
        .collect();
    assert!(!tables.is_empty(), "{glance}");
    for table in tables {
        assert!(table.matches("scope=\"col\"").count() <= 7, "{table}");
        assert!(table.contains("<small>["), "an interval on its own line");
    }
}

#[test]
fn beside_a_neighbour_that_the_run_started_another_limit_holds() {
    let page = |neighbour| {
        let limits = vec![Limit::CallNs(1.0)];
        with(vec![target(limits)], |site| {
            let study = site.claims.experiment.get_mut("p2_map_vs_imap");
            study.expect("it has rules").neighbour_limit = Some(Limit::TaskNs(1e6));
            site.manifest.as_mut().expect("a run").neighbour_threads = neighbour;
        })
    };
    assert!(page(None).contains("1 missed."), "its own limit");
    assert!(page(Some(2)).contains("1 met."), "that beside a neighbour");
}

#[test]
fn a_study_without_targets_has_no_such_section() {
    assert!(!with(Vec::new(), |_| ()).contains("id=\"targets\""));
}

#[test]
fn who_cannot_be_compared_here_is_named_with_the_reason() {
    let absent = Absent::lacking("openmp", "no <compiler>");
    let page = with(Vec::new(), |site| site.records[0].absent.push(absent));
    assert!(page.contains("OpenMP: no &lt;compiler&gt;"), "{page}");
}

/// Every call of a benchmark at each of its sizes, with two contenders.
#[test]
fn every_row_of_a_benchmark_has_a_figure() {
    let mut record = synthetic::criterion();
    let rows: Vec<_> = record
        .cells
        .iter()
        .map(|cell| cell.params.clone())
        .collect();
    let place = |cell: &lab_measure::record::Cell| rows[0] == cell.params;
    for cell in record.cells.iter_mut().filter(|cell| place(cell)) {
        cell.call = "map_cold".into();
    }
    let site = synthetic::assemble(Mode::Default, vec![record]);
    let folder = TempDir::new().expect("a folder");
    render(&site, folder.path()).expect("it renders");
    let page = pages(folder.path())["contenders.html"].clone();
    assert!(page.contains(">map, after 2 ms without work: "), "{page}");
}
