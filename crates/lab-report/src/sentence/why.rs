//! Why advice is judged as it is: what the rule asks for, and in which cases each subject reaches it.

use lab_verdict::answer::{Answer, Outcome, RegimeOutcome, TestOutcome, Verdict};
use lab_verdict::claims::Threshold;
use lab_verdict::scaling::TASKS;

use super::figure::{metric_name, named_sides};
use super::told::case;
use crate::judged::Judged;
use crate::names::{self, count_words};
use crate::number::{count, plain};

/// `It holds where imap takes at most 0.9 times as long as map: for ... in none of 3 cases; for ... in all 3.`; none where
/// nobody was judged by a test.
pub fn why(judged: &[&Judged<'_>]) -> Option<String> {
    let asked = judged.iter().find_map(|one| deciding(&one.verdict))?;
    let reached: Vec<String> = judged.iter().filter_map(|one| reached(one)).collect();
    Some(format!("{}: {}.", yardstick(asked), reached.join("; ")))
}

/// The test on which an answer rests first: of the regimes that made it, the test that made them.
fn deciding(verdict: &Verdict) -> Option<&TestOutcome> {
    let wanted = match verdict.answer {
        Answer::DoesNotHold | Answer::DependsOn(_) => Outcome::Fails,
        Answer::TooSmallToMatter => Outcome::TooSmall,
        _ => Outcome::Holds,
    };
    let regimes = &verdict.regimes;
    let made = regimes.iter().filter(|regime| regime.outcome == wanted);
    let regime = made.chain(regimes).next()?;
    let tests = &regime.tests;
    tests
        .iter()
        .find(|test| test.outcome == wanted)
        .or(tests.first())
}

/// What a rule asks for.
fn yardstick(test: &TestOutcome) -> String {
    let (of, vs) = named_sides(test);
    let times = limit(test.holds_if, 1.0);
    let heading = count_words(metric_name(test)).heading;
    match (test.metric.as_str(), &test.vs, test.per.as_deref()) {
        ("time", ..) => format!("It holds where {of} takes {times} times as long as {vs}"),
        ("first", ..) => {
            format!(
                "It holds where {of} gives its first result after {times} times the time of {vs}"
            )
        }
        ("cpu", ..) => format!("It holds where {of} uses {times} times the CPU time of {vs}"),
        (_, Some(_), _) => format!("It holds where {of} comes to {times} times {vs} ({heading})"),
        (_, None, Some(per)) => match test.of_params.get(per) {
            Some(all) if per == TASKS => {
                let part = limit(test.holds_if, *all as f64);
                format!("It holds with {part} of {} {heading} ({of})", count(*all))
            }
            Some(all) => {
                let part = limit(test.holds_if, *all as f64);
                format!("It holds with {part} {heading} ({of})")
            }
            None => {
                let parameter = names::parameter(per);
                format!("It holds with {times} {heading} for each of the {parameter} ({of})")
            }
        },
        (_, None, None) => format!("It holds with {times} {heading} ({of})"),
    }
}

fn limit(threshold: Threshold, scale: f64) -> String {
    match (threshold.at_most, threshold.at_least) {
        (Some(limit), _) => format!("at most {}", plain(limit * scale)),
        (None, Some(limit)) => format!("at least {}", plain(limit * scale)),
        (None, None) => "nothing".into(),
    }
}

/// In which cases a subject reaches it.
fn reached(judged: &Judged<'_>) -> Option<String> {
    let regimes = &judged.verdict.regimes;
    let who = names::contender(&judged.verdict.contender);
    let that = |wanted: &Outcome| -> Vec<&RegimeOutcome> {
        regimes
            .iter()
            .filter(|regime| regime.outcome == *wanted)
            .collect()
    };
    let (holding, failing) = (that(&Outcome::Holds), that(&Outcome::Fails));
    let all = regimes.len();
    let cases = count(all as u64);
    let reached = match (&judged.verdict.answer, all) {
        (Answer::DoesNotApply(_), _) | (_, 0) => return None,
        (Answer::CantTellHere(_), _) => "it is open".into(),
        (Answer::Holds, 1) => "it does".into(),
        (Answer::Holds, 2) => "in both cases".into(),
        (Answer::Holds, _) => format!("in all {cases} cases"),
        (Answer::TooSmallToMatter, _) => "it lies between yes and no".into(),
        (_, 1) => "it does not".into(),
        _ if failing.len() == all => format!("in none of {cases} cases"),
        (Answer::DoesNotHold, _) => format!(
            "not with {}, and with {} it does not matter",
            list(&failing, regimes),
            list(&that(&Outcome::TooSmall), regimes)
        ),
        _ => {
            let others: Vec<&RegimeOutcome> = match failing.is_empty() {
                true => that(&Outcome::TooSmall),
                false => failing,
            };
            format!(
                "with {}, not with {}",
                list(&holding, regimes),
                list(&others, regimes)
            )
        }
    };
    Some(format!("for {who} {reached}"))
}

/// The first case, and how many more there are.
fn list(some: &[&RegimeOutcome], all: &[RegimeOutcome]) -> String {
    match some {
        [] => "no case".into(),
        [one] => case(one, all).into(),
        [one, rest @ ..] => format!("{} and {} more", case(one, all), rest.len()),
    }
}
