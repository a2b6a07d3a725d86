//! Several runs side by side: the answer of each to every claim, and whether two contradict each other.

use lab_verdict::agreement::{Agreement, Given, Row, Said};
use maud::{Markup, html};

use super::frame::{Page, kicker};
use super::index::grade_words;
use crate::report_model::{ReportModel, address};
use crate::runs::{LEFT_OPEN, answered_words, followed, left_open, said_words};
use crate::text::names;
use crate::text::number::{count, plain, plural, span};
use crate::text::scope::{self, capital};

pub(crate) fn page(report: &ReportModel<'_>, agreement: &Agreement) -> String {
    Page {
        title: "The runs side by side",
        address: address::RUNS,
        kicker: kicker(report, "The runs side by side"),
        heading: html! { "Does another run give the same answers?" },
        opening: html! { p.lede { (lede(agreement)) } },
        body: html! {
            (runs(report, agreement))
            (open(agreement))
            (rows(agreement))
        },
    }
    .write(report)
}

/// `5 runs gave 68 rows of answers: in none do two runs contradict each other.`
fn lede(agreement: &Agreement) -> String {
    let flips = agreement.flipping().count() as u64;
    let flips = match flips {
        0 => "in none of them do two runs contradict each other".into(),
        some => format!("in {} two runs contradict each other", count(some)),
    };
    format!(
        "{}, {} of claim and subject: {flips}.",
        plural(agreement.runs.len() as u64, "run", "runs"),
        plural(agreement.applying().count() as u64, "pair", "pairs"),
    )
}

fn runs(report: &ReportModel<'_>, agreement: &Agreement) -> Markup {
    let shown = report.site.manifest.as_ref().map(|run| run.run_id.as_str());
    html! {
        section aria-labelledby="runs" {
            h2 #runs { "The runs" }
            p.sub {
                "Each judged by its own rules. A run that cannot tell contradicts nobody; what a run took from another machine is no repetition and is left out."
            }
            div.scroll role="group" aria-label="Table: the runs" tabindex="0" {
                table {
                    thead { tr { @for column in ["no.", "run", "what", "machine", "noise"] { th scope="col" { (column) } } } }
                    tbody {
                        @for (place, run) in agreement.runs.iter().enumerate() {
                            tr {
                                th scope="row" { (place + 1) }
                                td { (run.run) @if shown == Some(run.run.as_str()) { small { "these pages" } } }
                                td {
                                    (scope::mode(run.mode)) ", " (crate::site::day(&run.started))
                                    @if run.neighbour_threads.is_some() { ", beside a busy neighbour" }
                                }
                                td { (run.machine) }
                                td { (run.grade.map_or("not tested", grade_words)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What each run leaves open: a clock may fail on a noisy machine, a count may not.
fn open(agreement: &Agreement) -> Markup {
    let numbered = |run: &str| {
        let mut runs = agreement.runs.iter();
        runs.position(|told| told.run == run).map(|place| place + 1)
    };
    html! {
        section aria-labelledby="open" {
            h2 #open { "What each run leaves open" }
            p.sub {
                "A claim that rests on time may stay open on a noisy machine. One that is counted must always be answered, if this machine has what is to be counted."
            }
            p.finding { (capital(&answered_words(agreement))) "." }
            div.scroll role="group" aria-label="Table: what each run leaves open" tabindex="0" {
                table {
                    thead { tr { @for column in LEFT_OPEN { th scope="col" { (column) } } } }
                    tbody {
                        @for [run, noise, subject, timed, counted] in left_open(agreement) {
                            tr {
                                th scope="row" title=(run) { @if let Some(number) = numbered(&run) { (number) } @else { (run) } }
                                td { (noise) }
                                td { (subject) }
                                td { (timed) }
                                td { (counted) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn rows(agreement: &Agreement) -> Markup {
    html! {
        section aria-labelledby="answers" {
            h2 #answers { "Every claim, every run" }
            div.scroll.whole role="group" aria-label="Table: the answers of all runs" tabindex="0" {
                table {
                    thead {
                        tr {
                            th scope="col" { "claim" }
                            @for (place, run) in agreement.runs.iter().enumerate() {
                                th scope="col" title=(run.run) { "run " (place + 1) }
                            }
                            th scope="col" { "least to most" }
                            th scope="col" { "agree?" }
                        }
                    }
                    tbody { @for row in &agreement.rows { (line(row)) } }
                }
            }
            p.files {
                a href="data/runs.csv" aria-label="The answers of all runs as CSV" { "CSV" } " "
                a href="data/runs.json" aria-label="The answers of all runs as JSON" { "JSON" }
            }
        }
    }
}

fn line(row: &Row) -> Markup {
    let spread = row.spread();
    html! {
        tr {
            th scope="row" title=(row.advice) {
                (row.claim) " for " (names::contender(&row.contender))
                @if let Some(test) = &row.followed { small { (followed(test)) } }
            }
            @for given in &row.given { td class=(class(given)) title=(said_words(given)) { (answer(given)) } }
            td { @if let Some((least, most)) = spread { (span(plain(least), plain(most))) } }
            td { (verdict(row)) }
        }
    }
}

fn answer(given: &Given) -> Markup {
    html! {
        span.ans { (brief(given)) }
        @if let Some(value) = given.value { br; (plain(value)) }
    }
}

/// The answer where five of them stand in one row.
fn brief(given: &Given) -> &'static str {
    match given.answer {
        _ if given.not_needed => "– not needed",
        Said::Holds => "✓ holds",
        Said::DoesNotHold => "✕ no",
        Said::Depends => "◐ depends",
        Said::TooSmall => "≈ too small",
        Said::DoesNotApply => "– not here",
        Said::CannotTell => "? can’t tell",
        Said::Lacking => "nothing here",
        Said::RecordedElsewhere => "recorded elsewhere",
        Said::NotMeasured => "not measured",
    }
}

fn verdict(row: &Row) -> Markup {
    let told = row.given.iter().filter(|given| given.answer.is_an_answer());
    let words = match (row.flips, told.count()) {
        _ if !row.applies() => "–",
        (true, _) => "no: they contradict each other",
        (false, 0) => "no run can tell",
        (false, 1) => "one run alone can tell",
        (false, _) if row.untold() > 0 => "yes, where it can be told",
        (false, _) => "yes",
    };
    html! {
        @if row.flips { b { (words) } } @else { (words) }
        @if row.rules_differ { "; their rules differ" }
    }
}

fn class(given: &Given) -> &'static str {
    match given.answer {
        _ if given.not_needed => "aside",
        Said::Holds => "holds",
        Said::DoesNotHold => "fails",
        Said::Depends => "depends",
        Said::TooSmall
        | Said::DoesNotApply
        | Said::CannotTell
        | Said::Lacking
        | Said::RecordedElsewhere
        | Said::NotMeasured => "aside",
    }
}
