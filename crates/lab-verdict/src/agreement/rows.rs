//! One row: the answers of all runs to one claim for one subject, and the number that is followed through them.

use lab_measure::record::Record;

use super::{Followed, Given, Judged, Row, Said, flips};
use crate::answer::{Answer, Figure, Outcome, Reason, TestOutcome, Verdict};
use crate::claims::{Claim, Claims, Evidence};

/// The row of a claim and a subject that `first` is the first to have; none where its rules do not have the claim.
pub(super) fn row(runs: &[Judged<'_>], first: &Judged<'_>, named: &Verdict) -> Option<Row> {
    let claim = rule(first.claims, &named.claim)?;
    let verdicts: Vec<Option<&Verdict>> = runs
        .iter()
        .map(|run| {
            let mut all = run.verdicts.iter();
            all.find(|one| one.claim == named.claim && one.contender == named.contender)
        })
        .collect();
    let followed = followed(&verdicts);
    let given: Vec<Given> = runs
        .iter()
        .zip(&verdicts)
        .map(|(run, verdict)| given(*verdict, run.records, followed.as_ref()))
        .collect();
    let rules_differ = runs.iter().any(|run| {
        let other = rule(run.claims, &named.claim);
        other.is_some_and(|other| !is_same_rule(claim, other, first.claims, run.claims))
    });
    Some(Row {
        claim: claim.id.clone(),
        advice: claim.advice.clone(),
        contender: named.contender.clone(),
        evidence: claim.evidence,
        flips: flips(&given),
        given,
        followed,
        rules_differ,
    })
}

fn rule<'c>(claims: &'c Claims, id: &str) -> Option<&'c Claim> {
    claims.claim.iter().find(|claim| claim.id == id)
}

/// Whether two rules judge alike: words may differ, thresholds, cells and the version of the experiment may not.
fn is_same_rule(one: &Claim, other: &Claim, of_one: &Claims, of_other: &Claims) -> bool {
    let version = |claims: &Claims, claim: &Claim| {
        let known = claims.experiment.get(&claim.experiment);
        known.map(|experiment| experiment.version)
    };
    one.version == other.version
        && one.regime == other.regime
        && one.experiment == other.experiment
        && version(of_one, one) == version(of_other, other)
}

/// The test that decided in the first run that has an answer and a number; failing that the first with a number.
fn followed(verdicts: &[Option<&Verdict>]) -> Option<Followed> {
    let measured = || verdicts.iter().flatten().filter(|one| !is_elsewhere(one));
    let told = measured().filter(|verdict| said(verdict).is_an_answer());
    told.chain(measured()).find_map(|verdict| deciding(verdict))
}

fn deciding(verdict: &Verdict) -> Option<Followed> {
    let wanted = match verdict.answer {
        Answer::Holds => Outcome::Holds,
        Answer::TooSmallToMatter => Outcome::TooSmall,
        _ => Outcome::Fails,
    };
    let all = || {
        verdict.regimes.iter().flat_map(|regime| {
            let tests = regime.tests.iter().enumerate();
            tests.map(move |(place, test)| (regime, place, test))
        })
    };
    let with_number = |test: &TestOutcome| test.figure.is_some();
    all()
        .find(|(_, _, test)| test.outcome == wanted && with_number(test))
        .or_else(|| all().find(|(_, _, test)| with_number(test)))
        .map(|(regime, place, test)| Followed {
            regime: regime.name.clone(),
            metric: test.metric.clone(),
            of: test.of.clone(),
            vs: test.vs.clone(),
            place,
        })
}

fn given(verdict: Option<&Verdict>, records: &[Record], followed: Option<&Followed>) -> Given {
    let Some(verdict) = verdict else {
        return Given {
            answer: Said::NotMeasured,
            not_needed: false,
            depends_on: None,
            value: None,
        };
    };
    let depends_on = match &verdict.answer {
        Answer::DependsOn(parameter) => Some(parameter.clone()),
        _ => None,
    };
    Given {
        answer: match said(verdict) {
            Said::CannotTell if lacks(verdict, records) => Said::Lacking,
            said => said,
        },
        not_needed: verdict.not_needed && !is_elsewhere(verdict),
        depends_on,
        value: followed.and_then(|followed| value(verdict, followed)),
    }
}

fn value(verdict: &Verdict, followed: &Followed) -> Option<f64> {
    if is_elsewhere(verdict) {
        return None;
    }
    let mut regimes = verdict.regimes.iter();
    let regime = regimes.find(|regime| regime.name == followed.regime)?;
    let test = regime.tests.get(followed.place)?;
    let is_same =
        test.metric == followed.metric && test.of == followed.of && test.vs == followed.vs;
    match test.figure.filter(|_| is_same)? {
        Figure::Ratio(estimate) => Some(estimate.ratio),
        Figure::Count { value, .. } => Some(value),
    }
}

fn is_elsewhere(verdict: &Verdict) -> bool {
    verdict.evidence == Evidence::RecordedElsewhere
}

/// Whether all that is open is what a record says this machine does not have. What was lost by a failure is none of it.
fn lacks(verdict: &Verdict, records: &[Record]) -> bool {
    let Answer::CantTellHere(reasons) = &verdict.answer else {
        return false;
    };
    let is_said = |words: &str| {
        let mut absent = records.iter().flat_map(|record| &record.absent);
        absent.any(|absent| !absent.failed && absent.reason == words)
    };
    let is_lacking =
        |reason: &Reason| matches!(reason, Reason::NoData(Some(words)) if is_said(words));
    !reasons.is_empty() && reasons.iter().all(is_lacking)
}

fn said(verdict: &Verdict) -> Said {
    match &verdict.answer {
        Answer::DoesNotApply(_) => Said::DoesNotApply,
        _ if is_elsewhere(verdict) => Said::RecordedElsewhere,
        Answer::Holds => Said::Holds,
        Answer::DoesNotHold => Said::DoesNotHold,
        Answer::DependsOn(_) => Said::Depends,
        Answer::TooSmallToMatter => Said::TooSmall,
        Answer::CantTellHere(_) => Said::CannotTell,
    }
}
