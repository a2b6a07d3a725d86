//! Memory against the number of tasks: each series is told over its own range.

use lab_measure::record::{Absent, Mode};
use lab_report::render;

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

/// What is said beneath the title of each chart that says how something grows, where `imap` was tried up to so many tasks.
fn readings(most: u64) -> Vec<String> {
    let mut record = synthetic::p2(Mode::Default);
    let is_bigger = |cell: &lab_measure::record::Cell| {
        cell.contender == "lap-pool" && cell.call == "imap" && cell.param("n") > Some(most)
    };
    let bigger: Vec<bool> = record.cells.iter().map(is_bigger).collect();
    record.counts.retain(|count| !bigger[count.cell as usize]);
    let site = synthetic::assemble(Mode::Default, vec![record]);
    let folder = tempfile::tempdir().expect("a folder");
    render(&site, folder.path()).expect("a site");
    let page = &pages(folder.path())["p2_map_vs_imap.html"];
    let all = texts(page, "<p class=\"reading\">", "</p>").into_iter();
    all.filter(|words| words.contains(" with 100 tasks to "))
        .collect()
}

#[test]
fn the_series_that_ends_highest_is_told_first() {
    let all = readings(100_000);
    assert!(all.len() > 1);
    for words in all {
        assert!(words.starts_with("lap-pool map grew from "), "{words}");
        assert!(words.contains(" with 100,000. "), "{words}");
    }
}

#[test]
fn a_series_that_ends_earlier_is_told_as_far_as_it_goes() {
    for words in readings(1_000) {
        let (map, imap) = words.split_once(" lap-pool imap ").expect("both");
        assert!(map.ends_with(" with 100,000."), "{words}");
        let is_its_end = imap.ends_with(" with 1,000.") || imap.ends_with(" to 1,000 tasks.");
        assert!(is_its_end, "{words}");
    }
}

#[test]
fn a_figure_without_data_says_what_the_record_says_of_just_what_it_needs() {
    let told = |what: &str| {
        let mut record = synthetic::p2(Mode::Default);
        record
            .counts
            .retain(|count| count.name != "peak_alloc_bytes");
        record.absent = vec![Absent::lacking(what, "nobody counted it")];
        let site = synthetic::assemble(Mode::Default, vec![record]);
        let folder = tempfile::tempdir().expect("a folder");
        render(&site, folder.path()).expect("a site");
        let page = &pages(folder.path())["p2_map_vs_imap.html"];
        texts(page, "<p class=\"absent\">", "</p>").concat()
    };
    let is_missing = "“Bytes allocated at the peak” is missing: ";
    let said = told("peak_alloc_bytes");
    assert!(
        said.contains(&format!("{is_missing}nobody counted it.")),
        "{said}"
    );
    let said = told("peak_alloc_bytes_of_a_thread");
    assert!(
        said.contains(&format!("{is_missing}the record holds no data for it.")),
        "{said}"
    );
}
