//! Lanes on a lesson: which stand in sight, which share a time axis, what their titles and sentences say.

use lab_measure::record::{Cell, Mode, Record, Role};
use lab_report::{Site, render};
use tempfile::TempDir;

use crate::synthetic;

/// Contender, call, parameters, number of tasks.
type Traced = (
    &'static str,
    &'static str,
    &'static [(&'static str, u64)],
    usize,
);

/// A record with no other lanes than these: of each contender and call, with its parameters, so many of the invented tasks.
fn record(traced: &[Traced]) -> Record {
    with_lanes(synthetic::p2(Mode::Default), traced)
}

fn with_lanes(mut record: Record, traced: &[Traced]) -> Record {
    let drawn = synthetic::p2(Mode::Default).lanes[0].clone();
    record.lanes.clear();
    for (contender, call, params, tasks) in traced {
        let mut lanes = drawn.clone();
        lanes.cell = record.cells.len() as u32;
        lanes.spans.truncate(*tasks);
        lanes.yielded.truncate(*tasks);
        record.lanes.push(lanes);
        record.cells.push(Cell {
            contender: (*contender).into(),
            call: (*call).into(),
            params: params
                .iter()
                .map(|(name, value)| (name.to_string(), *value))
                .collect(),
            role: Role::Subject,
        });
    }
    record
}

fn lesson(site: &Site) -> String {
    lesson_of(site, "p2_map_vs_imap")
}

fn lesson_of(site: &Site, experiment: &str) -> String {
    let folder = TempDir::new().expect("a folder");
    render(site, folder.path()).expect("it renders");
    let page = std::fs::read_to_string(folder.path().join(format!("{experiment}.html")));
    // Between a number and its unit stands a space at which no line breaks.
    page.expect("the page is there").replace('\u{a0}', " ")
}

/// The titles of the lanes in sight, in order.
fn in_sight(page: &str) -> Vec<String> {
    let lanes = page.split("id=\"lanes\"").nth(1).expect("there are lanes");
    let open = lanes.split("</section>").next().unwrap_or(lanes);
    let titles = open.split("<h3>").skip(1);
    titles
        .filter_map(|rest| rest.split("</h3>").next())
        .map(str::to_owned)
        .collect()
}

const TWENTY: &[(&str, u64)] = &[("n", 20), ("lanes", 1), ("workers", 4)];

#[test]
fn the_plain_loop_is_drawn_where_a_study_shows_it_and_nowhere_else() {
    let record = record(&[
        ("lap-pool", "map", TWENTY, 20),
        ("serial", "loop", TWENTY, 20),
        ("cpython", "loop", TWENTY, 20),
    ]);
    let seen = |study| {
        in_sight(&lesson_of(
            &synthetic::in_study(record.clone(), study),
            study,
        ))
    };
    assert_eq!(
        seen("p2_map_vs_imap"),
        ["CPython plain loop", "lap-pool map"]
    );
    assert_eq!(
        seen("p2_map_loop"),
        ["CPython plain loop", "serial loop", "lap-pool map"]
    );
}

#[test]
fn a_failing_task_is_named_and_what_was_not_run_is_counted() {
    const FAILING: &[(&str, u64)] = &[("n", 20), ("failing", 8), ("lanes", 1), ("workers", 4)];
    let record = record(&[
        ("lap-pool", "map_raising", FAILING, 9),
        ("cpython", "map_raising", FAILING, 20),
    ]);
    let page = lesson(&synthetic::assemble(Mode::Default, vec![record]));
    assert_eq!(
        in_sight(&page),
        [
            "CPython map with a task that raises: task 8",
            "lap-pool map with a task that raises: task 8"
        ]
    );
    assert_eq!(page.matches("11 tasks were not run.").count(), 1);
}

#[test]
fn as_many_subjects_are_in_sight_as_the_study_says_and_all_others_are_linked() {
    let calls = ["map", "imap", "imap_unordered"];
    let traced: Vec<Traced> = calls
        .into_iter()
        .flat_map(|call| ["rayon", "lap-pool", "cpython"].map(|who| (who, call, TWENTY, 20)))
        .collect();
    for (study, most) in [("p1_context_manager", 2), ("p2_map_vs_imap", 4)] {
        let page = lesson_of(&synthetic::in_study(record(&traced), study), study);
        let seen = in_sight(&page);
        assert_eq!(seen.len(), most, "{study}");
        assert!(seen.iter().all(|title| !title.starts_with("rayon")));
        assert!(page.contains("-lanes.html#") && page.contains(">rayon map</a>"));
    }
}

#[test]
fn each_call_has_its_contenders_side_by_side_and_each_share_under_a_lock_as_well() {
    const HALF: &[(&str, u64)] = &[("n", 20), ("lanes", 1), ("shared_percent", 50)];
    const NONE: &[(&str, u64)] = &[("n", 20), ("lanes", 1), ("shared_percent", 0)];
    let seen = |traced: &[Traced]| {
        let study = "p5_independent_tasks";
        let page = lesson_of(&synthetic::in_study(record(traced), study), study);
        (in_sight(&page), page)
    };
    let (titles, page) = seen(&[
        ("lap-pool", "locked", HALF, 20),
        ("lap-pool", "locked", NONE, 20),
        ("cpython", "locked", HALF, 20),
        ("cpython", "locked", NONE, 20),
    ]);
    assert_eq!(
        titles,
        [
            "CPython map under a lock, 0 % of each task in it",
            "lap-pool map under a lock, 0 % of each task in it",
            "CPython map under a lock, 50 % of each task in it",
            "lap-pool map under a lock, 50 % of each task in it",
        ]
    );
    let note = "A task’s wait for the lock is part of its bar.";
    assert_eq!(page.matches(note).count(), 2);
    let (titles, _) = seen(&[
        ("lap-pool", "pool_per_call", TWENTY, 20),
        ("lap-pool", "one_pool", TWENTY, 20),
        ("cpython", "pool_per_call", TWENTY, 20),
        ("cpython", "one_pool", TWENTY, 20),
    ]);
    assert_eq!(
        titles,
        [
            "CPython one pool",
            "lap-pool one pool",
            "CPython a pool per call",
            "lap-pool a pool per call",
        ]
    );
}

#[test]
fn the_index_shows_the_practice_whose_lanes_are_of_calls_that_the_article_compares() {
    let others: Vec<Traced> = ["one_pool", "a_pool_per_call"]
        .into_iter()
        .flat_map(|call| ["cpython", "lap-pool"].map(|who| (who, call, TWENTY, 12)))
        .collect();
    let compared = ["cpython", "lap-pool"].map(|who| (who, "imap", TWENTY, 12));
    let mut site = synthetic::scaling_site();
    let later = with_lanes(site.records.swap_remove(0), &compared);
    site.records = vec![record(&others), later];
    let folder = TempDir::new().expect("a folder");
    render(&site, folder.path()).expect("it renders");
    let index = std::fs::read_to_string(folder.path().join("index.html")).expect("an index");
    let hero = index.split("id=\"whole\"").nth(1).expect("a picture");
    let hero = hero.split("</section>").next().unwrap_or(hero);
    assert!(hero.contains("imap"), "{hero}");
    assert!(!hero.contains("one pool"), "{hero}");
}

#[test]
fn what_the_caller_does_beside_the_tasks_is_no_slow_task_and_has_a_key_of_its_own() {
    let mut record = record(&[("lap-pool", "map_then_own_work", TWENTY, 20)]);
    let lanes = &mut record.lanes[0];
    let longest = lanes
        .spans
        .iter()
        .map(|span| span.end_ns)
        .max()
        .unwrap_or(0);
    for span in &mut lanes.spans {
        span.end_ns = span.start_ns + 1;
    }
    let beside = |task| lab_measure::record::Span {
        lane: lab_measure::record::Lanes::CALLER,
        task,
        start_ns: 0,
        end_ns: longest,
    };
    lanes.spans.push(beside(20));
    let page = |record: &Record| lesson(&synthetic::assemble(Mode::Default, vec![record.clone()]));
    let own = page(&record);
    assert!(own.contains("<span>the caller itself</span>"));
    assert!(!own.contains("much longer than most"));
    // A task that the caller helps with is a task, however long.
    let last = record.lanes[0].spans.len() - 1;
    record.lanes[0].spans[last] = beside(19);
    let helped = page(&record);
    assert!(!helped.contains("<span>the caller itself</span>"));
    assert!(helped.contains("<span>much longer than most: "));
}
