//! Every sentence that a study can say, at numbers that try each of its forms: to be read before it stands on a page.

use std::fmt::Write;

use lab_measure::record::Record;
use lab_verdict::answer::{
    Answer, Estimate, Figure, Outcome, Reason, RegimeOutcome, TestOutcome, Verdict,
};
use lab_verdict::claims::{Claim, Claims, Evidence, SUBJECTS, Threshold};

use super::claim_text::{advice, asked, rule};
use crate::select::reading::rehearsal;
use crate::text::verdict_text::VerdictText;

/// Ratios at which a sentence changes its form.
const RATIOS: [(&str, f64); 7] = [
    ("10^-6", 1e-6),
    ("0.045", 0.045),
    ("0.995", 0.995),
    ("1", 1.0),
    ("1.04", 1.04),
    ("31", 31.0),
    ("10^6", 1e6),
];

/// Counts, each with what it is compared with or a part of.
const COUNTS: [(&str, u64, u64); 4] = [
    ("0", 0, 2),
    ("1", 1, 1),
    ("2", 2, 2),
    ("10^6", 1_000_000, 1_000_000),
];

/// What is said of a study's claims, and of its figures in words of their own; a record from elsewhere shows how such a one is told.
///
/// ```no_run
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use lab_report::{rule_files, text::rehearsal::rehearse};
/// use lab_verdict::claims::Claims;
///
/// let rules = Claims::of(&rule_files::read(".".as_ref())?)?;
/// print!("{}", rehearse(&rules, "p2_map_vs_imap", None));
/// # Ok(())
/// # }
/// ```
pub fn rehearse(rules: &Claims, study: &str, recorded: Option<&Record>) -> String {
    let mut out = String::new();
    for claim in rules.claim.iter().filter(|claim| claim.experiment == study) {
        of_claim(&mut out, claim, recorded);
    }
    out + &rehearsal::of_study(study)
}

/// What is said of the figures of any study that have no words of their own.
///
/// ```
/// assert!(lab_report::text::rehearsal::readings().contains("\ngrowth\n"));
/// ```
pub fn readings() -> String {
    rehearsal::of_all()
}

fn of_claim(out: &mut String, claim: &Claim, recorded: Option<&Record>) {
    let _ = writeln!(out, "{}  {}", claim.id, claim.advice);
    let mut dropped = SUBJECTS
        .map(|subject| advice(claim, subject.contender, true))
        .to_vec();
    dropped.dedup();
    for instead in dropped
        .iter()
        .filter(|instead| **instead != advice(claim, "", false))
    {
        let _ = writeln!(out, "  dropped  {instead}");
    }
    let _ = writeln!(out, "  rule     {}", rule(claim, SUBJECTS[0].contender));
    let mut seen: Vec<TestOutcome> = Vec::new();
    for (at, regime) in claim.regime.iter().enumerate() {
        for test in &regime.test {
            let mut test = asked(regime, test);
            // What differs in its sizes alone is said alike.
            let is_known = seen.iter().any(|known| {
                let same = |one: &TestOutcome| {
                    (
                        one.metric.clone(),
                        one.of.clone(),
                        one.vs.clone(),
                        one.set_apart.clone(),
                    )
                };
                same(known) == same(&test)
            });
            if !is_known {
                seen.push(test.clone());
                let _ = writeln!(
                    out,
                    "\n  {}, {}",
                    label_of(claim, at),
                    crate::text::comparison::comparison(&test)
                );
                of_test(out, claim, at, &mut test, recorded);
            }
        }
    }
    let _ = writeln!(out);
}

fn label_of(claim: &Claim, at: usize) -> String {
    claim.regime[at]
        .id
        .clone()
        .unwrap_or_else(|| claim.regime[at].name.clone())
}

fn of_test(
    out: &mut String,
    claim: &Claim,
    at: usize,
    test: &mut TestOutcome,
    recorded: Option<&Record>,
) {
    let is_count = test.metric.starts_with("count:");
    let figures: Vec<(&str, Figure)> = match is_count {
        true => COUNTS
            .map(|(name, raw, base)| (name, counted(test, raw, base)))
            .to_vec(),
        false => RATIOS
            .map(|(name, ratio)| (name, measured(ratio, 15)))
            .to_vec(),
    };
    let last = figures.last().map(|(_, figure)| *figure);
    let [first, second] = SUBJECTS.map(|subject| subject.contender);
    for (name, figure) in figures {
        test.figure = Some(figure);
        said(out, name, claim, (at, test), (first, None));
    }
    said(out, "other", claim, (at, test), (second, None));
    if !is_count {
        test.figure = Some(measured(31.0, 1));
        said(out, "1 process", claim, (at, test), (first, None));
    }
    if let Some(record) = recorded {
        test.figure = last;
        said(out, "recorded", claim, (at, test), (first, Some(record)));
    }
    test.figure = None;
    said(out, "absent", claim, (at, test), (first, None));
}

fn measured(ratio: f64, processes: u32) -> Figure {
    let within = (ratio * 0.98, ratio * 1.02);
    Figure::Ratio(Estimate {
        ratio,
        drawn: within,
        judged: within,
        processes,
        pairs: processes,
    })
}

fn counted(test: &TestOutcome, raw: u64, base: u64) -> Figure {
    let base = (test.vs.is_some() || test.per.is_some()).then_some(base);
    let value = raw as f64 / base.unwrap_or(1) as f64;
    Figure::Count {
        value,
        least: value,
        most: value,
        raw,
        base,
        repetitions: 3,
    }
}

fn outcome(test: &TestOutcome) -> Outcome {
    let value = match test.figure {
        None => return Outcome::Unknown(vec![Reason::NoData(None)]),
        Some(Figure::Ratio(estimate)) => estimate.ratio,
        Some(Figure::Count { value, .. }) => value,
    };
    let is_on = |side: Threshold| {
        side.at_most.is_none_or(|limit| value <= limit)
            && side.at_least.is_none_or(|limit| value >= limit)
    };
    match (is_on(test.holds_if), test.fails_if) {
        (true, _) => Outcome::Holds,
        (false, Some(side)) if is_on(side) => Outcome::Fails,
        (false, Some(_)) => Outcome::TooSmall,
        (false, None) => Outcome::Unknown(vec![Reason::Open]),
    }
}

/// A sentence and its short form.
fn said(
    out: &mut String,
    name: &str,
    claim: &Claim,
    (at, test): (usize, &TestOutcome),
    (contender, record): (&str, Option<&Record>),
) {
    let outcome = outcome(test);
    let regimes = claim
        .regime
        .iter()
        .enumerate()
        .map(|(place, regime)| RegimeOutcome {
            name: regime.name.clone(),
            outcome: outcome.clone(),
            tests: match place == at {
                true => vec![TestOutcome {
                    outcome: outcome.clone(),
                    ..test.clone()
                }],
                false => Vec::new(),
            },
        });
    let verdict = Verdict {
        claim: claim.id.clone(),
        subject: contender.into(),
        contender: contender.into(),
        answer: match &outcome {
            Outcome::Holds => Answer::Holds,
            Outcome::Fails => Answer::DoesNotHold,
            Outcome::TooSmall => Answer::TooSmallToMatter,
            Outcome::Unknown(reasons) => Answer::CantTellHere(reasons.clone()),
        },
        not_needed: false,
        evidence: Evidence::Counted,
        regimes: regimes.collect(),
    };
    let text = VerdictText {
        claim,
        verdict: &verdict,
        record,
        seconds: None,
    };
    let findings = text.findings();
    let sentence = findings.first().map_or("-".into(), ToString::to_string);
    let _ = writeln!(out, "    {name:<10} {sentence}");
    if ["other", "recorded", "1 process"].contains(&name) {
        return;
    }
    for number in text.numbers() {
        let _ = writeln!(out, "    {:<10} | {number}", "");
    }
}
