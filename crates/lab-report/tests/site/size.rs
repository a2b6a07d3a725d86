//! How much was run: what the records hold, not what the mode asks for.

use lab_measure::record::{Mode, Record, Status};
use lab_report::{Site, render};

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

/// What the index says of the run's size.
fn said(site: &Site) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    render(site, folder.path()).expect("a site");
    let index = &pages(folder.path())["index.html"];
    texts(index, "<dt>Run</dt>", "</dd>").concat()
}

/// A run of these records in which nothing failed.
fn whole(records: Vec<Record>) -> Site {
    let mut site = synthetic::assemble(Mode::Default, records);
    let run = site.manifest.as_mut().expect("a manifest");
    run.entries.retain(|entry| entry.status == Status::Done);
    site
}

/// Keeps of every process so many rounds, and so many processes.
fn cut(record: &mut Record, processes: u32, rounds: impl Fn(u32) -> u32) {
    let is_made = |process: u32, round: u32| process < processes && round < rounds(process);
    record.rounds.retain(|one| is_made(one.process, one.round));
    record.samples.retain(|one| is_made(one.process, one.round));
    record.processes.retain(|one| one.index < processes);
}

#[test]
fn the_size_is_that_of_the_records() {
    let site = whole(vec![synthetic::p2(Mode::Default), synthetic::criterion()]);
    assert_eq!(said(&site), "15 processes × 2 rounds, 2 min 28 s");
    let mut short = synthetic::p2(Mode::Default);
    cut(&mut short, 1, |_| 2);
    assert_eq!(
        said(&whole(vec![short])),
        "1 process × 2 rounds, 2 min 28 s"
    );
}

#[test]
fn parts_of_different_sizes_are_told_as_a_range() {
    let mut few = synthetic::criterion();
    cut(&mut few, 5, |_| 1);
    let site = whole(vec![synthetic::p2(Mode::Default), few]);
    assert_eq!(
        said(&site),
        "5 to 15 processes × 1 to 2 rounds, by part, 2 min 28 s"
    );
}

#[test]
fn what_was_cut_short_is_said() {
    let mut site = whole(vec![synthetic::p2(Mode::Default)]);
    let run = site.manifest.as_mut().expect("a manifest");
    run.finished = None;
    run.entries[1].status = Status::Planned;
    run.entries[1].wall_ns = None;
    assert_eq!(
        said(&site),
        "15 processes × 2 rounds, 1 min 28 s; cut short: 1 of 2 parts was not reached"
    );
    let mut early = synthetic::p2(Mode::Default);
    cut(&mut early, 15, |process| if process == 3 { 1 } else { 2 });
    let words = said(&whole(vec![early]));
    assert!(words.starts_with("15 processes × 1 to 2 rounds"), "{words}");
    assert!(words.ends_with("ended early"), "{words}");
}

#[test]
fn counts_alone_are_no_rounds() {
    let mut record = synthetic::p2(Mode::Quick);
    cut(&mut record, 0, |_| 0);
    assert!(said(&whole(vec![record])).starts_with("no timed rounds"));
}

#[test]
fn what_was_recorded_elsewhere_was_not_run_here() {
    let mut elsewhere = synthetic::cpython();
    cut(&mut elsewhere, 2, |_| 1);
    let site = whole(vec![synthetic::p2(Mode::Default), elsewhere]);
    assert!(said(&site).starts_with("15 processes × 2 rounds"));
}
