//! Practice 2, map for a loop: what its counts say.

use lab_measure::record::Record;
use lab_verdict::answer::Answer;

use crate::judge::answer;
use crate::quick_run::quick_run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_p2_map_loop");

/// H(olds), F(ails), D(epends), by claim in order of their numbers; ? where the lab cannot tell.
fn told(contender: &str, record: &Record) -> String {
    ["C7", "C8", "C9", "C30", "C31", "C32"]
        .map(|id| match answer(id, contender, record) {
            Answer::Holds => 'H',
            Answer::DoesNotHold => 'F',
            Answer::DependsOn(_) => 'D',
            _ => '?',
        })
        .iter()
        .collect()
}

#[test]
fn a_quick_run_answers_what_counts_can_settle() {
    let record = quick_run(PROGRAM, None);
    assert_eq!(told("lap-pool", &record), "FDDHHF");
    let live = record.absent.iter().all(|absent| absent.what != "cpython");
    if live {
        assert_eq!(told("cpython", &record), "DDDHHD");
    }
}

/// A count of it here would be taken before those of a recording.
#[test]
fn where_there_is_no_cpython_nothing_is_counted_for_it() {
    let record = quick_run(PROGRAM, Some("no-such-interpreter"));
    let of = |cell: u32| record.cells[cell as usize].contender == "cpython";
    assert!(record.counts.iter().all(|count| !of(count.cell)));
    assert_eq!(told("lap-pool", &record), "FDDHHF");
}
