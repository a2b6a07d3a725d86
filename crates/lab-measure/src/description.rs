//! What an experiment says of itself before it visits anything.

use serde::{Deserialize, Serialize};

use crate::experiment::{Experiment, Finds, Settings, Timed};
use crate::record::{Absent, Cell};

/// What an experiment binary says of itself when asked by `--describe`: it declares, and visits nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Cells that a fresh process visits in every round. The first process visits all of them, others these or fewer.
    pub timed: Vec<Cell>,
    /// Visits that have a process to themselves.
    pub solo: Vec<DescribedVisit>,
    /// What this machine or these settings do not have, so that it is not among the cells.
    pub absent: Vec<Absent>,
}

/// A visit that has a process to itself, as it is declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribedVisit {
    /// Its cell.
    pub cell: Cell,
    /// How often it is repeated.
    pub repetitions: u32,
    /// What it may find.
    pub finds: Finds,
}

impl Description {
    /// What the experiment declares for the fresh process of this number, and its visits with a process of their own.
    pub(crate) fn of(experiment: &Experiment, settings: &Settings, process: u32) -> Self {
        let mut timed = Timed::of_process(process);
        (experiment.timed)(settings, &mut timed);
        let solo = (experiment.solo)(settings).into_iter();
        Self {
            timed: timed.cells.into_iter().map(|timed| timed.cell).collect(),
            solo: solo
                .map(|visit| DescribedVisit {
                    cell: visit.cell,
                    repetitions: visit.repetitions,
                    finds: visit.finds,
                })
                .collect(),
            absent: timed.absent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::cell;
    use crate::record::Mode;
    use crate::stopwatch::Stopwatch;

    #[test]
    fn an_experiment_describes_itself_without_visiting_anything() {
        fn never(_: &mut Stopwatch) {
            panic!("a visit");
        }
        let experiment = Experiment {
            name: "nothing",
            version: 1,
            sources: &[],
            facts: |_| Vec::new(),
            timed: |_, timed| {
                timed.add(cell("a", "map", &[]), never);
                timed.add_large(cell("b", "map", &[]), never);
                timed.absent("imap", "there is none here");
            },
            solo: |_| Vec::new(),
        };
        let description = Description::of(&experiment, &Settings::of(Mode::Quick, 2), 0);
        let told: Vec<&str> = (description.timed.iter())
            .map(|cell| cell.contender.as_str())
            .collect();
        assert_eq!((told, description.solo.len()), (vec!["a", "b"], 0));
        let absent = Absent::lacking("imap", "there is none here");
        assert_eq!(description.absent, [absent]);
    }
}
