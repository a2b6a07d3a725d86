//! A ratio of times in words: `took 31 times as long as`, `took 4 % longer than`, `ran 22 times as fast as`.

use lab_verdict::answer::{Estimate, Figure, TestOutcome};
use lab_verdict::interval::DRAWN;
use lab_verdict::noise::same;
use lab_verdict::scaling::TASKS;

use crate::text::number::{percent, plain};
use crate::text::said::Said;

/// From this ratio on it is said as a multiple, below it as a part more.
pub(super) const MULTIPLE: f64 = 1.5;

/// How a ratio of times is said.
#[derive(Clone, Copy)]
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
            _ if shows_none || plain(ratio) == "1" || plain(1.0 / ratio) == "1" => Form::Equal,
            more if more >= MULTIPLE => Form::Times,
            more if more > 1.0 => Form::More,
            _ => Form::Faster,
        }
    }

    /// `took 31 times as long`.
    fn took(self, ratio: f64, per_task: &str) -> Said {
        match self {
            Form::Equal => Said::new("took ", format!("as long{per_task}"), ""),
            Form::More => Said::new("took ", part_more(ratio), format!(" longer{per_task}")),
            Form::Times => Said::new("took ", times(ratio), format!(" as long{per_task}")),
            Form::Faster => Said::new("ran ", times(1.0 / ratio), format!(" as fast{per_task}")),
        }
    }

    /// What leads on to the other side.
    fn link(self) -> &'static str {
        match self {
            Form::More => " than",
            Form::Equal | Form::Times | Form::Faster => " as",
        }
    }

    /// An interval in the same form.
    fn ends(self, (low, high): (f64, f64)) -> String {
        let ends = |low: f64, high: f64| format!("{} to {}", plain(low), plain(high));
        match self {
            Form::Faster => ends(1.0 / high, 1.0 / low),
            Form::More => format!("{} times", ends(low, high)),
            Form::Equal | Form::Times => ends(low, high),
        }
    }
}

/// `took 31 times as long as`, `took 4 % longer than`, `took as long as`, `ran 22 times as fast as`; per task where the two
/// sides worked through different numbers of them.
pub(super) fn took(test: &TestOutcome, ratio: f64, shows_none: bool) -> Said {
    let per_task = if is_per_task(test) { " per task" } else { "" };
    let form = Form::of(ratio, shows_none);
    form.took(ratio, per_task).within("", form.link())
}

/// `ran 22 times as fast as`, before what it is compared with.
pub(crate) fn over(ratio: f64) -> String {
    let form = Form::of(ratio, false);
    format!("{}{}", form.took(ratio, ""), form.link())
}

/// A ratio's interval of 95 % in the form in which it is said: `20 to 24, 95 %`.
pub(crate) fn within(ratio: f64, ends: (f64, f64)) -> String {
    let ends = Form::of(ratio, false).ends(ends);
    format!("{ends}, {}", percent(DRAWN))
}

/// A ratio beside what it is compared with: `ran 22 times as fast as rayon`; without that where the sentence has named it.
pub(crate) fn alone(ratio: f64, with: Option<&str>) -> String {
    match with {
        Some(with) => format!("{} {with}", over(ratio)),
        None => Form::of(ratio, false).took(ratio, "").to_string(),
    }
}

/// The same with an interval of this level: `ran 22 times as fast as rayon [20 to 24, 95 %]`.
pub(crate) fn compared(ratio: f64, ends: (f64, f64), level: f64, with: Option<&str>) -> String {
    let words = alone(ratio, with);
    let ends = Form::of(ratio, false).ends(ends);
    format!("{words} [{ends}, {}]", percent(level))
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

/// The interval of a test in the form in which its ratio is said: `28 to 34`; `no difference shown: 0.98 to 1.02`. None for
/// a count.
pub(crate) fn interval(test: &TestOutcome, delta: f64) -> Option<String> {
    let Some(Figure::Ratio(Estimate { ratio, judged, .. })) = test.figure else {
        return None;
    };
    let shows_none = shows_no_difference(test, delta);
    let form = Form::of(ratio, shows_none);
    let (low, high) = judged;
    let words = match form {
        Form::Faster if test.metric == "cpu" => format!("{} to {}", percent(low), percent(high)),
        form => form.ends(judged),
    };
    Some(match shows_none {
        true => format!("no difference shown: {words}"),
        false => words,
    })
}

/// Whether the interval contains 1 and leaves it by less than what the machine can tell.
pub(super) fn shows_no_difference(test: &TestOutcome, delta: f64) -> bool {
    let Some(Figure::Ratio(estimate)) = test.figure else {
        return false;
    };
    let (low, high) = estimate.judged;
    let (least, most) = same(delta);
    (low..=high).contains(&1.0) && low >= least && high <= most
}

/// Whether the two sides worked through different numbers of tasks, so that times are per task.
pub(super) fn is_per_task(test: &TestOutcome) -> bool {
    test.metric != "first" && test.of_params.get(TASKS) != test.vs_params.get(TASKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_written_as_once_is_equal_from_either_side() {
        assert_eq!(over(1.003), "took as long as");
        assert_eq!(over(0.998), "took as long as");
        assert_eq!(over(0.99), "ran 1.01 times as fast as");
    }
}
