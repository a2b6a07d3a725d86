//! The sentences of one verdict.

use std::fmt;

use lab_measure::record::{Origin, Record};
use lab_verdict::Metric;
use lab_verdict::answer::{Answer, Outcome, Reason, RegimeOutcome, TestOutcome, Verdict};
use lab_verdict::claims::{Claim, Evidence};
use lab_verdict::noise::{SMALLEST, delta_of};

use super::claim_text;
use super::facts::Facts;
use super::ratio::interval;
use super::reason::{Circumstances, ReasonWords, reason_words};
use super::said::Said;
use super::scope::{capital, place};
use crate::text::names;

/// What the sentences of a verdict are made from.
#[derive(Clone, Copy, Debug)]
pub struct VerdictText<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// The verdict.
    pub verdict: &'a Verdict,
    /// The record behind it, where there is one.
    pub record: Option<&'a Record>,
    /// Declared duration of the experiment in default mode, in seconds.
    pub seconds: Option<u32>,
}

/// A sentence or a number, with the sign of what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The sign; none where nothing came out.
    pub mark: Option<&'static str>,
    /// What it says.
    pub said: Said,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mark {
            Some(mark) => write!(f, "{mark} {}", self.said),
            None => self.said.fmt(f),
        }
    }
}

/// A test with its case, by its place among the rule's.
type Place<'v> = (usize, &'v RegimeOutcome, &'v TestOutcome);

impl VerdictText<'_> {
    /// One sentence per test that has a figure, with number, interval, case and basis; the first says on which machine. What
    /// decides comes first: where the answer depends, a case that holds and one that does not.
    pub fn findings(&self) -> Vec<Finding> {
        let place = self.record.map_or(String::new(), place);
        let tests = self.in_order();
        let findings = tests
            .into_iter()
            .enumerate()
            .filter_map(|(number, (at, _, test))| {
                let here = if number == 0 && !self.is_recorded() {
                    place.as_str()
                } else {
                    ""
                };
                let said = self.finding(at, test, here)?;
                let said = match (number, self.is_recorded()) {
                    (0, true) => said.within(&format!("{}: ", capital(&place)), ""),
                    (_, true) => said.within("There: ", ""),
                    (_, false) => said,
                };
                Some(Finding {
                    mark: mark(&test.outcome),
                    said,
                })
            });
        findings.collect()
    }

    /// All tests that are told, those that decide first.
    fn in_order(&self) -> Vec<Place<'_>> {
        let regimes = self.verdict.regimes.iter().enumerate();
        let mut tests: Vec<Place<'_>> = regimes
            .flat_map(|(at, regime)| {
                let told = claim_text::told(&self.claim.id, regime);
                told.map(move |test| (at, regime, test))
            })
            .filter(|(.., test)| test.figure.is_some())
            .collect();
        let sides: &[Outcome] = match self.verdict.answer {
            Answer::DependsOn(_) => &[Outcome::Holds, Outcome::Fails],
            Answer::DoesNotHold => &[Outcome::Fails],
            _ => &[],
        };
        for (front, side) in sides.iter().enumerate() {
            let decides =
                |(_, regime, test): &Place<'_>| regime.outcome == *side && test.outcome == *side;
            if let Some(found) = tests.iter().position(decides) {
                let found = tests.remove(found);
                tests.insert(front.min(tests.len()), found);
            }
        }
        tests
    }

    /// `lap-pool’s imap took 31 times as long as its map [28 to 34, 99 %] (10,000 empty tasks; 15 fresh processes).`
    fn finding(&self, at: usize, test: &TestOutcome, place: &str) -> Option<Said> {
        let said = claim_text::said(&self.claim.id, self.facts(test))?;
        let interval = interval(test, self.delta());
        let interval = interval.map_or(String::new(), |ends| format!(" [{ends}, 99 %]"));
        let behind = claim_text::behind(&self.label(at), test, place);
        Some(said.within("", &format!("{interval} ({behind}).")))
    }

    fn facts<'t>(&'t self, test: &'t TestOutcome) -> Facts<'t> {
        Facts {
            contender: &self.verdict.contender,
            test,
            delta: self.delta(),
        }
    }

    /// The smallest difference that counts as one on the record's machine.
    fn delta(&self) -> f64 {
        self.record.map_or(SMALLEST, delta_of)
    }

    fn label(&self, at: usize) -> String {
        match at < self.claim.regime.len() {
            true => claim_text::label(self.claim, at, &self.verdict.contender),
            false => self.verdict.regimes[at].name.clone(),
        }
    }

    /// What the answer itself needs said beyond its words: why it does not apply, what "too small" means.
    pub fn remark(&self) -> Option<String> {
        match &self.verdict.answer {
            Answer::DoesNotApply(why) => Some(capital(&with_full_stop(why))),
            Answer::TooSmallToMatter => Some(
                "The whole interval lies between the thresholds: whatever difference there is, it does not matter here."
                    .into(),
            ),
            _ => None,
        }
    }

    /// Why there is no answer, each reason with its remedy, the weightiest first.
    pub fn reasons(&self) -> Vec<ReasonWords> {
        match &self.verdict.answer {
            Answer::CantTellHere(reasons) => reasons.iter().map(|r| self.words(r)).collect(),
            _ => Vec::new(),
        }
    }

    /// A reason in the words of this verdict.
    pub fn words(&self, reason: &Reason) -> ReasonWords {
        reason_words(
            reason,
            Circumstances {
                experiment: &self.claim.experiment,
                subject: names::contender(&self.verdict.contender),
                seconds: self.seconds,
                recorded: self.is_recorded(),
            },
        )
    }

    /// For a stamp: the deciding number (two with their signs where the answer depends), or in a few words why there is none.
    pub fn numbers(&self) -> Vec<Finding> {
        let plain = |said| Finding { mark: None, said };
        let one = |outcome| self.first_number(&outcome).map(plain).into_iter().collect();
        match &self.verdict.answer {
            Answer::CantTellHere(reasons) => vec![plain(self.why_open(reasons.first()))],
            Answer::DoesNotApply(why) => vec![plain(Said::plain(why.clone()))],
            Answer::DependsOn(_) => [Outcome::Holds, Outcome::Fails]
                .iter()
                .filter_map(|side| {
                    let said = self.first_number(side)?;
                    Some(Finding {
                        mark: mark(side),
                        said,
                    })
                })
                .collect(),
            Answer::DoesNotHold => one(Outcome::Fails),
            Answer::TooSmallToMatter => one(Outcome::TooSmall),
            Answer::Holds => one(Outcome::Holds),
        }
    }

    /// Why there is no answer; where a number was found between the answers, behind that number.
    fn why_open(&self, reason: Option<&Reason>) -> Said {
        let Some(reason) = reason else {
            return Said::plain("no reason is on record");
        };
        let short = self.words(reason).short;
        let number = match reason {
            Reason::Straddles | Reason::Open => self.number_between(reason),
            _ => None,
        };
        match number {
            Some(number) => number.within("", &format!(": {short}")),
            None => Said::plain(short),
        }
    }

    /// The number of the first test that is open for this reason.
    fn number_between(&self, reason: &Reason) -> Option<Said> {
        let is_open = |test: &&TestOutcome| matches!(&test.outcome, Outcome::Unknown(reasons) if reasons.contains(reason));
        let mut regimes = self.verdict.regimes.iter().enumerate();
        regimes.find_map(|(at, regime)| self.card(at, regime.tests.iter().find(is_open)?))
    }

    /// A test's number for a stamp, with its case where there are several.
    fn card(&self, at: usize, test: &TestOutcome) -> Option<Said> {
        let said = claim_text::card(&self.claim.id, self.facts(test))?;
        let range = interval(test, self.delta());
        let range = range.map_or(String::new(), |ends| format!(" [{ends}]"));
        let case = match self.verdict.regimes.len() {
            1 => String::new(),
            _ => format!(" ({})", self.label(at)),
        };
        Some(said.within("", &format!("{range}{case}")))
    }

    /// The number of the first case with this outcome, and of the first test in it with this outcome.
    fn first_number(&self, wanted: &Outcome) -> Option<Said> {
        let regimes = || self.verdict.regimes.iter().enumerate();
        let deciding = regimes().filter(|(_, regime)| regime.outcome == *wanted);
        deciding.chain(regimes()).find_map(|(at, regime)| {
            let tests = &regime.tests;
            let of_outcome = || tests.iter().filter(|test| test.outcome == *wanted);
            let told = || of_outcome().filter(|test| !claim_text::is_guard(&self.claim.id, test));
            // An answer that rests on counts alone is not told by a time.
            let counted = self.verdict.evidence == Evidence::Counted;
            told()
                .filter(|test| counted && is_counted(test))
                .chain(told())
                .chain(of_outcome())
                .chain(tests)
                .find_map(|test| self.card(at, test))
        })
    }

    /// What the answer rests on; none where it rests on nothing: a claim without a meaning for the subject, or without any
    /// figure.
    pub fn evidence(&self) -> Option<Evidence> {
        let is_judged = !matches!(self.verdict.answer, Answer::DoesNotApply(_));
        let mut tests = self.verdict.regimes.iter().flat_map(|regime| &regime.tests);
        let has_figure = tests.any(|test| test.figure.is_some());
        (is_judged && has_figure).then_some(self.verdict.evidence)
    }

    /// Whether the data behind the verdict comes from another machine.
    pub fn is_recorded(&self) -> bool {
        self.record
            .is_some_and(|record| record.origin == Origin::Recorded)
    }
}

/// The sign of what a test comes to.
fn mark(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Holds => Some("✓"),
        Outcome::Fails => Some("✕"),
        Outcome::TooSmall => Some("≈"),
        Outcome::Unknown(_) => None,
    }
}

/// Whether a test looks at a count.
fn is_counted(test: &TestOutcome) -> bool {
    matches!(Metric::parse(&test.metric), Some(Metric::Count(_)))
}

fn with_full_stop(sentence: &str) -> String {
    match sentence.ends_with(['.', '!', '?']) {
        true => sentence.into(),
        false => format!("{sentence}."),
    }
}
