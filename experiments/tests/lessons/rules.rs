//! Every rule in force, tried for every answer that it can give: the records are made from the rule's own regimes, tests
//! and thresholds, and what must be said of each follows from where its figures were put. A new claim is tried as it
//! stands.
//!
//! | module | what it is |
//! |---|---|
//! | `rule` | what each test reads, and where its thresholds lie |
//! | `place` | where a figure is to lie |
//! | `plan` | readings that put every figure in its place |
//! | `circumstances` | how the record came about, and what it lacks |
//! | `record` | the record |
//! | `expected` | what must be said of it |
//! | `trial` | a record, and where the judge says otherwise |
//! | `trials` | all of a rule's |
//! | `tally` | which answers they reach, and which there are |
//! | `tampered` | rules with one fault, each of which the trials must find |
//! | `meant` | what a rule's text alone cannot say: that it is the one that was meant |

mod circumstances;
mod expected;
mod meant;
mod place;
mod plan;
mod record;
mod rule;
mod tally;
mod tampered;
mod trial;
mod trials;

use lab_verdict::claims::SUBJECTS;

use crate::in_force;
use crate::rules::tally::Tally;

#[test]
fn every_rule_gives_every_answer_that_it_can_and_where_it_must() {
    let claims = in_force::claims();
    let mut tallies = Vec::new();
    let mut disagreements = Vec::new();
    for claim in &claims.claim {
        for subject in SUBJECTS {
            let trials = trials::of(&claims, claim, subject);
            for trial in &trials {
                disagreements.extend(trial.disagreement(&claims, claim, subject));
            }
            let rule = rule::Rule::of(&claims, claim, subject, trials::QUIET);
            tallies.push(Tally::of(&rule, &trials));
        }
    }
    println!("{}", tally::table(&tallies));
    let first = disagreements.iter().take(10).cloned().collect::<Vec<_>>();
    assert!(
        disagreements.is_empty(),
        "{} records are judged otherwise, among them:\n{}",
        disagreements.len(),
        first.join("\n")
    );
    let untried: Vec<String> = tallies.iter().flat_map(Tally::untried).collect();
    assert!(untried.is_empty(), "never tried:\n{}", untried.join("\n"));
}
