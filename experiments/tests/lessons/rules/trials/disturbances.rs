//! Whole records of runs that were short, disturbed, or taken elsewhere. Times suffer by that, counts do not.

use lab_measure::record::{Mode, Origin};

use super::thresholds::aimed;
use crate::rules::circumstances::{Circumstances, Contaminated};
use crate::rules::place::Place;
use crate::rules::rule::{Mark, Rule};
use crate::rules::trial::Trial;

pub fn trials(rule: &Rule<'_>) -> Vec<Trial> {
    let good = Circumstances::good;
    let controls = rule.claims.experiment[&rule.claim.experiment].control.len();
    let mut runs = vec![
        Circumstances {
            mode: Mode::Quick,
            processes: 5,
            ..good()
        },
        Circumstances {
            mode: Mode::Quick,
            ..good()
        },
        Circumstances {
            mode: Mode::Full,
            ..good()
        },
        Circumstances {
            versions_apart: 1,
            ..good()
        },
        Circumstances {
            origin: Origin::Recorded,
            ..good()
        },
    ];
    runs.extend([9, 10].map(|processes| Circumstances {
        processes,
        ..good()
    }));
    runs.extend((0..controls).map(|at| Circumstances {
        broken_control: Some(at),
        ..good()
    }));
    let contaminated = [
        Contaminated::EverySecond,
        Contaminated::AllBut(4),
        Contaminated::AllBut(5),
    ];
    runs.extend(contaminated.map(|contaminated| Circumstances {
        contaminated,
        ..good()
    }));
    let mut trials: Vec<Trial> = runs
        .into_iter()
        .flat_map(|run| {
            super::bases(rule, |name, places| {
                Trial::new(rule, format!("{name}, {run:?}"), places, run.clone())
            })
        })
        .collect();
    trials.extend(undone_by_clean_rounds(rule));
    trials
}

/// Each test of a time on a side only by the rounds in which others used the machine.
fn undone_by_clean_rounds(rule: &Rule<'_>) -> Vec<Trial> {
    let mut trials = Vec::new();
    for (at, asked) in rule.tests().filter(|(_, asked)| asked.of.is_timed()) {
        for mark in [Mark::Holds, Mark::Fails] {
            if asked.line(mark).is_some() {
                let circumstances = Circumstances {
                    contaminated: Contaminated::EverySecond,
                    ..Circumstances::good()
                };
                let others = rule.everywhere(Place::Beyond(Mark::Holds));
                trials.extend(aimed(
                    rule,
                    at,
                    Place::Disturbed(mark),
                    others,
                    circumstances,
                ));
            }
        }
    }
    trials
}
