//! The article, annotated: what to do with its advice, the six practices with their answers, and where every sentence went.

mod coverage;
mod glance;
mod noise;
mod practice;
mod size;

use lab_measure::record::Grade;
use lab_verdict::claims::Practice;
use lab_verdict::interval::{DRAWN, JUDGED};
use maud::{Markup, html};

use super::frame::{Page, kicker};
use super::parts::{lanes, missing};
use crate::page::inline::unbroken;
use crate::report_model::{ReportModel, address};
use crate::select::Picture;
use crate::site::Missing;
use crate::text::number::percent;
use crate::text::summary::summary;

pub(crate) fn page(report: &ReportModel<'_>) -> String {
    Page {
        title: "Thread pool best practices, put to the test",
        address: address::INDEX,
        kicker: kicker(report, "The article, annotated"),
        heading: html! { "Thread pool best practices, put to the test on this machine" },
        opening: html! {
            p.lede { (numbers_set_off(&summary(&report.judged))) }
            (machine(report))
            (levels(report))
        },
        body: html! {
            (super::predictions::section(report))
            (glance::section(report))
            (hero(report))
            @for practice in &report.site.claims.practice { (practice::section(report, practice)) }
            (coverage::section(report))
            (leftovers(report))
        },
    }
    .write(report)
}

/// A sentence with its numbers in bold.
fn numbers_set_off(sentence: &str) -> Markup {
    html! {
        @for (place, word) in sentence.split(' ').enumerate() {
            @if place > 0 { " " }
            @if word.starts_with(|c: char| c.is_ascii_digit()) || word == "none" { b { (word) } } @else { (word) }
        }
    }
}

/// How sure the intervals are that stand beside the answers; a chart is for looking and draws narrower ones.
fn levels(report: &ReportModel<'_>) -> Markup {
    html! {
        @if !report.judged.is_empty() {
            p.fine {
                (unbroken(&format!("What stands in brackets beside an answer is its {} interval; charts draw {} intervals, those of targets the ones that were judged.", percent(JUDGED), percent(DRAWN))))
            }
        }
    }
}

/// The machine in four lines, with its noise grade.
fn machine(report: &ReportModel<'_>) -> Markup {
    let site = report.site;
    html! {
        dl.machine {
            @if let Some(environment) = site.environment() {
                div {
                    dt { "Machine" }
                    dd { (environment.machine_class) @if let Some(cpu) = environment.fact("cpu_model") { ", " (cpu) } }
                }
            }
            div { dt { "Noise" } dd { (noise::grade(report)) } }
            @if let Some(words) = size::size(report) {
                div {
                    dt { "Run" }
                    dd {
                        (words)
                        @if let Some(agreement) = &site.agreement {
                            "; " a href=(address::RUNS) { "one of " (agreement.runs.len()) " side by side" }
                        }
                    }
                }
            }
            @if let Some(run) = &site.manifest { div { dt { "Again" } dd { code { (run.command) } } } }
        }
    }
}

pub(crate) fn grade_words(grade: Grade) -> &'static str {
    match grade {
        Grade::Quiet => "quiet",
        Grade::Noisy => "noisy",
        Grade::Hopeless => "hopeless",
    }
}

pub(crate) fn grade_class(grade: Grade) -> &'static str {
    match grade {
        Grade::Quiet => "holds",
        Grade::Noisy => "depends",
        Grade::Hopeless => "fails",
    }
}

fn hero(report: &ReportModel<'_>) -> Markup {
    let pictures: Vec<&Picture> = report.hero.pictures.iter().collect();
    html! {
        @if !pictures.is_empty() {
            section.hero aria-labelledby="whole" {
                h2 #whole { "The whole article in one picture" }
                p.sub {
                    (report.hero.tasks) ", on one time axis. Each bar is a task on a worker; each dot is a result in the caller’s hands; the step below counts the inputs read ahead of it."
                }
                (lanes(&pictures))
            }
        }
    }
}

fn belongs(report: &ReportModel<'_>, missing: &Missing, practice: &Practice) -> bool {
    let experiment = report.site.claims.experiment.get(&missing.what);
    experiment.is_some_and(|experiment| experiment.practice == practice.id)
}

/// What is missing and belongs to no practice: the manifest, the rules, benchmarks, recordings.
fn leftovers(report: &ReportModel<'_>) -> Markup {
    let practices = &report.site.claims.practice;
    let rest: Vec<&Missing> = report
        .site
        .missing
        .iter()
        .filter(|missing| {
            !practices
                .iter()
                .any(|practice| belongs(report, missing, practice))
        })
        .collect();
    html! {
        @if !rest.is_empty() {
            section.practice aria-labelledby="missing" {
                h2 #missing { "Missing from this report" }
                @for gap in rest { (missing(gap)) }
            }
        }
    }
}
