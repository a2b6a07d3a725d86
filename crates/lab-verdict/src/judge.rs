//! A claim, a record and a subject to a verdict.

use std::collections::BTreeMap;

use lab_measure::record::{Origin, Record, Role};

use crate::answer::{Answer, Figure, Outcome, Reason, RegimeOutcome, TestOutcome, Verdict};
use crate::cell::CellKey;
use crate::claims::{Claim, Claims, Evidence, Regime, SUBJECTS, Subject, Test};
use crate::counting::Divisor;
use crate::metric::Metric;
use crate::noise::delta_of;
use crate::side::Sides;
use crate::{combine, control, counting, timing};

/// Judges one claim for one subject by the record of its experiment; `None` where there is no record.
///
/// A claim that does not apply to the subject is not judged: its verdict has no regimes.
pub fn judge(claims: &Claims, claim: &Claim, record: Option<&Record>, subject: Subject) -> Verdict {
    if let Some(why) = claim.why_not_applicable(subject) {
        let answer = Answer::DoesNotApply(why.to_owned());
        return verdict(claim, record, subject, answer, Vec::new(), claim.evidence);
    }
    let data = Data::of(claims, claim, record);
    let regimes: Vec<RegimeOutcome> = claim
        .regime
        .iter()
        .map(|regime| judge_regime(regime, &data, subject))
        .collect();
    let outcomes: Vec<Outcome> = regimes
        .iter()
        .map(|regime| regime.outcome.clone())
        .collect();
    let answer = combine::answer(claim, &outcomes);
    let evidence = evidence(claim, &regimes, &answer);
    verdict(claim, record, subject, answer, regimes, evidence)
}

/// What the answer rests on: counts, where they alone give it, whatever the times say.
fn evidence(claim: &Claim, regimes: &[RegimeOutcome], answer: &Answer) -> Evidence {
    let counted =
        |test: &TestOutcome| matches!(Metric::parse(&test.metric), Some(Metric::Count(_)));
    let without_times: Vec<Outcome> = regimes
        .iter()
        .map(|regime| {
            let silent = Outcome::Unknown(Vec::new());
            combine::regime(regime.tests.iter().map(|test| {
                if counted(test) {
                    &test.outcome
                } else {
                    &silent
                }
            }))
        })
        .collect();
    let told = !matches!(answer, Answer::CantTellHere(_));
    if told && combine::answer(claim, &without_times) == *answer {
        Evidence::Counted
    } else {
        claim.evidence
    }
}

/// Judges every claim for every one of [`SUBJECTS`], in the order of the claims; for each the record that
/// [`record_for`] picks.
pub fn judge_all(claims: &Claims, records: &[Record]) -> Vec<Verdict> {
    let both = |claim| SUBJECTS.into_iter().map(move |subject| (claim, subject));
    claims
        .claim
        .iter()
        .flat_map(both)
        .map(|(claim, subject)| {
            let record = record_for(records, claim, subject);
            judge(claims, claim, record, subject)
        })
        .collect()
}

/// The record that speaks for a subject where a claim is asked: of those with data for its tests the one measured by
/// this run before one kept from elsewhere; failing that any record of the experiment, which may say why the subject is
/// absent.
pub fn record_for<'r>(
    records: &'r [Record],
    claim: &Claim,
    subject: Subject,
) -> Option<&'r Record> {
    records
        .iter()
        .filter(|record| record.experiment == claim.experiment)
        .min_by_key(|record| {
            let elsewhere = record.origin == Origin::Recorded;
            (!has_data(record, claim, subject), elsewhere)
        })
}

/// Whether a test of the claim finds anything of the subject. What the subject was asked for other claims says nothing:
/// a machine with another interpreter only counts that, and has no times of CPython.
fn has_data(record: &Record, claim: &Claim, subject: Subject) -> bool {
    let is_of = |test: &Test, cell: u32| {
        record.cells.get(cell as usize).is_some_and(|cell| {
            cell.contender == subject.contender
                && (cell.call == test.of || Some(&cell.call) == test.vs.as_ref())
        })
    };
    let finds = |test: &Test| match Metric::parse(&test.metric) {
        Some(Metric::Count(name)) => {
            let mut counts = record.counts.iter();
            counts.any(|count| count.name == name && is_of(test, count.cell))
        }
        _ => record.samples.iter().any(|sample| is_of(test, sample.cell)),
    };
    claim
        .regime
        .iter()
        .flat_map(|regime| &regime.test)
        .any(finds)
}

/// What a claim's tests have to go by.
enum Data<'r> {
    /// Nothing that these rules may judge.
    None(Reason),
    /// A record, and the failed controls that forbid to believe its times.
    Record(&'r Record, Vec<Reason>),
}

impl<'r> Data<'r> {
    fn of(claims: &Claims, claim: &Claim, record: Option<&'r Record>) -> Self {
        let unknown = || Reason::NoData(Some(format!("no experiment {}", claim.experiment)));
        let Some(experiment) = claims.experiment.get(&claim.experiment) else {
            return Data::None(unknown());
        };
        let Some(record) = record else {
            return Data::None(Reason::NoData(None));
        };
        if record.experiment != claim.experiment {
            return Data::None(unknown());
        }
        if record.version != experiment.version {
            let reason = Reason::OtherVersion(record.version, experiment.version);
            return Data::None(reason);
        }
        Data::Record(record, control::failures(experiment, record))
    }
}

fn judge_regime(regime: &Regime, data: &Data<'_>, subject: Subject) -> RegimeOutcome {
    let tests: Vec<TestOutcome> = regime
        .test
        .iter()
        .map(|test| judge_test(test, regime, data, subject))
        .collect();
    RegimeOutcome {
        name: regime.name.clone(),
        outcome: combine::regime(tests.iter().map(|test| &test.outcome)),
        tests,
    }
}

fn judge_test(test: &Test, regime: &Regime, data: &Data<'_>, subject: Subject) -> TestOutcome {
    let aim = Aim::of(test, regime, subject);
    let record = match data {
        Data::None(_) => None,
        Data::Record(record, _) => Some(*record),
    };
    let (judged, sides) = weigh(test, &aim, data);
    TestOutcome {
        metric: test.metric.clone(),
        of: test.of.clone(),
        vs: test.vs.clone(),
        of_params: found_params(&aim.of, record),
        vs_params: aim
            .vs
            .as_ref()
            .map(|vs| found_params(vs, record))
            .unwrap_or_default(),
        set_apart: test.set_apart().into_iter().map(str::to_owned).collect(),
        per: test.per.clone(),
        outcome: judged.0,
        figure: judged.1,
        holds_if: sides.holds_if,
        fails_if: sides.fails_if,
    }
}

/// The cells that a test looks at.
struct Aim {
    of: CellKey,
    vs: Option<CellKey>,
}

impl Aim {
    fn of(test: &Test, regime: &Regime, subject: Subject) -> Self {
        let key = |call: &str, params| CellKey::new(subject.contender, call, &params);
        Aim {
            of: key(&test.of, test.of_params(regime)),
            vs: test
                .vs
                .as_deref()
                .map(|call| key(call, test.vs_params(regime))),
        }
    }
}

/// All parameters of the cell, where the record has it; else those that it is looked for by.
fn found_params(key: &CellKey, record: Option<&Record>) -> BTreeMap<String, u64> {
    record
        .and_then(|record| {
            let index = key.find(record, Role::Subject).ok()?;
            Some(record.cells[index as usize].params.clone())
        })
        .unwrap_or_else(|| key.params.clone())
}

/// What a test comes to, its figure, and the thresholds as used.
fn weigh(test: &Test, aim: &Aim, data: &Data<'_>) -> ((Outcome, Option<Figure>), Sides) {
    let declared = Sides::declared(test);
    let unknown = |reason| ((Outcome::Unknown(vec![reason]), None), declared);
    let (record, controls) = match data {
        Data::None(reason) => return unknown(reason.clone()),
        Data::Record(record, controls) => (*record, controls),
    };
    let Aim { of, vs } = aim;
    match (Metric::parse(&test.metric), vs) {
        (Some(Metric::Clock(clock)), Some(vs)) => {
            let sides = declared.widened(delta_of(record));
            let timed = timing::weigh(record, of, vs, clock, &sides, controls);
            ((timed.outcome, timed.estimate.map(Figure::Ratio)), sides)
        }
        (Some(Metric::Count(name)), _) => {
            let by = match (vs, test.per.as_deref()) {
                (Some(vs), _) => Divisor::Cell(vs),
                (None, Some(parameter)) => Divisor::Parameter(parameter),
                (None, None) => Divisor::One,
            };
            let judged = counting::weigh(record, &name, of, by, &declared);
            (judged, declared)
        }
        (Some(Metric::Clock(_)), None) => {
            unknown(Reason::NoData(Some("a time without `vs`".to_owned())))
        }
        (None, _) => unknown(Reason::NoData(Some(format!("no metric {}", test.metric)))),
    }
}

fn verdict(
    claim: &Claim,
    record: Option<&Record>,
    subject: Subject,
    answer: Answer,
    regimes: Vec<RegimeOutcome>,
    evidence: Evidence,
) -> Verdict {
    let elsewhere = record.is_some_and(|record| record.origin == Origin::Recorded);
    // Only shown, never assumed: where the trap may be there after all, its answer is told as it is.
    let shown = matches!(answer, Answer::DoesNotHold | Answer::TooSmallToMatter);
    Verdict {
        claim: claim.id.clone(),
        subject: subject.name.to_owned(),
        contender: subject.contender.to_owned(),
        not_needed: shown && claim.is_not_needed_for(subject),
        evidence: if elsewhere {
            Evidence::RecordedElsewhere
        } else {
            evidence
        },
        answer,
        regimes,
    }
}
