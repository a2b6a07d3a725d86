//! A server or an interpreter that dies in the middle: its cells are lost, with the reason, and nothing else is.

use lab_measure::record::Cell;

use super::process::{NONE, Said, start, whose_server_is_sent};
use super::stub::Stub;

#[test]
fn an_interpreter_that_dies_loses_its_cells_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let python = Stub {
        visits: 3,
        ..Stub::default()
    }
    .written_to(folder.path());
    let process = start(&python, NONE, &["--fresh-process", "1", "1"]);
    let said = Said::by(process, |_, _| {});
    let is_its = |cell: &Cell| cell.contender == "cpython";
    assert_eq!(said.samples(is_its), 3);
    for failure in said.lost_only(is_its) {
        assert!(failure.what.starts_with("cpython "), "{failure:?}");
        assert_eq!(failure.reason, "CPython has ended");
    }
}

#[test]
fn a_visit_of_its_own_whose_interpreter_dies_is_a_line_of_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let python = Stub {
        visits: 0,
        ..Stub::default()
    }
    .written_to(folder.path());
    let visits = (0..).map(|index: u32| {
        let process = start(&python, NONE, &["--solo", &index.to_string()]);
        Said::by(process, |_, _| {})
    });
    let is_its = |said: &Said| said.cells()[0].contender == "cpython";
    let said = visits.take(20).find(is_its).expect("a visit of it");
    assert!(said.ended_well);
    let failures = said.failures();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].reason, "CPython has ended");
}

#[test]
fn a_server_that_is_killed_loses_its_cells_and_no_others() {
    let process = || start(NONE, NONE, &["--fresh-process", "1", "1"]);
    let said = whose_server_is_sent("-KILL", process);
    for failure in said.lost_only(|cell| cell.call == "http") {
        assert!(failure.what.contains(" http "), "{failure:?}");
    }
}
