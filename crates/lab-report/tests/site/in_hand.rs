//! Curves of the results in hand: a chart for each order of the tasks and contender, and what its sentence says.

use lab_measure::record::{Mode, Record, Series};
use lab_report::render;
use tempfile::TempDir;

use crate::synthetic;

const MS: u64 = 1_000_000;

/// Gives the first cell of a contender's call a curve: so many results, each so long after the one before it, from here.
fn with_curve(record: &mut Record, contender: &str, call: &str, begin_ms: u64, each_ms: u64) {
    let cell = record
        .cells
        .iter()
        .position(|cell| cell.contender == contender && cell.call == call);
    let point = |result| (result, (begin_ms + result * each_ms) * MS);
    record.series.push(Series {
        cell: cell.expect("the invented record has it") as u32,
        name: "results_in_hand: one long task first".into(),
        points: std::iter::once((0, 0)).chain((1..=20).map(point)).collect(),
    });
}

fn page(swapped: bool) -> String {
    let mut record = synthetic::p2(Mode::Default);
    let (quick, slow) = match swapped {
        false => ("imap", "map"),
        true => ("map", "imap"),
    };
    with_curve(&mut record, "lap-pool", slow, 100, 0);
    with_curve(&mut record, "lap-pool", quick, 0, 5);
    let site = synthetic::in_study(record, "p3_imap_unordered");
    let folder = TempDir::new().expect("a folder");
    render(&site, folder.path()).expect("it renders");
    let page = std::fs::read_to_string(folder.path().join("p3_imap_unordered.html"));
    // Between a number and its unit stands a space at which no line breaks.
    page.expect("the page is there").replace('\u{a0}', " ")
}

#[test]
fn a_chart_of_the_results_in_hand_says_when_half_of_them_were() {
    let page = page(false);
    assert!(page.contains("Results in hand, one long task first: lap-pool"));
    let words = "map had 10 of 20 results in hand after 100 ms, imap after 50 ms.";
    assert!(page.contains(words), "the sentence is missing");
}

#[test]
fn swapped_curves_swap_the_sentence() {
    let words = "map had 10 of 20 results in hand after 50 ms, imap after 100 ms.";
    assert!(page(true).contains(words), "the sentence is missing");
}
