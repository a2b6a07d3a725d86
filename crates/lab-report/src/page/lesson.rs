//! One experiment: claim, code, charts, answer, lanes, "when is this wrong?", counts, command, raw data.

mod answer;
mod charts;
mod listings;
pub(crate) mod more;
mod outcomes;
mod relatives;
mod workers;

use std::collections::BTreeSet;

use lab_verdict::claims::Claim;
use maud::{Markup, html};

use super::frame::{Page, kicker};
use super::parts::{no_stamp, recorded_note, stamp};
use crate::judged::Judged;
use crate::lessons::LessonName;
use crate::page::inline::with_code;
use crate::report_model::{ReportModel, address};
use crate::select::FigureSet;
use crate::tables::Sheet;
use crate::text::left_out::left_out;
use crate::text::lock::beside_the_lock;
use crate::text::number::{bytes, plural};

pub(crate) fn page(report: &ReportModel<'_>, experiment: &str) -> String {
    let lesson = Lesson::of(report, experiment);
    let name = lesson.name;
    let title = match name.kicker == name.title {
        true => name.title.clone(),
        false => format!("{}: {}", name.kicker, name.title),
    };
    Page {
        title: &title,
        address: &address::lesson(experiment),
        kicker: kicker(report, &name.kicker),
        heading: html! { (name.title) },
        opening: html! {
            @if !name.subject.is_empty() { p.lede { (name.subject) } }
            (lesson.parts())
            (recorded_note(report, experiment))
        },
        body: lesson.body(),
    }
    .write(report)
}

/// What a lesson is made from.
struct Lesson<'a> {
    report: &'a ReportModel<'a>,
    experiment: &'a str,
    name: &'a LessonName,
    figure_set: &'a FigureSet,
    claims: Vec<&'a Claim>,
}

impl<'a> Lesson<'a> {
    fn of(report: &'a ReportModel<'a>, experiment: &'a str) -> Self {
        Lesson {
            report,
            experiment,
            name: &report.names[experiment],
            figure_set: &report.figure_sets[experiment],
            claims: report.claims_of(experiment),
        }
    }

    fn body(&self) -> Markup {
        let mut shown = BTreeSet::new();
        html! {
            (self.overview())
            (self.code())
            (self.summary())
            (self.workers())
            @for claim in &self.claims { (self.claim(claim, &mut shown)) }
            (outcomes::section(self.report.site.of(self.experiment)))
            (self.beyond())
            (self.further())
            (self.lanes())
            (self.rest())
            (self.absent())
            (self.reproduce())
        }
    }

    fn judged(&self, claim: &Claim) -> Vec<&'a Judged<'a>> {
        let all = self.report.judged.iter();
        all.filter(|judged| judged.claim.id == claim.id).collect()
    }

    fn overview(&self) -> Markup {
        html! {
            section.overview aria-labelledby="claims" {
                h2 #claims { "The claims and their answers" }
                @if self.claims.is_empty() { (no_stamp("No rule judges this experiment.")) }
                @for claim in &self.claims {
                    div.advice {
                        p { a href={ "#" (anchor(claim)) } { (claim.advice) } " " span.id { (claim.id) } }
                        div.stamps {
                            @for judged in self.judged(claim) { (stamp(self.report, judged)) }
                        }
                    }
                }
            }
        }
    }

    /// A claim's code, its charts, its answers and its caveat.
    fn claim(&self, claim: &'a Claim, shown: &mut BTreeSet<&'a str>) -> Markup {
        html! {
            section.claim aria-labelledby=(anchor(claim)) {
                h2 id=(anchor(claim)) { span.no { (claim.id) } span { (claim.advice) } }
                (self.guest(claim))
                (self.code_of(claim))
                (self.charts(claim, shown))
                div.answers { @for judged in self.judged(claim) { (answer::answer(judged, self.is_long())) } }
                (self.lock(claim))
                (answer::rule(claim, self.report.site.rejudged.is_some()))
                aside.caveat aria-label={ "When is " (claim.id) " wrong?" } {
                    h3 { "When is this wrong?" }
                    p { (claim.caveat) }
                }
            }
        }
    }

    /// Beside a claim about interpreters, or one that takes the lock away: another interpreter without it, measured here or
    /// else recorded. No rule uses it.
    fn lock(&self, claim: &Claim) -> Markup {
        let mut tests = claim.regime.iter().flat_map(|regime| &regime.test);
        let is_about_it =
            tests.any(|test| test.of == "interpreters" || test.of.ends_with("_processes"));
        let mut records = self.report.site.of(self.experiment);
        let words = is_about_it
            .then(|| records.find_map(beside_the_lock))
            .flatten();
        html! {
            @if let Some(words) = words { p.reading { (words) } }
        }
    }

    /// What could not be measured, and charts that no claim needs and no data allows.
    fn absent(&self) -> Markup {
        let records = self.report.site.of(self.experiment);
        let absent: Vec<_> = records
            .flat_map(|record| record.absent.iter().map(move |one| (record, one)))
            .collect();
        html! {
            @if !absent.is_empty() || !self.figure_set.gaps.is_empty() {
                section aria-labelledby="absent" {
                    h2 #absent { "What is missing here" }
                    ul.absent {
                        @for (record, one) in absent {
                            li { b { (crate::text::names::absence(&one.what)) } ": " (one.reason) @if let Some(which) = left_out(record, one) { (which) } }
                        }
                        @for gap in &self.figure_set.gaps { li { b { (gap.what()) } ": " (gap.why) } }
                    }
                }
            }
        }
    }

    fn reproduce(&self) -> Markup {
        let site = self.report.site;
        html! {
            section aria-labelledby="again" {
                h2 #again { "Do it again" }
                @for record in site.of(self.experiment) {
                    div.again {
                        p { (with_code(&format!("`{}`", record.command))) }
                        p.sub {
                            (origin_words(record)) "; seed " (record.seed) ", version " (record.version)
                            " of the experiment. "
                            @if let Some(file) = site.file(record) {
                                "Raw samples: " a href=(file.href) { (file.href) } ", " (bytes(file.bytes as f64)) "."
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A table's title, with how much is in it.
fn heading(sheet: &Sheet) -> String {
    let rows = sheet.table.rows.len() as u64;
    format!("{} ({})", sheet.title, plural(rows, "row", "rows"))
}

fn origin_words(record: &lab_measure::record::Record) -> String {
    use lab_measure::record::Origin;
    match record.origin {
        Origin::Measured => format!("Measured by this run, {}", record.started),
        Origin::Recorded => format!(
            "Recorded elsewhere: {}",
            crate::text::scope::provenance(record)
        ),
    }
}

/// The anchor of a claim.
fn anchor(claim: &Claim) -> String {
    crate::select::id(&[&claim.id])
}
