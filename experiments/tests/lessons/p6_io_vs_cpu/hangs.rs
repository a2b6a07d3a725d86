//! A server or an interpreter that is stopped in the middle: it lives and says nothing. Its cells are lost with the reason,
//! once after a time-out, and nothing else is.

use lab_measure::record::Cell;

use super::process::{IMPATIENT_S, NONE, Said, start_impatient, whose_server_is_sent};
use super::stub::Stub;

fn hangs() -> String {
    format!("CPython hangs: no answer after {IMPATIENT_S} s")
}

fn stopped_after(visits: u32) -> Stub {
    Stub {
        visits,
        signal: "STOP",
        ..Stub::default()
    }
}

#[test]
fn an_interpreter_that_is_stopped_loses_its_cells_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let python = stopped_after(3).written_to(folder.path());
    let process = start_impatient(&python, NONE, &["--fresh-process", "1", "1"]);
    let said = Said::by(process, |_, _| {});
    let is_its = |cell: &Cell| cell.contender == "cpython";
    assert_eq!(said.samples(is_its), 3);
    for failure in said.lost_only(is_its) {
        assert!(failure.what.starts_with("cpython "), "{failure:?}");
        assert_eq!(failure.reason, hangs());
    }
}

#[test]
fn a_visit_of_its_own_whose_interpreter_is_stopped_is_a_line_of_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let python = stopped_after(0).written_to(folder.path());
    let visits = (0..).map(|index: u32| {
        let process = start_impatient(&python, NONE, &["--solo", &index.to_string()]);
        Said::by(process, |_, _| {})
    });
    let is_its = |said: &Said| said.cells()[0].contender == "cpython";
    let said = visits.take(20).find(is_its).expect("a visit of it");
    assert!(said.ended_well);
    let failures = said.failures();
    assert_eq!(failures.len(), 1);
    assert_eq!(failures[0].reason, hangs());
}

#[test]
fn a_server_that_is_stopped_loses_its_cells_and_no_others() {
    let process = || start_impatient(NONE, NONE, &["--fresh-process", "1", "1"]);
    let said = whose_server_is_sent("-STOP", process);
    for failure in said.lost_only(|cell| cell.call == "http") {
        assert!(failure.what.contains(" http "), "{failure:?}");
        assert_eq!(failure.reason, "the HTTP server hangs");
    }
}
