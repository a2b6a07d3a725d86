//! What cannot be read off a rule: that it says what was meant. A rule whose thresholds were exchanged would be judged
//! just as it stands.

use lab_verdict::claims::SUBJECTS;

use crate::in_force;
use crate::rules::circumstances::Circumstances;
use crate::rules::expected::Said::{self, Depends, DoesNotHold, Holds, TooSmall};
use crate::rules::place::Place;
use crate::rules::plan::Places;
use crate::rules::rule::{Divisor, Mark, Rule};
use crate::rules::trial::{Trial, said};
use crate::rules::trials::QUIET;

/// Figures of the first test of each regime, as they are expected or were seen, and the answer that they must lead to.
const FIGURES: &[(&str, &[f64], Said)] = &[
    // Tasks done at the end of a scope: left at its end, early, by a panic.
    ("C1", &[1.0, 1.0, 1.0], Holds),
    ("C1", &[0.0, 0.0, 0.0], DoesNotHold),
    ("C1", &[1.0, 1.0, 0.0], Depends),
    // Threads left by a forgotten pool, idle and busy.
    ("C2", &[2.0, 3.0], Holds),
    ("C2", &[0.0, 0.0], DoesNotHold),
    // Statements in a scope and by hand.
    ("C3", &[0.2], Holds),
    ("C3", &[1.0], DoesNotHold),
    // Closed and joined, terminated: tasks run.
    ("C29", &[1.0, 0.04], Holds),
    ("C29", &[0.98, 1.0], DoesNotHold),
    // A pool for each call: threads started, then the time of short and of long calls.
    ("C4", &[20.0, 10.0, 1.004], Depends),
    ("C4", &[20.0, 10.0, 3.0], Holds),
    // Empty tasks, 20 us, 1 ms, waiting: two workers halve the time at best.
    ("C6", &[0.5, 0.5, 0.5, 0.5], Holds),
    ("C6", &[1.1, 1.1, 1.1, 1.1], DoesNotHold),
    ("C6", &[9.0, 0.5, 0.5, 0.5], Depends),
    // Effects out of order, effects missing.
    ("C7", &[8.0, 12.0], Holds),
    ("C7", &[0.0, 0.0], DoesNotHold),
    ("C7", &[8.0, 0.0], Depends),
    // Functions of no argument, of two, and of two in one of one: right results.
    ("C8", &[0.0, 0.0, 0.0], Holds),
    ("C8", &[1.0, 1.0, 1.0], DoesNotHold),
    ("C8", &[0.0, 0.0, 1.0], Depends),
    // Good results beside one that is raised, and one that is returned.
    ("C9", &[0.0, 0.0], Holds),
    ("C9", &[9.0, 9.0], DoesNotHold),
    ("C9", &[0.0, 9.0], Depends),
    ("C30", &[0.0], Holds),
    ("C30", &[0.99], DoesNotHold),
    ("C31", &[8.0], Holds),
    ("C31", &[0.0], DoesNotHold),
    // Messages for each task, in the pool's own chunks and in chunks of one.
    ("C32", &[1.0, 1.0], Holds),
    ("C32", &[0.0007, 0.0007], DoesNotHold),
    ("C32", &[0.0032, 1.0], Depends),
    // Half of each task under a lock makes 8.5 tasks' time of 2; a hundredth adds a queue.
    ("C21", &[4.25, 1.1], Depends),
    ("C21", &[4.25, 2.5], Holds),
    ("C21", &[1.06, 1.06], DoesNotHold),
    // Threads divided as the work is, evenly, and where cores are the bound.
    ("C22", &[1.1, 1.8, 1.05], Depends),
    ("C22", &[1.1, 1.04, 1.05], Holds),
    ("C22", &[1.8, 1.8, 1.9], DoesNotHold),
    // A barrier that fits and one that does not, a semaphore, nested maps: tasks finished.
    ("C23", &[0.0, 0.0, 0.0, 0.0], Holds),
    ("C23", &[1.0, 1.0, 1.0, 1.0], DoesNotHold),
    ("C23", &[1.0, 0.0, 0.0, 1.0], Depends),
    ("C24", &[1.0, 1.0], DoesNotHold),
    ("C24", &[1.5, 1.4], Holds),
    ("C24", &[1.18, 1.18], TooSmall),
];

#[test]
fn expected_figures_lead_to_the_answers_that_were_meant() {
    let claims = in_force::claims();
    for (id, figures, meant) in FIGURES {
        let claim = claims.claim.iter().find(|claim| claim.id == *id);
        let claim = claim.expect("a claim of that id");
        let rule = Rule::of(&claims, claim, SUBJECTS[1], QUIET);
        let mut places: Places = rule.everywhere(Place::Beyond(Mark::Holds));
        for (regime, figure) in places.iter_mut().zip(*figures) {
            regime[0] = Place::At(*figure);
        }
        let trial = Trial::new(&rule, *id, &places, Circumstances::good());
        let verdict = trial.expect("a record").judged(&claims, claim, SUBJECTS[1]);
        assert_eq!(said(&verdict.answer), *meant, "{id} at {figures:?}");
    }
}

/// A claim that all tasks run does not hold where one of them did not.
#[test]
fn one_lost_task_is_not_too_small_to_matter() {
    let claims = in_force::claims();
    let mut promises = 0;
    for claim in &claims.claim {
        let rule = Rule::of(&claims, claim, SUBJECTS[1], QUIET);
        for (_, asked) in rule.tests() {
            let (Divisor::Number(all), Some(fails)) = (&asked.by, asked.fails) else {
                continue;
            };
            let is_promise = asked.holds.upward && asked.holds.limit == 1.0;
            if asked.of.metric.starts_with("count:tasks_") && is_promise {
                assert!(fails.has((all - 1.0) / all), "{}: {asked:?}", claim.id);
                promises += 1;
            }
        }
    }
    assert!(promises >= 6, "{promises}");
}

/// What must work on both sides, or there is nothing to compare: tests with one side, which leave the answer open.
#[test]
fn a_comparison_with_what_does_not_work_is_void() {
    let claims = in_force::claims();
    for (id, conditions) in [("C3", 4), ("C8", 2), ("C30", 1)] {
        let claim = claims.claim.iter().find(|claim| claim.id == id);
        let rule = Rule::of(&claims, claim.expect("a claim"), SUBJECTS[1], QUIET);
        let one_sided = rule.tests().filter(|(_, asked)| asked.fails.is_none());
        assert_eq!(one_sided.count(), conditions, "{id}");
    }
}
