//! One record, what a rule must say of it, and where the judge says something else.

use std::collections::BTreeSet;

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Outcome, Reason, Verdict};
use lab_verdict::claims::{Claim, Claims, ControlKind, Subject};

use crate::rules::circumstances::{Circumstances, Gap, WHY_ABSENT};
use crate::rules::expected::{Cause, Expected, Said, Way};
use crate::rules::place::Place;
use crate::rules::plan::{Places, plan};
use crate::rules::record::record;
use crate::rules::rule::{Mark, Rule};

/// A record and what must be said of it.
pub struct Trial {
    pub what: String,
    /// The test whose figure is put somewhere, and where.
    pub aimed_at: Option<((usize, usize), Place)>,
    pub expected: Expected,
    pub circumstances: Circumstances,
    record: Option<Record>,
    /// The kind of the broken control.
    broken: Option<ControlKind>,
    /// The rule as it stands.
    claim: Claim,
}

impl Trial {
    /// None where the tests cannot lie so.
    pub fn new(
        rule: &Rule<'_>,
        what: impl Into<String>,
        places: &Places,
        circumstances: Circumstances,
    ) -> Option<Self> {
        let planned = plan(rule, places)?;
        let expected = Expected::of(rule, &planned, &circumstances);
        let otherwise = match expected.said {
            Said::Holds => rule.everywhere_fails(),
            _ => rule.everywhere(Place::Beyond(Mark::Holds)),
        };
        let others = plan(rule, &otherwise);
        let whole = record(rule, &planned, others.as_ref(), &circumstances);
        let controls = &rule.claims.experiment[&rule.claim.experiment].control;
        Some(Trial {
            what: what.into(),
            aimed_at: None,
            expected,
            record: (circumstances.gap != Gap::Record).then_some(whole),
            broken: circumstances.broken_control.map(|at| controls[at].kind),
            circumstances,
            claim: rule.claim.clone(),
        })
    }

    pub fn aimed_at(mut self, test: (usize, usize), place: Place) -> Self {
        self.aimed_at = Some((test, place));
        self
    }

    pub fn judged(&self, claims: &Claims, claim: &Claim, subject: Subject) -> Verdict {
        lab_verdict::judge(claims, claim, self.record.as_ref(), subject)
    }

    /// What the judge says otherwise than it must, by these rules.
    pub fn disagreement(&self, claims: &Claims, claim: &Claim, subject: Subject) -> Option<String> {
        let verdict = self.judged(claims, claim, subject);
        let why = self.differs(&verdict)?;
        Some(format!(
            "{} for {}, {}: {why}\n  expected {:?}\n  judged {:?}",
            claim.id, subject.name, self.what, self.expected, verdict.answer
        ))
    }

    fn differs(&self, verdict: &Verdict) -> Option<&'static str> {
        let Expected {
            said: expected,
            regimes,
            is_not_needed,
            evidence,
        } = &self.expected;
        let ways: Vec<Way> = verdict
            .regimes
            .iter()
            .map(|regime| way(&regime.outcome))
            .collect();
        let differs = [
            (*expected != said(&verdict.answer), "the answer"),
            (ways != *regimes, "the regimes"),
            (*is_not_needed != verdict.not_needed, "whether it is needed"),
            (*evidence != verdict.evidence, "the evidence"),
            (!self.words_are_right(verdict), "the words"),
        ];
        differs
            .into_iter()
            .find_map(|(is, what)| is.then_some(what))
    }

    /// Whether the answer's words are those of the rule, of the record, or of the control.
    fn words_are_right(&self, verdict: &Verdict) -> bool {
        match &verdict.answer {
            Answer::DependsOn(words) => match &self.claim.depends_on {
                Some(declared) => words == declared,
                None => words
                    .split(" and ")
                    .all(|name| is_told_apart(&self.claim, name)),
            },
            Answer::DoesNotApply(why) => {
                let reasons = self.claim.does_not_apply_to.iter();
                let means = |who: &str| who == verdict.subject || who == verdict.contender;
                reasons
                    .filter(|(who, _)| means(who))
                    .any(|(_, told)| told == why)
            }
            Answer::CantTellHere(reasons) => {
                let causes: Vec<Cause> = reasons.iter().map(cause).collect();
                causes.is_sorted() && reasons.iter().all(|reason| self.is_right(reason))
            }
            _ => true,
        }
    }

    fn is_right(&self, reason: &Reason) -> bool {
        let circumstances = &self.circumstances;
        match reason {
            Reason::NoData(words) => match circumstances.gap {
                Gap::Record => words.is_none(),
                Gap::Subject => words.as_deref() == Some(WHY_ABSENT),
                _ => words.is_some(),
            },
            Reason::OtherVersion(record, rule) => *record == rule + circumstances.versions_apart,
            Reason::TooFewProcesses(have, need) => (*have, *need) == (circumstances.processes, 10),
            Reason::Contaminated(some, all) => {
                let rounds = (0..circumstances.processes).flat_map(|p| [(p, 0), (p, 1)]);
                let is = |&(p, r): &(u32, u32)| circumstances.contaminated.is(p, r);
                *all == 2 * circumstances.processes && *some as usize == rounds.filter(is).count()
            }
            Reason::ControlFailed(words) => match self.broken {
                Some(ControlKind::Positive) => words.starts_with("positive control"),
                Some(ControlKind::Null) => words.starts_with("null control"),
                None => words.contains("no data"),
            },
            Reason::QuickMode | Reason::Straddles | Reason::Open => true,
        }
    }
}

/// Whether a rule without words for what decides tells its regimes apart by this parameter, or by none.
fn is_told_apart(claim: &Claim, name: &str) -> bool {
    let tests = claim.regime.iter().flat_map(|regime| {
        let both = |test| (regime.params.get(name), test);
        regime.test.iter().map(both)
    });
    let values: BTreeSet<_> = tests
        .map(|(of_regime, test)| {
            let own = [&test.of_where, &test.vs_where].map(|side| side.as_ref()?.get(name));
            (of_regime, own)
        })
        .collect();
    name == "the regime" || values.len() > 1
}

/// An answer without its words.
pub fn said(answer: &Answer) -> Said {
    match answer {
        Answer::Holds => Said::Holds,
        Answer::DoesNotHold => Said::DoesNotHold,
        Answer::DependsOn(_) => Said::Depends,
        Answer::TooSmallToMatter => Said::TooSmall,
        Answer::DoesNotApply(_) => Said::DoesNotApply,
        Answer::CantTellHere(reasons) => Said::CannotTell(reasons.iter().map(cause).collect()),
    }
}

fn way(outcome: &Outcome) -> Way {
    match outcome {
        Outcome::Holds => Way::Holds,
        Outcome::Fails => Way::Fails,
        Outcome::TooSmall => Way::Between,
        Outcome::Unknown(reasons) => Way::Unknown(reasons.iter().map(cause).collect()),
    }
}

fn cause(reason: &Reason) -> Cause {
    match reason {
        Reason::OtherVersion(..) => Cause::OtherVersion,
        Reason::NoData(_) => Cause::NoData,
        Reason::QuickMode => Cause::QuickMode,
        Reason::TooFewProcesses(..) => Cause::TooFewProcesses,
        Reason::ControlFailed(_) => Cause::ControlFailed,
        Reason::Contaminated(..) => Cause::Contaminated,
        Reason::Straddles => Cause::Straddles,
        Reason::Open => Cause::Open,
    }
}
