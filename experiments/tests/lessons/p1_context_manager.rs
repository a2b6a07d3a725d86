//! Practice 1: what its counts say.

use lab_verdict::answer::{Answer, Outcome};

use crate::judge::{answer, verdict};
use crate::quick_run::quick_run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_p1_context_manager");

/// Threads are counted by the kernel, and only Linux tells.
#[cfg(target_os = "linux")]
#[test]
fn a_quick_run_answers_what_counts_can_settle() {
    let record = quick_run(PROGRAM, None);
    let told = |contender| ["C1", "C2", "C3", "C29"].map(|id| answer(id, contender, &record));
    let (holds, fails) = (Answer::Holds, Answer::DoesNotHold);
    assert_eq!(
        told("lap-pool"),
        [holds.clone(), fails.clone(), fails.clone(), holds.clone()]
    );
    let live = record.absent.iter().all(|absent| absent.what != "cpython");
    if live {
        assert_eq!(
            told("cpython"),
            [fails.clone(), fails, holds.clone(), holds]
        );
    }
    let unsettled = verdict("C4", "lap-pool", &record);
    assert_eq!(unsettled.regimes[0].outcome, Outcome::Holds);
    for regime in &unsettled.regimes[1..] {
        let figure = &regime.tests[0].figure;
        assert!(figure.is_some(), "no data: {:?}", regime.outcome);
    }
}

/// A count of it here would be taken before those of a recording.
#[test]
fn where_there_is_no_cpython_nothing_is_counted_for_it() {
    let record = quick_run(PROGRAM, Some("no-such-interpreter"));
    let counted = |contender: &str| {
        let of = |cell: u32| record.cells[cell as usize].contender == contender;
        record.counts.iter().filter(|count| of(count.cell)).count()
    };
    assert_eq!(counted("cpython"), 0);
    assert!(counted("lap-pool") > 0);
}
