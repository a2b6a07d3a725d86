//! What was tried of a rule, beside all that there is to try.

use std::collections::{BTreeMap, BTreeSet};

use crate::rules::expected::{Cause, Said};
use crate::rules::place::Place;
use crate::rules::rule::{Mark, Rule};
use crate::rules::trial::Trial;

/// Of one claim for one subject.
pub struct Tally {
    name: String,
    records: usize,
    /// How often each answer was reached; "can't tell here" for each of its causes.
    reached: BTreeMap<String, usize>,
    untried: Vec<String>,
}

impl Tally {
    pub fn of(rule: &Rule<'_>, trials: &[Trial]) -> Self {
        let name = format!("{} {}", rule.claim.id, rule.subject.name);
        let mut reached = BTreeMap::new();
        for trial in trials {
            for answer in names(&trial.expected.said) {
                *reached.entry(answer).or_default() += 1;
            }
        }
        let possible = possible(rule);
        let was = |answer: &String| reached.contains_key(answer);
        let mut untried: Vec<String> = possible.iter().filter(|one| !was(one)).cloned().collect();
        untried.extend(passed_over(rule, trials));
        let beyond = reached.keys().filter(|answer| !possible.contains(*answer));
        untried.extend(
            beyond.map(|answer| format!("{answer}: it should not be able to give it, and was to")),
        );
        Tally {
            untried: untried
                .into_iter()
                .map(|what| format!("{name}: {what}"))
                .collect(),
            name,
            records: trials.len(),
            reached,
        }
    }

    pub fn untried(&self) -> impl Iterator<Item = String> {
        self.untried.iter().cloned()
    }
}

/// What an answer is counted as.
fn names(said: &Said) -> Vec<String> {
    match said {
        Said::CannotTell(causes) => causes.iter().map(|cause| format!("{cause:?}")).collect(),
        told => vec![format!("{told:?}")],
    }
}

/// The answers that a rule can give, from its text alone.
fn possible(rule: &Rule<'_>) -> BTreeSet<String> {
    if !rule.applies() {
        return names(&Said::DoesNotApply).into_iter().collect();
    }
    let has_times = rule.tests().any(|(_, asked)| asked.of.is_timed());
    let has_two_sides = |regime: usize| rule.regimes[regime].iter().any(|one| one.fails.is_some());
    let all = 0..rule.regimes.len();
    let fails = all.clone().any(has_two_sides);
    let has_room = |regime: usize| {
        rule.tests()
            .any(|((r, t), _)| r == regime && super::trials::has_room(rule, (r, t)))
    };
    let small = all.clone().any(has_room);
    let never_holds = |regime| has_two_sides(regime) || has_room(regime);
    let has_several = rule.regimes.len() > 1;
    let causes = [Cause::OtherVersion, Cause::NoData, Cause::Straddles];
    let of_times = [
        Cause::QuickMode,
        Cause::TooFewProcesses,
        Cause::ControlFailed,
        Cause::Contaminated,
    ];
    let one_sided = rule.tests().any(|(_, asked)| asked.fails.is_none());
    let told = [
        (true, Said::Holds),
        (fails && all.clone().all(never_holds), Said::DoesNotHold),
        (has_several && (fails || small), Said::Depends),
        (all.clone().all(has_room), Said::TooSmall),
    ];
    let told = told.into_iter().filter(|(can, _)| *can);
    told.flat_map(|(_, said)| names(&said))
        .chain(causes.map(|cause| format!("{cause:?}")))
        .chain(
            of_times
                .into_iter()
                .filter(|_| has_times)
                .map(|cause| format!("{cause:?}")),
        )
        .chain(one_sided.then(|| format!("{:?}", Cause::Open)))
        .collect()
}

/// Thresholds on which, or off which, no figure was put.
fn passed_over(rule: &Rule<'_>, trials: &[Trial]) -> Vec<String> {
    let mut untried = Vec::new();
    for (at, asked) in rule.tests().filter(|_| rule.applies()) {
        for mark in [Mark::Holds, Mark::Fails] {
            let mut places = vec![Place::On(mark), Place::Off(mark), Place::Around(mark)];
            if asked.of.is_timed() {
                places.push(Place::Disturbed(mark));
            }
            for place in places.into_iter().filter(|_| asked.line(mark).is_some()) {
                if !trials
                    .iter()
                    .any(|trial| trial.aimed_at == Some((at, place)))
                {
                    untried.push(format!(
                        "test {} of regime {} at {place:?}",
                        at.1 + 1,
                        at.0 + 1
                    ));
                }
            }
        }
    }
    untried
}

/// A line for each, with how many records led to what.
pub fn table(tallies: &[Tally]) -> String {
    let line = |tally: &Tally| {
        let reached: Vec<String> = tally
            .reached
            .iter()
            .map(|(answer, records)| format!("{answer} {records}"))
            .collect();
        format!(
            "{:13} {:5} records: {}\n",
            tally.name,
            tally.records,
            reached.join(", ")
        )
    };
    let all: usize = tallies.iter().map(|tally| tally.records).sum();
    let lines: String = tallies.iter().map(line).collect();
    format!("{lines}{:13} {all:5} records", "all")
}
