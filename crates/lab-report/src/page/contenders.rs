//! Everything against the baseline and std threads, workload by workload.

use maud::{Markup, html};

use super::frame::{Page, kicker};
use super::parts::{figure, no_stamp, table};
use crate::book::{Book, address};
use crate::figures::contenders::{Workload, overview};
use crate::names;
use crate::page::inline::unbroken;

pub(crate) fn page(book: &Book<'_>) -> String {
    let baseline = names::contender(names::BASELINE);
    Page {
        title: "All contenders",
        address: address::CONTENDERS,
        kicker: kicker(book, "All contenders"),
        heading: html! { "Everything against " (baseline) " and " (names::contender(names::THREADS)) },
        opening: html! {
            p.lede {
                "The same tasks given to every pool, in the same rounds. Ratios are to " (baseline)
                "; a pool whose caller helps is always shown beside itself with its workers alone."
            }
        },
        body: html! {
            @if book.workloads.is_empty() {
                (no_stamp("No record holds more than one contender on the same tasks yet."))
            }
            (at_a_glance(book))
            @for workload in &book.workloads { (section(workload)) }
        },
    }
    .write(book)
}

fn at_a_glance(book: &Book<'_>) -> Markup {
    let all = overview(&book.workloads);
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
    let anchor = crate::figures::id(&["workload", &workload.experiment, &workload.title]);
    html! {
        section.workload aria-labelledby=(anchor) {
            h2 id=(anchor) { span { (workload.title) } span.no { (workload.experiment) } }
            @for headline in &workload.headlines { p.finding { (unbroken(headline)) } }
            @for plate in workload.ratios.iter().chain(&workload.times) { (figure(plate)) }
            @if workload.ratios.is_none() {
                p.absent { "No ratios: " (names::contender(names::BASELINE)) " was not run on these tasks." }
            }
        }
    }
}
