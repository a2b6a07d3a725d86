//! What a template is filled with: a test of one contender, and what it showed.

use lab_verdict::answer::{Difference, Figure, TestOutcome};
use lab_verdict::noise::SMALLEST;
use lab_verdict::scaling::{DEFAULT_WORKERS, TASKS};

use super::template::{Noun, Piece, Slot, Template};
use super::{ratio, threshold};
use crate::text::comparison::metric_name;
use crate::text::names::{self, count_words};
use crate::text::number::{plural, span};
use crate::text::said::Said;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    /// The contender's id.
    pub(crate) contender: &'a str,
    /// The test.
    pub(crate) test: &'a TestOutcome,
    /// The smallest difference that counts as one on the machine.
    pub(crate) delta: f64,
}

impl<'a> Facts<'a> {
    /// Those of a test of which nothing is measured yet.
    pub(crate) fn asked(contender: &'a str, test: &'a TestOutcome) -> Self {
        Self {
            contender,
            test,
            delta: SMALLEST,
        }
    }

    /// The template with its placeholders filled, and the first number in it set off; none where one has no value here.
    pub(crate) fn fill(&self, template: &Template) -> Option<Said> {
        let mut said = Said::default();
        for piece in &template.0 {
            let part = match piece {
                Piece::Words(words) => Said::plain(words),
                Piece::Slot(slot, noun) => self.value(*slot, noun.as_ref())?,
            };
            said = said.then(part);
        }
        Some(said)
    }

    fn value(&self, slot: Slot, noun: Option<&Noun>) -> Option<Said> {
        let test = self.test;
        let words = |words: &str| Some(Said::plain(words));
        match slot {
            Slot::Who => words(names::contender(self.contender)),
            Slot::ScopeWord => words(names::scope_word(self.contender)),
            Slot::Language => words(names::language(self.contender)),
            Slot::Of => words(&sides(test).0),
            Slot::Vs => words(&sides(test).1?),
            Slot::OfWith => words(&apart(test, |one| one.of)?),
            Slot::VsWith => words(&apart(test, |one| one.vs)?),
            Slot::Took => self
                .ratio()
                .map(|times| ratio::took(test, times, self.shows_none())),
            Slot::Used => self
                .ratio()
                .map(|times| ratio::used(times, self.shows_none())),
            Slot::Count => {
                let (least, most) = self.range()?;
                self.number(least, most, noun)
            }
            Slot::Base => self.base(noun),
            Slot::Share => self.share(noun),
            Slot::Heading => words(&count_words(metric_name(test)).heading),
            Slot::HoldsIf => words(&threshold::holds_if(test, noun)),
            Slot::FailsIf => words(&threshold::fails_if(test, noun)?),
        }
    }

    /// Whether no difference is shown.
    fn shows_none(&self) -> bool {
        ratio::shows_no_difference(self.test, self.delta)
    }

    fn ratio(&self) -> Option<f64> {
        match self.test.figure? {
            Figure::Ratio(estimate) => Some(estimate.ratio),
            Figure::Count { .. } => None,
        }
    }

    /// What was counted, and what it is compared with or divided by.
    fn count(&self) -> Option<(u64, Option<u64>)> {
        match self.test.figure? {
            Figure::Count { raw, base, .. } => Some((raw, base)),
            Figure::Ratio(_) => None,
        }
    }

    /// The least and the most that was counted. Of a count held against another one there is the repetition that decides,
    /// with the other's of the same repetition: a range would pair numbers that do not belong together.
    fn range(&self) -> Option<(u64, u64)> {
        let Figure::Count {
            least,
            most,
            raw,
            base,
            ..
        } = self.test.figure?
        else {
            return None;
        };
        let counted = |figure: f64| (figure * base.unwrap_or(1) as f64).round() as u64;
        Some(match self.test.vs {
            None => (counted(least), counted(most)),
            Some(_) => (raw, raw),
        })
    }

    fn number(&self, least: u64, most: u64, noun: Option<&Noun>) -> Option<Said> {
        let words = count_words(metric_name(self.test));
        let after = noun.map_or(String::new(), |noun| {
            format!(" {}", if most == 1 { &noun.one } else { &noun.many })
        });
        Some(Said::new(
            "",
            span(words.value(least), words.value(most)),
            after,
        ))
    }

    /// Of a count divided by a parameter that parameter's value, also where nothing was counted yet. It is no news, and is
    /// not set off.
    fn base(&self, noun: Option<&Noun>) -> Option<Said> {
        let test = self.test;
        let counted = self.count().and_then(|(_, base)| base);
        let of_rule = || test.of_params.get(test.per.as_deref()?).copied();
        let value = counted.or_else(of_rule)?;
        Some(Said::plain(self.number(value, value, noun)?.to_string()))
    }

    fn share(&self, noun: Option<&Noun>) -> Option<Said> {
        let (least, most) = self.range()?;
        let base = self.count()?.1?;
        let words = count_words(metric_name(self.test));
        let counted = span(words.value(least), words.value(most));
        let share = format!("{counted} of {}", words.value(base));
        let after = noun.map_or(String::new(), |noun| {
            format!(" {}", if base == 1 { &noun.one } else { &noun.many })
        });
        Some(Said::new("", share, after))
    }
}

/// The calls on both sides, each with what the rule sets apart: `GET with 64 workers`.
pub(crate) fn sides(test: &TestOutcome) -> (String, Option<String>) {
    let of = with(names::call(&test.of), apart(test, |one| one.of));
    let vs = test.vs.as_deref().map(names::call);
    (of, vs.map(|vs| with(vs, apart(test, |one| one.vs))))
}

/// What the rule sets apart on one side: `64 workers`, `a worker per core`; none where it sets nothing apart.
fn apart(test: &TestOutcome, side: impl Fn(&Difference<'_>) -> Option<u64>) -> Option<String> {
    let differences = test.differences();
    let words: Vec<String> = differences
        .iter()
        .filter_map(|difference| Some((difference.name, side(difference)?)))
        .filter(|(name, _)| *name != DEFAULT_WORKERS)
        // A time per task has the number of tasks taken out of it already.
        .filter(|(name, _)| *name != TASKS || !ratio::is_per_task(test))
        .map(|(name, value)| names::parameter_with(name, value))
        .collect();
    let mut defaults = differences.iter().filter(|one| one.name == DEFAULT_WORKERS);
    match defaults.any(|one| side(one).is_some()) {
        true => Some("a worker per core".into()),
        false => (!words.is_empty()).then(|| words.join(", ")),
    }
}

fn with(call: &str, apart: Option<String>) -> String {
    apart.map_or(call.to_owned(), |apart| format!("{call} with {apart}"))
}

/// On how much data a test rests: `15 fresh processes`, `the same in 3 repetitions`.
pub(crate) fn basis(test: &TestOutcome) -> Option<String> {
    Some(match test.figure? {
        Figure::Ratio(estimate) => plural(
            estimate.processes.into(),
            "fresh process",
            "fresh processes",
        ),
        Figure::Count {
            least,
            most,
            repetitions,
            ..
        } => {
            let times = plural(repetitions.into(), "repetition", "repetitions");
            match (repetitions, least == most, &test.vs) {
                (0 | 1, _, _) => "counted once".into(),
                (_, true, _) => format!("the same in {times}"),
                // The sentence has the range.
                (_, false, None) => format!("over {times}"),
                (_, false, Some(_)) => format!("the least favourable of {times}"),
            }
        }
    })
}
