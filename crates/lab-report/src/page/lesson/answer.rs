//! An answer in sentences, with the rule that gave it.

use lab_verdict::Metric;
use lab_verdict::answer::{Answer, Outcome, TestOutcome};
use lab_verdict::claims::{Claim, Evidence, SUBJECTS, Threshold};
use maud::{Markup, html};

use crate::draw::Table;
use crate::judged::Judged;
use crate::page::inline::{finding, unbroken, with_code};
use crate::page::parts::{evidence, table};
use crate::text;
use crate::text::answer::answer_words;
use crate::text::comparison::{comparison, table_cell};
use crate::text::names;
use crate::text::number::{plain, plural};
use crate::text::reason::ReasonWords;

/// The most sentences of an answer in sight.
const FINDINGS_IN_SIGHT: usize = 2;

/// The answer for one subject, with less in sight on a long page: words, sentences, reasons and the numbers test by test.
pub(super) fn answer(judged: &Judged<'_>, is_long: bool) -> Markup {
    let told = judged.told();
    let words = answer_words(&judged.verdict);
    let who = names::contender(&judged.verdict.contender);
    let findings = told.findings();
    // An answer that depends has its two sides in sight.
    let most = match is_long && !matches!(judged.verdict.answer, Answer::DependsOn(_)) {
        true => 1,
        false => FINDINGS_IN_SIGHT,
    };
    let (first, rest) = findings.split_at(findings.len().min(most));
    html! {
        div.answer.(words.class).recorded[told.evidence() == Some(Evidence::RecordedElsewhere)] id=(judged.anchor()) {
            h3 {
                span.mark aria-hidden="true" { (words.mark) }
                span { (who) ": " (words.words) }
                (evidence(judged))
            }
            @if let Some(remark) = told.remark() { p { (remark) } }
            @for one in first { p.finding { (finding(one)) } }
            @if !rest.is_empty() {
                details {
                    summary { (plural(rest.len() as u64, "more sentence like these", "more sentences like these")) }
                    @for one in rest { p.finding { (finding(one)) } }
                }
            }
            @let reasons = told.reasons();
            @for reason in &reasons { p { (reason.why) } }
            @for remedy in remedies(&reasons) { p.remedy { (with_code(remedy)) } }
            @if !judged.verdict.regimes.is_empty() {
                details {
                    summary { "Test by test" }
                    (table(&tests(judged), &format!("Tests of {} for {who}", judged.claim.id)))
                }
            }
        }
    }
}

/// Each remedy once, in the order of the reasons.
fn remedies(reasons: &[ReasonWords]) -> Vec<&str> {
    let mut remedies: Vec<&str> = Vec::new();
    for reason in reasons {
        if !remedies.contains(&reason.remedy.as_str()) {
            remedies.push(&reason.remedy);
        }
    }
    remedies
}

fn tests(judged: &Judged<'_>) -> Table {
    let columns = [
        "regime", "compared", "figure", "holds if", "fails if", "comes to",
    ];
    let rows = judged
        .verdict
        .regimes
        .iter()
        .flat_map(|regime| regime.tests.iter().map(move |test| (regime, test)))
        .map(|(regime, test)| {
            vec![
                regime.name.clone(),
                comparison(test),
                table_cell(test),
                threshold(Some(test.holds_if)),
                threshold(test.fails_if),
                outcome(judged, test),
            ]
        })
        .collect();
    Table {
        columns: columns.map(str::to_string).to_vec(),
        rows,
    }
}

fn outcome(judged: &Judged<'_>, test: &TestOutcome) -> String {
    match &test.outcome {
        Outcome::Holds => "holds".into(),
        Outcome::Fails => "does not hold".into(),
        Outcome::TooSmall => "too small to matter".into(),
        Outcome::Unknown(reasons) => {
            let told = judged.told();
            let why: Vec<String> = reasons
                .iter()
                .map(|reason| told.words(reason).why)
                .collect();
            format!("not known: {}", why.join(" "))
        }
    }
}

fn threshold(threshold: Option<Threshold>) -> String {
    match threshold.map(|side| (side.at_most, side.at_least)) {
        None => "never".into(),
        Some((Some(limit), _)) => format!("at most {}", plain(limit)),
        Some((None, Some(limit))) => format!("at least {}", plain(limit)),
        Some((None, None)) => "not declared".into(),
    }
}

/// Which rule judges, since when, and whether the run knew it.
pub(super) fn rule(claim: &Claim, is_rejudged: bool) -> Markup {
    html! {
        p.rule {
            "Rule " (claim.id) ", version " (claim.version) ", of " (claim.date) ". "
            (unbroken(&text::rule(claim, SUBJECTS[0].contender))) " Decided by " (decided_by(claim)) ". "
            @if is_rejudged {
                "This was not the run’s own rule."
            } @else {
                "The rule was fixed before this run; its authors had seen earlier runs."
            }
        }
    }
}

/// What a rule's tests look at: an answer may rest on the counts alone where it also has times.
fn decided_by(claim: &Claim) -> &'static str {
    let mut tests = claim.regime.iter().flat_map(|regime| &regime.test);
    let is_counted = |metric: &str| matches!(Metric::parse(metric), Some(Metric::Count(_)));
    let counts = tests.any(|test| is_counted(&test.metric));
    match claim.evidence {
        Evidence::Measured if counts => "times and counts",
        Evidence::Measured | Evidence::RecordedElsewhere => "times",
        Evidence::Counted => "counts",
        Evidence::Compiled => "what the compiler accepts",
        Evidence::Simulated => "a simulation",
    }
}
