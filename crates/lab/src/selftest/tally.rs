//! How often the lab was right, wrong, or wise enough to say nothing.

use lab_verdict::Detection;
use serde::Serialize;

/// Of 20 runs alone, the slowdown must be found in this many.
const MUST_FIND: u32 = 18;
/// Of 20 runs alone, this many may report a difference where there is none.
const MAY_ALARM: u32 = 1;
/// Of 20 runs, in so many the instruments must agree; a machine may stand still once, a broken instrument errs each time.
const MUST_AGREE: u32 = 19;
/// The number of runs that all refer to.
const OF: u32 = 20;

/// Under which circumstances the self-test runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// With the machine as it is.
    Alone,
    /// With one more thread that never rests.
    BusyNeighbour,
}

impl Condition {
    /// Words for the table.
    pub fn words(self) -> &'static str {
        match self {
            Condition::Alone => "as it is",
            Condition::BusyNeighbour => "busy neighbour",
        }
    }
}

/// What was found in a number of runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Runs.
    pub runs: u32,
    /// Runs in which the slowdown was found.
    pub found: u32,
    /// Runs in which identical code was called different.
    pub false_alarms: u32,
    /// Comparisons, two a run, that ended in "can't tell".
    pub cant_tell: u32,
    /// Comparisons whose answer was wrong: false alarms, and a slowdown that was called anything but slower.
    pub wrong: u32,
    /// Runs in which Little's law held: tasks under way, counted, are throughput times a task's time.
    pub law_held: u32,
}

impl Tally {
    /// Counts one run: what was found about the slower work, about the same work again, and whether Little's law held.
    pub fn count(&mut self, slower: &Detection, again: &Detection, law: bool) {
        self.runs += 1;
        self.law_held += u32::from(law);
        match slower {
            Detection::Slower => self.found += 1,
            Detection::CantTell(_) => self.cant_tell += 1,
            Detection::Faster | Detection::Same => self.wrong += 1,
        }
        match again {
            Detection::Same => {}
            Detection::CantTell(_) => self.cant_tell += 1,
            Detection::Slower | Detection::Faster => {
                self.false_alarms += 1;
                self.wrong += 1;
            }
        }
    }

    /// Whether a lab with this tally may publish answers that rest on time.
    ///
    /// Beside a busy neighbour it need not find anything, but what it says must not be wrong.
    pub fn is_good(&self, condition: Condition) -> bool {
        self.instruments_agree()
            && match condition {
                Condition::Alone => {
                    self.found * OF >= MUST_FIND * self.runs
                        && self.false_alarms * OF <= MAY_ALARM * self.runs
                }
                Condition::BusyNeighbour => self.wrong == 0,
            }
    }

    /// Whether the instruments agree: if not, no figure of the lab is worth anything, counted ones included.
    pub fn instruments_agree(&self) -> bool {
        self.law_held * OF >= MUST_AGREE * self.runs
    }

    /// One line.
    pub fn words(&self) -> String {
        format!(
            "slowdown found in {} of {} runs, {} false alarms",
            self.found, self.runs, self.false_alarms
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(found: u32, false_alarms: u32, runs: u32) -> Tally {
        let mut tally = Tally::default();
        let open = || Detection::CantTell(Vec::new());
        for run in 0..runs {
            let slower = if run < found {
                Detection::Slower
            } else {
                open()
            };
            let again = if run < false_alarms {
                Detection::Faster
            } else {
                Detection::Same
            };
            tally.count(&slower, &again, true);
        }
        tally
    }

    #[test]
    fn alone_eighteen_of_twenty_must_be_found_and_one_false_alarm_is_forgiven() {
        assert!(tally(18, 1, 20).is_good(Condition::Alone));
        assert!(!tally(17, 0, 20).is_good(Condition::Alone));
        assert!(!tally(20, 2, 20).is_good(Condition::Alone));
        assert!(!tally(5, 1, 5).is_good(Condition::Alone));
        assert!(tally(5, 0, 5).is_good(Condition::Alone));
    }

    #[test]
    fn beside_a_neighbour_silence_is_no_fault_and_any_wrong_word_is() {
        assert!(tally(0, 0, 20).is_good(Condition::BusyNeighbour));
        assert!(!tally(20, 1, 20).is_good(Condition::BusyNeighbour));
        let mut missed = tally(19, 0, 19);
        missed.count(&Detection::Same, &Detection::Same, true);
        assert_eq!((missed.wrong, missed.false_alarms), (1, 0));
        assert!(!missed.is_good(Condition::BusyNeighbour));
    }

    #[test]
    fn instruments_that_disagree_are_no_good_whatever_else_was_found() {
        let mut once = tally(20, 0, 20);
        once.law_held = 19;
        assert!(once.is_good(Condition::Alone) && once.is_good(Condition::BusyNeighbour));
        once.law_held = 18;
        assert!(!once.is_good(Condition::Alone) && !once.is_good(Condition::BusyNeighbour));
    }
}
