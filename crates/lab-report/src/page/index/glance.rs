//! The answer at a glance: which advice to keep, which to drop, which depends and on what, for both subjects side by side.

use lab_verdict::answer::Answer;
use lab_verdict::claims::SUBJECTS;
use maud::{Markup, html};

use crate::judged::Judged;
use crate::report_model::{ReportModel, address};
use crate::text::claim_text::advice;
use crate::text::counsel::Counsel;
use crate::text::names;
use crate::text::number::plural;

pub(super) fn section(report: &ReportModel<'_>) -> Markup {
    let judged: Vec<&str> = report
        .judged
        .iter()
        .map(|one| one.claim.id.as_str())
        .collect();
    let claims = report.site.claims.claim.iter();
    let unjudged = claims.filter(|claim| !judged.contains(&claim.id.as_str()));
    let unjudged = unjudged.count() as u64;
    html! {
        @if !report.judged.is_empty() {
            section.glance aria-labelledby="glance" {
                h2 #glance { "What to do with the article’s advice" }
                table {
                    thead {
                        tr {
                            td {}
                            @for subject in SUBJECTS { th scope="col" { (names::contender(subject.contender)) } }
                        }
                    }
                    tbody { @for counsel in Counsel::ALL { (row(report, counsel)) } }
                }
                @if unjudged > 0 {
                    p.sub { (plural(unjudged, "piece of advice was", "pieces of advice were")) " not judged in this run." }
                }
            }
        }
    }
}

fn row(report: &ReportModel<'_>, counsel: Counsel) -> Markup {
    let of = |contender: &str| -> Vec<&Judged<'_>> {
        report
            .judged
            .iter()
            .filter(|one| one.verdict.contender == contender)
            .filter(|one| Counsel::of(&one.verdict) == counsel)
            .collect()
    };
    let cells: Vec<(&str, Vec<&Judged<'_>>)> = SUBJECTS
        .iter()
        .map(|subject| (names::contender(subject.contender), of(subject.contender)))
        .collect();
    html! {
        @if cells.iter().any(|(_, judged)| !judged.is_empty()) {
            tr class=(class(counsel)) {
                th scope="row" {
                    span.mark aria-hidden="true" { (mark(counsel)) } " " span.ans { (counsel.words()) }
                    span.meaning { (counsel.meaning()) }
                }
                @for (who, judged) in cells {
                    td data-who=(who) {
                        @if judged.is_empty() { span.none { "nothing" } }
                        @else { ul { @for one in judged { li { (entry(report, one)) } } } }
                    }
                }
            }
        }
    }
}

/// The advice with what has to be said beside it: what decides, why nothing can be told.
fn entry(report: &ReportModel<'_>, judged: &Judged<'_>) -> Markup {
    let claim = judged.claim;
    let is_dropped = Counsel::of(&judged.verdict) == Counsel::Drop;
    let advice = advice(claim, &judged.verdict.contender, is_dropped);
    let beside = match &judged.verdict.answer {
        Answer::DependsOn(parameter) if !judged.verdict.not_needed => {
            Some(names::deciding(parameter))
        }
        Answer::CantTellHere(_) => judged.told().numbers().first().map(ToString::to_string),
        _ => None,
    };
    html! {
        @if report.has_lesson(&claim.experiment) {
            a href={ (address::lesson(&claim.experiment)) "#" (judged.anchor()) } { (advice) }
        } @else { (advice) }
        @if let Some(beside) = beside { span.beside { ": " (beside) } }
    }
}

/// As the stamps do it: the same sign and colour for the same answer.
fn mark(counsel: Counsel) -> &'static str {
    match counsel {
        Counsel::Keep => "✓",
        Counsel::Drop => "✕",
        Counsel::Depends => "◐",
        Counsel::NoMatter => "≈",
        Counsel::CannotTell => "?",
        Counsel::NotNeeded | Counsel::DoesNotApply => "–",
    }
}

fn class(counsel: Counsel) -> &'static str {
    match counsel {
        Counsel::Keep => "holds",
        Counsel::Drop => "fails",
        Counsel::Depends => "depends",
        Counsel::NoMatter => "small",
        Counsel::CannotTell => "open",
        Counsel::NotNeeded | Counsel::DoesNotApply => "aside",
    }
}
