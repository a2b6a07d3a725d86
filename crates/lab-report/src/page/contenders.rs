//! Everything against the baseline and std threads, workload by workload.

use std::collections::BTreeSet;

use lab_verdict::interval::{DRAWN, JUDGED};
use maud::{Markup, html};

use super::fitted::fitted;
use super::frame::{Page, kicker};
use super::parts::{figure, folded, no_stamp};
use crate::page::inline::unbroken;
use crate::report_model::{ReportModel, address};
use crate::select::contenders::Workload;
use crate::select::contenders::overview::overview;
use crate::text::names;
use crate::text::number::percent;
use crate::text::target::tally;

pub(crate) fn page(report: &ReportModel<'_>) -> String {
    let baseline = names::contender(names::BASELINE);
    Page {
        title: "All contenders",
        address: address::CONTENDERS,
        kicker: kicker(report, "All contenders"),
        heading: html! { "Everything against " (baseline) " and " (names::contender(names::THREADS)) },
        opening: html! {
            p.lede {
                "The same tasks given to every pool, in the same rounds. Ratios are to " (baseline)
                "; a pool whose caller helps is always shown beside itself with its workers alone."
            }
        },
        body: html! {
            @if report.workloads.is_empty() {
                (no_stamp("No record holds more than one contender on the same tasks yet."))
            }
            (at_a_glance(report))
            (targets(report))
            (missing(report))
            @for workload in &report.workloads { (section(workload)) }
        },
    }
    .write(report)
}

fn at_a_glance(report: &ReportModel<'_>) -> Markup {
    let all = overview(&report.workloads);
    html! {
        @if !all.is_empty() {
            section aria-labelledby="glance" {
                h2 #glance { "At a glance" }
                p.sub {
                    "Time divided by that of " (names::contender(names::BASELINE))
                    " in the same round, with " (unbroken(&percent(DRAWN))) " intervals; below 1 is faster."
                }
                @for part in &all { (fitted(part, "All ratios")) }
            }
        }
    }
}

/// What calls are meant to take, and whether they do.
fn targets(report: &ReportModel<'_>) -> Markup {
    html! {
        @if !report.targets.is_empty() {
            section aria-labelledby="targets" {
                h2 #targets { "Targets" }
                p.sub {
                    (unbroken(&format!(
                        "What calls are meant to take, declared with the rules before the run. A target is met or missed \
                         where the whole {} interval of the time taken over the time allowed is on one side of 1, and is \
                         left open otherwise. What another call allows was timed in the same processes.",
                        percent(JUDGED)
                    )))
                    @if report.site.neighbour_threads().is_some() {
                        " This run had a busy neighbour on purpose, and the targets are those for that case."
                    }
                }
                @for one in &report.targets {
                    h3 { (report.title(&one.experiment)) }
                    p.finding { (tally(one.tally)) }
                    @if let Some(picture) = &one.picture { (figure(picture)) }
                    @if !one.table.rows.is_empty() { (fitted(&one.table, "Targets")) }
                    @if !one.unmeasured.is_empty() {
                        (folded("Not measured in this run", html! {
                            ul.absent {
                                @for (what, reason) in &one.unmeasured { li { (what) " (" (reason) ")" } }
                            }
                        }))
                    }
                }
            }
        }
    }
}

/// Contenders that this machine cannot run, each with the reason.
fn missing(report: &ReportModel<'_>) -> Markup {
    let site = report.site;
    let records = (site.experiments().into_iter()).filter_map(|name| site.measured(name));
    let absent = records.flat_map(|record| &record.absent);
    let of_contenders = absent.filter(|one| names::is_known(&one.what));
    let told: BTreeSet<(String, &str)> = of_contenders
        .map(|one| (names::absence(&one.what), one.reason.as_str()))
        .collect();
    html! {
        @if !told.is_empty() {
            section aria-labelledby="missing" {
                h2 #missing { "Not compared here" }
                ul.absent {
                    @for (who, reason) in &told { li { (who) ": " (reason) } }
                }
            }
        }
    }
}

fn section(workload: &Workload) -> Markup {
    let anchor = crate::select::id(&["workload", &workload.experiment, &workload.title]);
    html! {
        section.workload aria-labelledby=(anchor) {
            h2 id=(anchor) { span { (workload.title) } span.no { (workload.experiment) } }
            @for headline in &workload.headlines { p.finding { (unbroken(headline)) } }
            @for picture in workload.ratios.iter().chain(&workload.times) { (figure(picture)) }
            @if workload.ratios.is_none() {
                p.absent { "No ratios: " (names::contender(names::BASELINE)) " was not run on these tasks." }
            }
        }
    }
}
