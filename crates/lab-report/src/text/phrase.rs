//! Phrases with all their forms: how a ratio is said, and what a threshold asks for.

use lab_verdict::answer::{Estimate, Figure, TestOutcome};
use lab_verdict::claims::Threshold;
use lab_verdict::noise::same;
use lab_verdict::scaling::TASKS;

use super::template::Noun;
use crate::names::count_words;
use crate::number::{percent, plain};
use crate::sentence::figure::metric_name;
use crate::sentence::said::Said;

/// From this ratio on it is said as a multiple, below it as a part more.
const MULTIPLE: f64 = 1.5;

/// How a ratio of times is said.
enum Form {
    /// `as long as`.
    Equal,
    /// `4 % longer than`.
    More,
    /// `31 times as long as`.
    Times,
    /// `22 times as fast as`.
    Faster,
}

impl Form {
    fn of(ratio: f64, shows_none: bool) -> Self {
        match ratio {
            _ if shows_none || plain(ratio) == "1" => Form::Equal,
            more if more >= MULTIPLE => Form::Times,
            more if more > 1.0 => Form::More,
            _ => Form::Faster,
        }
    }
}

/// `took 31 times as long as`, `took 4 % longer than`, `took as long as`, `ran 22 times as fast as`; per task where the two
/// sides worked through different numbers of them.
pub(super) fn took(test: &TestOutcome, ratio: f64, shows_none: bool) -> Said {
    let per_task = if is_per_task(test) { " per task" } else { "" };
    match Form::of(ratio, shows_none) {
        Form::Equal => Said::new("took ", format!("as long{per_task}"), " as"),
        Form::More => Said::new("took ", part_more(ratio), format!(" longer{per_task} than")),
        Form::Times => Said::new("took ", times(ratio), format!(" as long{per_task} as")),
        Form::Faster => Said::new("ran ", times(1.0 / ratio), format!(" as fast{per_task} as")),
    }
}

/// `used 31 times as much CPU time as`, `used 4.5 % of the CPU time of`.
pub(super) fn used(ratio: f64, shows_none: bool) -> Said {
    match Form::of(ratio, shows_none) {
        Form::Equal => Said::new("used ", "as much", " CPU time as"),
        Form::More => Said::new("used ", part_more(ratio), " more CPU time than"),
        Form::Times => Said::new("used ", times(ratio), " as much CPU time as"),
        Form::Faster => Said::new("used ", percent(ratio), " of the CPU time of"),
    }
}

/// `4 %`, `12 %`: a part more, to a tenth of a per cent where it is small.
fn part_more(ratio: f64) -> String {
    let part = 100.0 * (ratio - 1.0);
    let rounded = match part < 10.0 {
        true => (10.0 * part).round() / 10.0,
        false => part.round(),
    };
    percent(rounded / 100.0)
}

fn times(ratio: f64) -> String {
    format!("{} times", plain(ratio))
}

/// The interval of a ratio in the form in which that is said: `28 to 34`; `no difference shown: 0.98 to 1.02` where it
/// contains 1 and leaves it by less than what this machine can tell.
pub(super) fn interval(test: &TestOutcome, delta: f64) -> Option<String> {
    let Some(Figure::Ratio(Estimate { ratio, judged, .. })) = test.figure else {
        return None;
    };
    let (low, high) = judged;
    let shows_none = shows_no_difference(test, delta);
    let ends = |low: f64, high: f64| format!("{} to {}", plain(low), plain(high));
    let is_share = test.metric == "cpu";
    let words = match Form::of(ratio, shows_none) {
        Form::Faster if is_share => format!("{} to {}", percent(low), percent(high)),
        Form::Faster => ends(1.0 / high, 1.0 / low),
        Form::More => format!("{} times", ends(low, high)),
        Form::Equal | Form::Times => ends(low, high),
    };
    Some(match shows_none {
        true => format!("no difference shown: {words}"),
        false => words,
    })
}

/// Whether the interval contains 1 and leaves it by less than what the machine can tell.
pub(super) fn shows_no_difference(test: &TestOutcome, delta: f64) -> bool {
    let Some(Figure::Ratio(Estimate {
        judged: (low, high),
        ..
    })) = test.figure
    else {
        return false;
    };
    let (least, most) = same(delta);
    (low..=high).contains(&1.0) && low >= least && high <= most
}

/// Whether the two sides worked through different numbers of tasks, so that times are per task.
pub(super) fn is_per_task(test: &TestOutcome) -> bool {
    test.metric != "first" && test.of_params.get(TASKS) != test.vs_params.get(TASKS)
}

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
