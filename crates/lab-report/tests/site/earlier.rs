//! Figures measured before, beside those of a site's records: every standing on the page, and a page without them.

use std::fs;

use lab_measure::record::{Mode, Origin, Record};
use lab_report::{Site, render};
use lab_verdict::earlier::Earlier;

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

/// One that agrees, one that differs for a reason, one that differs without, one of a call that nobody made.
const EARLIER: &str = r#"
schema = "lap-pool.earlier/1"
[source]
contender = "cpython"
words = "old scripts"

[[entry]]
what = "share read"
before = "all of 20,000"
experiment = "p2_map_vs_imap"
metric = "count:pulled_after_one_result"
of = { call = "imap", where = { n = 10000, grain_ns = 0 } }
per = "n"
earlier = [1.0, 1.0]

[[entry]]
what = "items read"
before = "20,000"
experiment = "p2_map_vs_imap"
metric = "count:pulled_after_one_result"
of = { call = "imap", where = { n = 10000, grain_ns = 0 } }
earlier = [20000.0, 20000.0]
difference = "Half as many were given."
explains = [10000.0, 10000.0]

[[entry]]
what = "imap by map"
before = "1 ms by 1 s"
experiment = "p2_map_vs_imap"
metric = "time"
of = { call = "imap", where = { n = 10000, grain_ns = 0 } }
vs = { call = "map", where = { n = 10000, grain_ns = 0 } }
earlier = [0.001, 0.002]
widened_by = 2.0
because = "clocks differ"

[[entry]]
what = "apply"
before = "1"
experiment = "p2_map_vs_imap"
metric = "count:tasks_run"
of = { call = "apply" }
earlier = [1.0, 1.0]

[[not_covered]]
what = "an endless input"
why = "no cell has one"
"#;

fn beside(records: Vec<Record>) -> Site {
    let mut site = synthetic::assemble(Mode::Default, records);
    site.earlier = Some(Earlier::parse(EARLIER));
    site
}

/// The part of the page of the machine that compares.
fn section(site: &Site) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    render(site, folder.path()).unwrap();
    let page = pages(folder.path()).remove("machine.html").unwrap();
    let begin = page.find("<section aria-labelledby=\"earlier\">")?;
    let rest = &page[begin..];
    Some(rest[..rest.find("</section>").unwrap()].into())
}

fn standings(section: &str) -> Vec<String> {
    texts(section, "<span class=\"ans\">", "</span>")
}

#[test]
fn every_standing_is_told_with_both_figures_and_the_reason() {
    let page = section(&beside(vec![synthetic::cpython()])).expect("a section");
    assert_eq!(
        standings(&page),
        ["differs, explained", "differs", "no data", "agrees"]
    );
    for words in [
        "CPython here and as measured before",
        "4 figures measured before: 1 as before, 1 different for a reason that is given, 1 different without one, 1 not to be had here.",
        "old scripts",
        "all of 20,000",
        "Half as many were given.",
        "Nobody has explained it yet.",
        "times to either side, since clocks differ",
        "no cell has one",
    ] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[test]
fn what_was_measured_elsewhere_never_looks_like_what_was_measured_here() {
    let marks = |origin| {
        let mut record = synthetic::cpython();
        record.origin = origin;
        let page = section(&beside(vec![record])).expect("a section");
        let marked = page.matches("<td class=\"recorded\"").count();
        (marked, page.matches("recorded elsewhere").count())
    };
    assert_eq!(marks(Origin::Measured), (4, 0), "every earlier figure");
    assert_eq!(marks(Origin::Recorded), (7, 3), "and every figure of ours");
}

#[test]
fn without_records_of_the_contender_nothing_is_made_up() {
    for records in [vec![], vec![synthetic::p2(Mode::Default)]] {
        let page = section(&beside(records)).expect("a section");
        assert_eq!(standings(&page), ["no data"; 4]);
    }
}

#[test]
fn the_contender_is_named_by_the_source() {
    let mut site = beside(vec![synthetic::p2(Mode::Default)]);
    let other = EARLIER.replace("cpython", "lap-pool");
    site.earlier = Some(Earlier::parse(&other));
    let page = section(&site).expect("a section");
    assert!(page.contains("lap-pool here and as measured before"));
    assert!(!page.contains("CPython"));
}

#[test]
fn without_earlier_figures_there_is_no_such_part_and_damaged_ones_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("earlier.toml");
    let site = || synthetic::assemble(Mode::Default, vec![synthetic::cpython()]).beside(&path);
    assert_eq!(section(&site()), None);
    fs::write(&path, "schema = 1").unwrap();
    let page = section(&site()).expect("a section");
    assert!(page.contains("could not be read"), "{page}");
    fs::write(&path, EARLIER).unwrap();
    assert_eq!(standings(&section(&site()).expect("a section")).len(), 4);
}
