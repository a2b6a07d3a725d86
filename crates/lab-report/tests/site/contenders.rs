//! The page of all contenders: which of a contender's calls stands for it.

use lab_measure::record::{Absent, Mode, Record};
use lab_report::{Site, render};
use lab_verdict::target::{Limit, Target, TargetClock};
use tempfile::TempDir;

use crate::synthetic;
use crate::synthetic::html::pages;

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
