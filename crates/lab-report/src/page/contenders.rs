//! Everything against the baseline and std threads, workload by workload.

use maud::{Markup, html};

use super::frame::{Page, kicker};
use super::parts::{figure, no_stamp, table};
use crate::page::inline::unbroken;
use crate::report_model::{ReportModel, address};
use crate::select::contenders::{Workload, overview};
use crate::text::names;

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
            @for workload in &report.workloads { (section(workload)) }
        },
    }
    .write(report)
}

fn at_a_glance(report: &ReportModel<'_>) -> Markup {
    let all = overview(&report.workloads);
    html! {
        @if !all.rows.is_empty() {
            section aria-labelledby="glance" {
                h2 #glance { "At a glance" }
                p.sub {
                    "Time divided by that of " (names::contender(names::BASELINE))
                    " in the same round, with 95 % intervals; below 1 is faster."
                }
                (table(&all, "All ratios"))
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
