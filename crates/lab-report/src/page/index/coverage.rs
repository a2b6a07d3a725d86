//! Where every sentence of the article went: the claims that judge it, or why nothing in it can be judged.

use lab_verdict::sentences::{Heading, Sentence};
use maud::{Markup, html};

use crate::page::parts::folded;
use crate::report_model::{ReportModel, address};
use crate::text::number::{count, plural};

pub(super) fn section(report: &ReportModel<'_>) -> Markup {
    let headings = &report.site.claims.heading;
    html! {
        @if !headings.is_empty() {
            section aria-labelledby="sentences" {
                h2 #sentences { "Where every sentence of the article went" }
                p.sub { (tally(headings)) " Place and words find each in the article; the sentences themselves stay there." }
                (folded("All sentences, heading by heading", whole(report, headings)))
            }
        }
    }
}

/// `91 sentences: 42 are judged by 34 claims, 49 say nothing that could be judged.`
fn tally(headings: &[Heading]) -> String {
    let all = || headings.iter().flat_map(|heading| &heading.sentence);
    let places = |judged: bool| -> u64 {
        all()
            .filter(|one| one.claims.is_empty() != judged)
            .map(|one| u64::from(one.places()))
            .sum()
    };
    let mut claims: Vec<&String> = all().flat_map(|one| &one.claims).collect();
    claims.sort_unstable();
    claims.dedup();
    format!(
        "{}, code samples and entries of lists among them: {} are judged by {}, {} say nothing that could be judged.",
        plural(places(true) + places(false), "sentence", "sentences"),
        count(places(true)),
        plural(claims.len() as u64, "claim", "claims"),
        count(places(false)),
    )
}

fn whole(report: &ReportModel<'_>, headings: &[Heading]) -> Markup {
    html! {
        div.scroll role="group" aria-label="Table: every sentence of the article" tabindex="0" {
            table.sentences {
                thead { tr { @for column in ["heading", "place", "words to find it", "went to"] { th scope="col" { (column) } } } }
                tbody {
                    @for heading in headings {
                        @for sentence in &heading.sentence {
                            tr {
                                th scope="row" { (heading.title) }
                                td { (place(sentence)) }
                                td { "“" (sentence.find) "”" }
                                td { (went(report, sentence)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn place(sentence: &Sentence) -> String {
    match sentence.through {
        Some(last) => format!("{} to {last}", sentence.ordinal),
        None => sentence.ordinal.to_string(),
    }
}

fn went(report: &ReportModel<'_>, sentence: &Sentence) -> Markup {
    html! {
        @for (place, id) in sentence.claims.iter().enumerate() {
            @if place > 0 { ", " }
            @match page(report, id) {
                Some(page) => a href=(page) { (id) },
                None => (id),
            }
        }
        @if let Some(why) = &sentence.not_factual { "not judged: " (why) }
    }
}

fn page(report: &ReportModel<'_>, id: &str) -> Option<String> {
    let claim = report
        .site
        .claims
        .claim
        .iter()
        .find(|claim| claim.id == id)?;
    let anchor = crate::select::id(&[id]);
    report
        .has_lesson(&claim.experiment)
        .then(|| format!("{}#{anchor}", address::lesson(&claim.experiment)))
}
