//! Practice 5: what its counts say.

use lab_verdict::answer::{Answer, Outcome};

use crate::judge::{answer, verdict};
use crate::quick_run::quick_run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_p5_independent_tasks");

#[test]
fn a_quick_run_answers_what_counts_can_settle_and_has_data_for_the_rest() {
    let record = quick_run(PROGRAM, None);
    let parted = Answer::DependsOn("whether every task that is waited for has a worker".into());
    let outcomes = |contender| {
        let verdict = verdict("C23", contender, &record);
        let regimes = verdict.regimes.into_iter();
        regimes.map(|regime| regime.outcome).collect::<Vec<_>>()
    };
    let (hangs, finishes) = (Outcome::Holds, Outcome::Fails);
    assert_eq!(answer("C23", "lap-pool", &record), parted);
    assert_eq!(
        outcomes("lap-pool"),
        [
            finishes.clone(),
            hangs.clone(),
            hangs.clone(),
            finishes.clone()
        ]
    );
    let live = record.absent.iter().all(|absent| absent.what != "cpython");
    if live {
        assert_eq!(answer("C23", "cpython", &record), parted);
        assert_eq!(
            outcomes("cpython"),
            [finishes, hangs.clone(), hangs.clone(), hangs]
        );
    }
    for id in ["C21", "C22", "C24"] {
        for regime in verdict(id, "lap-pool", &record).regimes {
            let (name, outcome) = (&regime.name, &regime.outcome);
            let figure = &regime.tests[0].figure;
            assert!(figure.is_some(), "{id}, {name}: no data: {outcome:?}");
        }
    }
}
