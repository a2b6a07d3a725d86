//! Why advice is judged as it is: what the rule asks for, and in which cases each subject reaches it.

use lab_verdict::answer::{Outcome, RegimeOutcome, TestOutcome};
use lab_verdict::claims::{Evidence, Threshold};
use lab_verdict::scaling::TASKS;

use super::figure::{metric_name, named_sides};
use super::scope::capital;
use super::verdict_text::{case, is_counted};
use crate::judged::Judged;
use crate::names::{self, count_words};
use crate::number::{count, plain};

/// Cases that are judged by one and the same test, by their places among the regimes.
struct Group {
    yardstick: String,
    places: Vec<usize>,
}

/// `It holds where imap takes at most 0.9 times as long as map: for ... in none of 3 cases; for ... in all 3.`; none where
/// nobody was judged by a test. A yardstick is said of those cases alone which it decides; where there are too many of
/// them, only in how many cases it holds is said.
pub fn why(judged: &[&Judged<'_>]) -> Option<String> {
    let judged: Vec<&Judged<'_>> = judged
        .iter()
        .copied()
        .filter(|one| !one.verdict.regimes.is_empty())
        .collect();
    let all = &judged.first()?.verdict.regimes;
    Some(match groups(&judged).as_deref() {
        Some([one]) => format!(
            "It holds {}: {}.",
            one.yardstick,
            reached(&judged, &one.places)
        ),
        Some(some @ [_, _]) => {
            let each = some.iter().map(|group| {
                let asked = &group.yardstick;
                let these = match group.places.as_slice() {
                    [one] => format!("With {}", case(&all[*one], all)),
                    more => format!("In {} of the {} cases", more.len(), all.len()),
                };
                format!(
                    "{these} it holds {asked}: {}.",
                    reached(&judged, &group.places)
                )
            });
            each.collect::<Vec<_>>().join(" ")
        }
        _ => {
            let each: Vec<String> = judged.iter().map(|one| holding(one)).collect();
            format!(
                "{}. Several tests decide: see the lesson.",
                capital(&each.join("; "))
            )
        }
    })
}

/// The cases by what decides them; none where a case is not decided by one test for all.
fn groups(judged: &[&Judged<'_>]) -> Option<Vec<Group>> {
    let mut groups: Vec<Group> = Vec::new();
    for place in 0..judged.first()?.verdict.regimes.len() {
        let asked = decided_by(judged, place)?;
        match groups.iter_mut().find(|group| group.yardstick == asked) {
            Some(group) => group.places.push(place),
            None => groups.push(Group {
                yardstick: asked,
                places: vec![place],
            }),
        }
    }
    Some(groups)
}

/// The yardstick of the test that came out as its case did, for every subject; counted ones first where the answer
/// rests on them.
fn decided_by(judged: &[&Judged<'_>], place: usize) -> Option<String> {
    let cases: Vec<&RegimeOutcome> = judged
        .iter()
        .map(|one| one.verdict.regimes.get(place))
        .collect::<Option<_>>()?;
    let counted = judged
        .iter()
        .any(|one| one.verdict.evidence == Evidence::Counted);
    let mut tests: Vec<usize> = (0..cases.first()?.tests.len()).collect();
    tests.sort_by_key(|test| counted && !is_counted(&cases[0].tests[*test]));
    tests.into_iter().find_map(|test| {
        let mut asked = cases.iter().map(|one| {
            let test = one.tests.get(test)?;
            is_alike(&test.outcome, &one.outcome).then(|| yardstick(test))
        });
        let first = asked.next()??;
        asked
            .all(|other| other.as_ref() == Some(&first))
            .then_some(first)
    })
}

/// Whether two came out alike, whatever the reasons of an open one.
fn is_alike(one: &Outcome, other: &Outcome) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// What a rule asks for.
fn yardstick(test: &TestOutcome) -> String {
    let (of, vs) = named_sides(test);
    let times = limit(test.holds_if, 1.0);
    let words = count_words(metric_name(test));
    let heading = &words.heading;
    let so_many = |scale: f64| {
        let is_one = bound(test.holds_if) == Some(1.0 / scale);
        let heading = words.singular(heading, if is_one { 1 } else { 2 });
        format!("{} {heading}", limit(test.holds_if, scale))
    };
    match (test.metric.as_str(), &test.vs, test.per.as_deref()) {
        ("time", ..) => format!("where {of} takes {times} times as long as {vs}"),
        ("first", ..) => {
            format!("where {of} gives its first result after {times} times the time of {vs}")
        }
        ("cpu", ..) => format!("where {of} uses {times} times the CPU time of {vs}"),
        (_, Some(_), _) => format!("where {of} comes to {times} times {vs} ({heading})"),
        (_, None, Some(per)) => match test.of_params.get(per) {
            Some(all) if per == TASKS && !words.is_of_tasks() => {
                let tasks = names::parameter_with(per, *all);
                format!("with {} for {tasks} ({of})", so_many(*all as f64))
            }
            Some(all) if per == TASKS => {
                let part = limit(test.holds_if, *all as f64);
                format!("with {part} of {} {heading} ({of})", count(*all))
            }
            Some(all) => format!("with {} ({of})", so_many(*all as f64)),
            None => {
                let parameter = names::parameter(per);
                format!("with {times} {heading} for each of the {parameter} ({of})")
            }
        },
        (_, None, None) => format!("with {} ({of})", so_many(1.0)),
    }
}

fn bound(threshold: Threshold) -> Option<f64> {
    threshold.at_most.or(threshold.at_least)
}

fn limit(threshold: Threshold, scale: f64) -> String {
    match (threshold.at_most, bound(threshold)) {
        (Some(limit), _) => format!("at most {}", plain(limit * scale)),
        (None, Some(limit)) => format!("at least {}", plain(limit * scale)),
        (None, None) => "nothing".into(),
    }
}

/// In which of these cases each subject reaches it.
fn reached(judged: &[&Judged<'_>], places: &[usize]) -> String {
    let each = judged.iter().map(|one| {
        let who = names::contender(&one.verdict.contender);
        format!("for {who} {}", cases(&one.verdict.regimes, places))
    });
    each.collect::<Vec<_>>().join("; ")
}

fn cases(all: &[RegimeOutcome], places: &[usize]) -> String {
    let that = |is: fn(&Outcome) -> bool| -> Vec<&RegimeOutcome> {
        let cases = places.iter().filter_map(|place| all.get(*place));
        cases.filter(|one| is(&one.outcome)).collect()
    };
    let holding = that(|one| *one == Outcome::Holds);
    let failing = that(|one| *one == Outcome::Fails);
    let small = that(|one| *one == Outcome::TooSmall);
    let open = that(|one| matches!(one, Outcome::Unknown(_)));
    let number = places.len();
    let is_all = |some: &[&RegimeOutcome]| some.len() == number;
    match number {
        _ if is_all(&open) => return "it is open".into(),
        _ if is_all(&small) => return "it lies between yes and no".into(),
        1 if is_all(&holding) => return "it does".into(),
        1 => return "it does not".into(),
        2 if is_all(&holding) => return "in both cases".into(),
        _ if is_all(&holding) => return format!("in all {number} cases"),
        _ if is_all(&failing) => return format!("in none of {number} cases"),
        _ => {}
    }
    let parts = [
        (holding, "with {}"),
        (failing, "not with {}"),
        (small, "and with {} it does not matter"),
        (open, "and with {} it is open"),
    ];
    let parts = parts.into_iter().filter(|(some, _)| !some.is_empty());
    let parts: Vec<String> = parts
        .map(|(some, words)| words.replacen("{}", &list(&some, all), 1))
        .collect();
    parts.join(", ")
}

/// In how many cases it holds for a subject, and in which; how many are open.
fn holding(judged: &Judged<'_>) -> String {
    let all = &judged.verdict.regimes;
    let who = names::contender(&judged.verdict.contender);
    let holds: Vec<&RegimeOutcome> = all
        .iter()
        .filter(|one| one.outcome == Outcome::Holds)
        .collect();
    let open = all
        .iter()
        .filter(|one| matches!(one.outcome, Outcome::Unknown(_)));
    let held = match (holds.len(), all.len()) {
        (1, 1) => "in its one case".into(),
        (2, 2) => "in both cases".into(),
        (some, number) if some == number => format!("in all {number} cases"),
        (0, 1) => "not".into(),
        (0, number) => format!("in none of {number} cases"),
        (some, number) => format!("in {some} of {number} cases, with {}", list(&holds, all)),
    };
    let open = match open.count() {
        0 => String::new(),
        some => format!(", and {some} {} open", if some == 1 { "is" } else { "are" }),
    };
    format!("for {who} it holds {held}{open}")
}

/// The first case, and how many more there are.
fn list(some: &[&RegimeOutcome], all: &[RegimeOutcome]) -> String {
    match some {
        [] => "no case".into(),
        [one] => case(one, all).into(),
        [one, rest @ ..] => format!("{} and {} more", case(one, all), rest.len()),
    }
}
