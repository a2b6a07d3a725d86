//! The sentences of one verdict.

use lab_measure::record::{Origin, Record};
use lab_verdict::Metric;
use lab_verdict::answer::{Answer, Outcome, Reason, RegimeOutcome, TestOutcome, Verdict};
use lab_verdict::claims::{Claim, Evidence, Regime};

use super::figure::{self, clause};
use super::reason::{Circumstances, ReasonWords, reason_words};
use super::said::Said;
use super::scope::{capital, place, tasks};
use crate::names;

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

impl VerdictText<'_> {
    /// One sentence per test that has a figure, with number, interval and scope; the first says on which machine.
    pub fn findings(&self) -> Vec<Said> {
        let place = self.record.map_or("in this record".into(), place);
        self.verdict
            .regimes
            .iter()
            .flat_map(|regime| regime.tests.iter().map(move |test| (regime, test)))
            .filter_map(|(regime, test)| self.finding(regime, test))
            .enumerate()
            .map(|(number, finding)| match (number, self.is_recorded()) {
                (0, _) => finding.within(&format!("{}, with ", capital(&place)), ""),
                (_, true) => finding.within("There, with ", ""),
                (_, false) => finding.within("With ", ""),
            })
            .collect()
    }

    /// `10,000 empty tasks, lap-pool’s imap took 31 times as long as its map [28 to 34, 99 %], in 15 fresh processes.`
    fn finding(&self, regime: &RegimeOutcome, test: &TestOutcome) -> Option<Said> {
        let clause = clause(names::contender(&self.verdict.contender), test)?;
        let tasks = self.regime(&regime.name).map_or(regime.name.clone(), tasks);
        let interval = match clause.interval.as_str() {
            "" => String::new(),
            brackets => format!(" {brackets}"),
        };
        let after = format!("{interval}, {}.", clause.basis);
        Some(clause.statement.within(&format!("{tasks}, "), &after))
    }

    /// What the answer itself needs said beyond its words: the parameter that decides, why it does not apply.
    pub fn remark(&self) -> Option<String> {
        match &self.verdict.answer {
            Answer::DependsOn(parameter) => Some(format!(
                "It holds for {} and does not for {}: {} decides.",
                self.regimes_that(&Outcome::Holds),
                self.regimes_that(&Outcome::Fails),
                names::deciding(parameter)
            )),
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

    /// For a stamp: the deciding number (two where the answer depends), or in a few words why there is none.
    pub fn numbers(&self) -> Vec<Said> {
        match &self.verdict.answer {
            Answer::CantTellHere(reasons) => vec![self.why_open(reasons.first())],
            Answer::DoesNotApply(why) => vec![Said::plain(why.clone())],
            Answer::DependsOn(_) => [Outcome::Holds, Outcome::Fails]
                .iter()
                .filter_map(|outcome| self.first_number(outcome))
                .collect(),
            Answer::DoesNotHold => self.first_number(&Outcome::Fails).into_iter().collect(),
            Answer::TooSmallToMatter => self.first_number(&Outcome::TooSmall).into_iter().collect(),
            Answer::Holds => self.first_number(&Outcome::Holds).into_iter().collect(),
        }
    }

    /// Why there is no answer; where a number was found between the answers, behind that number.
    fn why_open(&self, reason: Option<&Reason>) -> Said {
        let Some(reason) = reason else {
            return Said::plain("no reason is on record");
        };
        let short = self.words(reason).short;
        let number = match reason {
            Reason::Straddles => self.number_between(),
            _ => None,
        };
        match number {
            Some(number) => number.within("", &format!(": {short}")),
            None => Said::plain(short),
        }
    }

    /// The number of the first test whose interval contains a threshold.
    fn number_between(&self) -> Option<Said> {
        let is_between = |test: &&TestOutcome| matches!(&test.outcome, Outcome::Unknown(reasons) if reasons.contains(&Reason::Straddles));
        let regimes = &self.verdict.regimes;
        regimes.iter().find_map(|regime| {
            let test = regime.tests.iter().find(is_between)?;
            Some(self.of_regime(regime, figure::short(test)?))
        })
    }

    /// A number with its regime, where there are several.
    fn of_regime(&self, regime: &RegimeOutcome, said: Said) -> Said {
        let all = &self.verdict.regimes;
        match all.len() {
            1 => said,
            _ => said.within("", &format!(" ({})", case(regime, all))),
        }
    }

    /// The number of the first regime with this outcome, and of the first test in it with this outcome.
    fn first_number(&self, wanted: &Outcome) -> Option<Said> {
        let regimes = &self.verdict.regimes;
        let deciding = regimes.iter().filter(|regime| regime.outcome == *wanted);
        deciding.chain(regimes).find_map(|regime| {
            let tests = &regime.tests;
            let of_outcome = || tests.iter().filter(|test| test.outcome == *wanted);
            // An answer that rests on counts alone is not told by a time.
            let counted = self.verdict.evidence == Evidence::Counted;
            let said = of_outcome()
                .filter(|test| counted && is_counted(test))
                .chain(of_outcome())
                .chain(tests)
                .find_map(figure::short)?;
            Some(self.of_regime(regime, said))
        })
    }

    fn regimes_that(&self, wanted: &Outcome) -> String {
        let found: Vec<String> = self
            .verdict
            .regimes
            .iter()
            .filter(|regime| regime.outcome == *wanted)
            .map(|regime| self.regime(&regime.name).map_or(regime.name.clone(), tasks))
            .collect();
        match found.is_empty() {
            true => "no declared regime".into(),
            false => found.join(" and for "),
        }
    }

    fn regime(&self, name: &str) -> Option<&Regime> {
        self.claim.regime.iter().find(|regime| regime.name == name)
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

/// A regime's name for a stamp: without what it adds after a comma, unless another of them would be called the same.
pub(super) fn case<'r>(regime: &'r RegimeOutcome, all: &[RegimeOutcome]) -> &'r str {
    // `10,000 empty tasks, a reader that ...`: a comma inside a number is not followed by a space.
    let brief = |name: &'r str| name.split(", ").next().unwrap_or(name);
    let name = brief(&regime.name);
    let namesakes = all.iter().filter(|other| {
        let other = other.name.as_str();
        other == name || other.starts_with(&format!("{name}, "))
    });
    match namesakes.count() {
        0 | 1 => name,
        _ => &regime.name,
    }
}

/// Whether a test looks at a count.
pub(super) fn is_counted(test: &TestOutcome) -> bool {
    matches!(Metric::parse(&test.metric), Some(Metric::Count(_)))
}

fn with_full_stop(sentence: &str) -> String {
    match sentence.ends_with(['.', '!', '?']) {
        true => sentence.into(),
        false => format!("{sentence}."),
    }
}
