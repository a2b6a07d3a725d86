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
use crate::book::{Book, address};
use crate::figures::Plate;
use crate::number::percent;
use crate::page::inline::unbroken;
use crate::sentence::lede::lede;
use crate::site::Missing;

pub(crate) fn page(book: &Book<'_>) -> String {
    Page {
        title: "Thread pool best practices, put to the test",
        address: address::INDEX,
        kicker: kicker(book, "The article, annotated"),
        heading: html! { "Thread pool best practices, put to the test on this machine" },
        opening: html! {
            p.lede { (numbers_set_off(&lede(&book.judged))) }
            (machine(book))
            (levels(book))
        },
        body: html! {
            (super::predictions::section(book))
            (glance::section(book))
            (hero(book))
            @for practice in &book.site.claims.practice { (practice::section(book, practice)) }
            (coverage::section(book))
            (leftovers(book))
        },
    }
    .write(book)
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
fn levels(book: &Book<'_>) -> Markup {
    html! {
        @if !book.judged.is_empty() {
            p.fine {
                (unbroken(&format!("What stands in brackets beside an answer is its {} interval; charts draw {} intervals.", percent(JUDGED), percent(DRAWN))))
            }
        }
    }
}

/// The machine in four lines, with its noise grade.
fn machine(book: &Book<'_>) -> Markup {
    let site = book.site;
    html! {
        dl.machine {
            @if let Some(environment) = site.environment() {
                div {
                    dt { "Machine" }
                    dd { (environment.machine_class) @if let Some(cpu) = environment.fact("cpu_model") { ", " (cpu) } }
                }
            }
            div { dt { "Noise" } dd { (noise::grade(book)) } }
            @if let Some(words) = size::size(book) {
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

fn hero(book: &Book<'_>) -> Markup {
    let plates: Vec<&Plate> = book.hero.plates.iter().collect();
    html! {
        @if !plates.is_empty() {
            section.hero aria-labelledby="whole" {
                h2 #whole { "The whole article in one picture" }
                p.sub {
                    (book.hero.tasks) ", on one time axis. Each bar is a task on a worker; each dot is a result in the caller’s hands; the step below counts the inputs read ahead of it."
                }
                (lanes(&plates))
            }
        }
    }
}

fn belongs(book: &Book<'_>, missing: &Missing, practice: &Practice) -> bool {
    let experiment = book.site.claims.experiment.get(&missing.what);
    experiment.is_some_and(|experiment| experiment.practice == practice.id)
}

/// What is missing and belongs to no practice: the manifest, the rules, benchmarks, recordings.
fn leftovers(book: &Book<'_>) -> Markup {
    let practices = &book.site.claims.practice;
    let rest: Vec<&Missing> = book
        .site
        .missing
        .iter()
        .filter(|missing| {
            !practices
                .iter()
                .any(|practice| belongs(book, missing, practice))
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
