//! What a threshold asks for, in words.

use lab_verdict::answer::TestOutcome;
use lab_verdict::claims::Threshold;

use super::ratio::MULTIPLE;
use super::template::Noun;
use crate::text::comparison::metric_name;
use crate::text::names::count_words;
use crate::text::number::{percent, plain};

/// What a test looks at, as far as its thresholds are said in different ways.
enum Asked {
    /// A ratio of times.
    Time,
    /// A ratio of CPU times.
    Cpu,
    /// A ratio of counts.
    Ratio,
    /// A part of a whole.
    Share,
    /// A number.
    Number,
}

impl Asked {
    fn of(test: &TestOutcome) -> Self {
        match (test.metric.as_str(), &test.vs, &test.per) {
            ("cpu", ..) => Asked::Cpu,
            ("time" | "first", ..) => Asked::Time,
            (_, Some(_), _) => Asked::Ratio,
            (_, None, Some(_)) if count_words(metric_name(test)).is_of_tasks() => Asked::Share,
            _ => Asked::Number,
        }
    }
}

/// What a threshold asks for: `at most 11 % longer than`, `at least 80 % of the results`, `all tasks`, `no pairs`.
pub(super) fn holds_if(test: &TestOutcome, noun: Option<&Noun>) -> String {
    let asked = Asked::of(test);
    match &asked {
        Asked::Time | Asked::Cpu => ratio(&asked, test.holds_if, true),
        _ => counted(&asked, test.holds_if, noun),
    }
}

/// The same without what it is compared with; none where the rule names no such side.
pub(super) fn fails_if(test: &TestOutcome, noun: Option<&Noun>) -> Option<String> {
    let asked = Asked::of(test);
    let threshold = test.fails_if?;
    Some(match &asked {
        Asked::Time | Asked::Cpu => ratio(&asked, threshold, false),
        _ => counted(&asked, threshold, noun),
    })
}

/// The side, and the number at which it begins.
fn bound(threshold: Threshold) -> (&'static str, f64) {
    match (threshold.at_most, threshold.at_least) {
        (Some(limit), _) => ("at most", limit),
        (None, limit) => ("at least", limit.unwrap_or(0.0)),
    }
}

fn ratio(asked: &Asked, threshold: Threshold, with_object: bool) -> String {
    let (side, limit) = bound(threshold);
    let (long, longer, time) = match asked {
        Asked::Cpu => ("much CPU time", "more CPU time", "CPU time"),
        _ => ("long", "longer", "time"),
    };
    let of = |words: String, link: &str| match with_object {
        true => format!("{side} {words} {link}"),
        false => format!("{side} {words}"),
    };
    match limit {
        limit if limit >= MULTIPLE => of(format!("{} as {long}", multiple(limit)), "as"),
        limit if plain(limit) == "1" => of(format!("as {long}"), "as"),
        limit if limit > 1.0 => of(format!("{} {longer}", percent(limit - 1.0)), "than"),
        limit if with_object => format!("{side} {} of the {time} of", percent(limit)),
        limit => format!("{side} {} of it", percent(limit)),
    }
}

fn multiple(limit: f64) -> String {
    match plain(limit).as_str() {
        "2" => "twice".into(),
        times => format!("{times} times"),
    }
}

fn counted(asked: &Asked, threshold: Threshold, noun: Option<&Noun>) -> String {
    let (side, limit) = bound(threshold);
    let many = noun.map(|noun| noun.many.as_str());
    let of_them = |words: String| match many {
        Some(many) => format!("{side} {words} of the {many}"),
        None => format!("{side} {words}"),
    };
    match asked {
        Asked::Ratio if limit >= MULTIPLE => match many {
            Some(many) => format!("{side} {} the {many}", multiple(limit)),
            None => format!("{side} {} as many", multiple(limit)),
        },
        Asked::Ratio if limit > 1.0 => match many {
            Some(many) => format!("{side} {} more {many}", percent(limit - 1.0)),
            None => format!("{side} {} more", percent(limit - 1.0)),
        },
        Asked::Share if threshold.at_least == Some(1.0) => joined("all", many),
        Asked::Share if threshold.at_most == Some(0.0) => match many {
            Some(many) => format!("none of the {many}"),
            None => "none".into(),
        },
        Asked::Share | Asked::Ratio => of_them(part(limit)),
        Asked::Number | Asked::Time | Asked::Cpu => match (noun, limit == 0.0 && side == "at most")
        {
            (Some(noun), true) => format!("no {}", noun.many),
            (None, true) => "none".into(),
            (Some(noun), false) => {
                let word = if limit == 1.0 { &noun.one } else { &noun.many };
                format!("{side} {} {word}", plain(limit))
            }
            (None, false) => format!("{side} {}", plain(limit)),
        },
    }
}

fn joined(word: &str, noun: Option<&str>) -> String {
    noun.map_or(word.to_owned(), |noun| format!("{word} {noun}"))
}

/// `half`, `80 %`.
fn part(share: f64) -> String {
    match share == 0.5 {
        true => "half".into(),
        false => percent(share),
    }
}
