//! The records that a rule is tried with, made from its own text.

mod disturbances;
mod gaps;
mod regimes;
mod thresholds;

use lab_verdict::claims::{Claim, Claims, Subject};

use crate::rules::circumstances::Circumstances;
use crate::rules::place::Place;
use crate::rules::plan::{Places, plan};
use crate::rules::rule::{Asked, Mark, Rule};
use crate::rules::trial::Trial;

/// A machine on which no threshold is moved.
pub const QUIET: f64 = 0.01;
/// One on which a fifth is no difference.
pub const NOISY: f64 = 0.1;

/// All of a claim for a subject.
pub fn of(claims: &Claims, claim: &Claim, subject: Subject) -> Vec<Trial> {
    let rule = Rule::of(claims, claim, subject, QUIET);
    if !rule.applies() {
        return apart(&rule);
    }
    let mut trials = thresholds::trials(&rule);
    trials.extend(regimes::trials(&rule));
    trials.extend(gaps::trials(&rule));
    trials.extend(disturbances::trials(&rule));
    let noisy = Rule::of(claims, claim, subject, NOISY);
    trials.extend(thresholds::of_times(&noisy));
    trials
}

/// Where the claim does not apply no record changes that.
fn apart(rule: &Rule<'_>) -> Vec<Trial> {
    let mut trials = bases(rule, |name, places| {
        Trial::new(rule, name, places, Circumstances::good())
    });
    trials.extend(gaps::without_a_record(rule));
    trials
}

/// A trial for each of the two records in which all tests go the same way.
fn bases(rule: &Rule<'_>, trial: impl Fn(&str, &Places) -> Option<Trial>) -> Vec<Trial> {
    let holding = trial(
        "all tests hold",
        &rule.everywhere(Place::Beyond(Mark::Holds)),
    );
    let failing = trial("all tests that can fail do", &rule.everywhere_fails());
    holding.into_iter().chain(failing).collect()
}

impl Rule<'_> {
    pub fn everywhere(&self, place: Place) -> Places {
        let places = |regime: &Vec<Asked>| vec![place; regime.len()];
        self.regimes.iter().map(places).collect()
    }

    /// All fail; those that cannot, hold.
    pub fn everywhere_fails(&self) -> Places {
        let place = |asked: &Asked| match asked.fails {
            Some(_) => Place::Beyond(Mark::Fails),
            None => Place::Beyond(Mark::Holds),
        };
        let places = |regime: &Vec<Asked>| regime.iter().map(place).collect();
        self.regimes.iter().map(places).collect()
    }
}

/// Whether a figure of this test can lie between its thresholds.
pub fn has_room(rule: &Rule<'_>, (r, t): (usize, usize)) -> bool {
    let mut places = rule.everywhere(Place::Anywhere);
    places[r][t] = Place::Between;
    rule.regimes[r][t].fails.is_some() && plan(rule, &places).is_some()
}
