//! All tables and files.

use std::path::Path;

use lab_measure::record::{Origin, Record};
use maud::{Markup, html};

use super::frame::{Page, kicker};
use super::parts::{missing, table};
use crate::report_model::{ReportModel, address};
use crate::site::RawFile;
use crate::text::number::{bytes, count, plural};
use crate::text::scope::provenance;

/// The form of the raw records and of the run's manifest, as the measuring crate keeps it.
pub(crate) const SCHEMAS: [(&str, &str); 2] = [
    (
        "record-1.json",
        include_str!("../../../lab-measure/schema/record-1.json"),
    ),
    (
        "run-1.json",
        include_str!("../../../lab-measure/schema/run-1.json"),
    ),
];

pub(crate) fn page(report: &ReportModel<'_>, out: &Path) -> String {
    Page {
        title: "All data",
        address: address::DATA,
        kicker: kicker(report, "All data"),
        heading: html! { "All data" },
        opening: html! {
            p.lede {
                "Every chart as a table and as a picture of its own, and the raw samples from which all of it is computed."
            }
        },
        body: html! {
            (records(report, out))
            (charts(report))
            (sheets(report))
            (gaps(report))
        },
    }
    .write(report)
}

fn records(report: &ReportModel<'_>, out: &Path) -> Markup {
    let site = report.site;
    html! {
        section aria-labelledby="records" {
            h2 #records { "Raw records" }
            p.sub {
                "One JSON file per experiment: raw samples, counts and circumstances, nothing derived. Times are whole nanoseconds, sizes whole bytes. Their form, as JSON Schema: "
                @for (place, (name, _)) in SCHEMAS.iter().enumerate() {
                    @if place > 0 { ", " }
                    a href={ "data/schema/" (name) } { (name) }
                }
                "."
            }
            @if site.of_this_run > 0 {
                p.sub { (of_this_run(site.of_this_run)) }
            }
            div.scroll role="region" aria-label="Table: raw records" tabindex="0" {
                table {
                    thead { tr { @for column in ["experiment", "data", "file", "size", "samples", "counts"] { th scope="col" { (column) } } } }
                    tbody {
                        @for record in &site.records {
                            tr {
                                th scope="row" { (record.experiment) }
                                td { (origin(record)) }
                                @if let Some(file) = site.file(record) {
                                    td { (link(file, out)) }
                                    td { (bytes(file.bytes as f64)) }
                                } @else { td {} td {} }
                                td { (count(record.samples.len() as u64)) }
                                td { (count(record.counts.len() as u64)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of_this_run(recordings: u64) -> String {
    let were = if recordings == 1 { "was" } else { "were" };
    let are = if recordings == 1 { "is" } else { "are" };
    format!(
        "{} {were} made of this run and {are} not shown twice.",
        plural(recordings, "recording", "recordings")
    )
}

/// A link where the file is beside the pages; its address in words where it is not.
fn link(file: &RawFile, out: &Path) -> Markup {
    let there = file.copy.is_some() || out.join(&file.href).is_file();
    html! {
        @if there { a href=(file.href) { (file.href) } } @else { (file.href) " (not beside this report)" }
    }
}

fn origin(record: &Record) -> String {
    match record.origin {
        Origin::Measured => "measured by this run".into(),
        Origin::Recorded => format!("recorded elsewhere: {}", provenance(record)),
    }
}

fn charts(report: &ReportModel<'_>) -> Markup {
    html! {
        section aria-labelledby="charts" {
            h2 #charts { "Charts" }
            p.sub { "Traces of lanes open in Perfetto (ui.perfetto.dev) or chrome://tracing, from the file on disk." }
            div.scroll role="region" aria-label="Table: charts" tabindex="0" {
                table {
                    thead { tr { @for column in ["chart", "table", "picture", "trace", "rows"] { th scope="col" { (column) } } } }
                    tbody {
                        @for (picture, page) in report.pictures() {
                            @let id = &picture.drawn.id;
                            tr {
                                th scope="row" { a href={ (page) "#" (id) } { (picture.drawn.title) } }
                                td { a href={ "data/" (id) ".csv" } { (id) ".csv" } }
                                td { a href={ "charts/" (id) ".svg" } { (id) ".svg" } }
                                td { @if picture.trace.is_some() { a href={ "data/" (id) ".trace.json" } { "trace" } } }
                                td { (count(picture.drawn.table.rows.len() as u64)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn sheets(report: &ReportModel<'_>) -> Markup {
    html! {
        @for (experiment, sheets) in &report.sheets {
            @for sheet in sheets {
                section aria-labelledby=(sheet.id) {
                    h2 id=(sheet.id) { (sheet.title) ", " (experiment) }
                    (table(&sheet.table, &format!("{}, {experiment}", sheet.title)))
                    p.files { a href={ "data/" (sheet.id) ".csv" } { (sheet.id) ".csv" } }
                }
            }
        }
    }
}

fn gaps(report: &ReportModel<'_>) -> Markup {
    html! {
        @if !report.site.missing.is_empty() {
            section aria-labelledby="missing" {
                h2 #missing { "Missing" }
                @for gap in &report.site.missing { (missing(gap)) }
            }
        }
    }
}
