//! Stamps, figures, tables and cards, as the pages put them together.

use lab_measure::record::Origin;
use lab_verdict::claims::Evidence;
use maud::{Markup, PreEscaped, html};

use super::inline::{finding, unbroken, with_code};
use crate::draw::{Drawn, Table};
use crate::judged::Judged;
use crate::report_model::{ReportModel, address};
use crate::select::Picture;
use crate::select::visits::visits;
use crate::site::Missing;
use crate::text::answer::{answer_words, evidence_words};
use crate::text::closing::closing_line;
use crate::text::missing::missing_words;
use crate::text::names;
use crate::text::number::count;
use crate::text::scope::provenance;

/// An answer in one box: whom, mark, words, evidence and one number; opens its place on the same page.
pub(crate) fn stamp(report: &ReportModel<'_>, judged: &Judged<'_>) -> Markup {
    boxed(report, judged, "")
}

/// The same on another page; opens its lesson.
pub(crate) fn stamp_elsewhere(report: &ReportModel<'_>, judged: &Judged<'_>) -> Markup {
    boxed(report, judged, &address::lesson(&judged.claim.experiment))
}

/// A stamp with a link into this page; no page is the same page.
fn boxed(report: &ReportModel<'_>, judged: &Judged<'_>, page: &str) -> Markup {
    let line = closing_line(&judged.told());
    let answer = answer_words(&judged.verdict);
    let evidence_class = judged.told().evidence().map_or("", evidence_class);
    let class = format!("stamp {} {evidence_class}", answer.class);
    let inside = html! {
        span.who { (line.subject) }
        (evidence(judged))
        span.mark aria-hidden="true" { (line.mark) }
        span.ans { (line.answer) }
        @for number in judged.told().numbers() { span.num { (finding(&number)) } }
    };
    html! {
        @if report.has_lesson(&judged.claim.experiment) {
            a class=(class) href={ (page) "#" (judged.anchor()) } { (inside) }
        } @else {
            div class=(class) { (inside) }
        }
    }
}

/// The kind of evidence, where there is any; for a record from elsewhere its date too.
pub(crate) fn evidence(judged: &Judged<'_>) -> Markup {
    html! {
        @if let Some(evidence) = judged.told().evidence() {
            span.ev {
                (evidence_words(evidence))
                @if judged.told().is_recorded() && let Some(record) = judged.record {
                    ", " (crate::site::day(&record.started))
                }
            }
        }
    }
}

fn evidence_class(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::RecordedElsewhere => "recorded",
        Evidence::Simulated => "simulated",
        Evidence::Counted | Evidence::Compiled | Evidence::Measured => "here",
    }
}

/// A stamp's place for a claim that has none: nothing was judged.
pub(crate) fn no_stamp(words: &str) -> Markup {
    html! { p.none { (words) } }
}

/// A chart with heading, legend, both renditions, its table twin and its files.
pub(crate) fn figure(picture: &Picture) -> Markup {
    let drawn = &picture.drawn;
    html! {
        figure.picture.recorded[picture.recorded] id=(drawn.id) {
            figcaption {
                h3 { (drawn.title) }
                @if !picture.reading.is_empty() { p.reading { (unbroken(&picture.reading)) } }
            }
            (legend(drawn))
            (renditions(drawn))
            (twin(picture))
        }
    }
}

/// Something secondary under its title: one row until a reader opens it; in print it is open.
pub(crate) fn folded(title: &str, inside: Markup) -> Markup {
    html! { details.more { summary { (title) } (inside) } }
}

/// A lane chart among others: smaller, with one legend for all of them.
pub(crate) fn lane(picture: &Picture) -> Markup {
    let drawn = &picture.drawn;
    html! {
        figure.lane.recorded[picture.recorded] id=(drawn.id) {
            figcaption { h3 { (drawn.title) } }
            (renditions(drawn))
            p.reading { (unbroken(&picture.reading)) }
            (twin(picture))
        }
    }
}

/// Lane charts side by side on one horizon.
pub(crate) fn lanes(pictures: &[&Picture]) -> Markup {
    let mut seen: Vec<&str> = Vec::new();
    let entries: Vec<_> = pictures
        .iter()
        .flat_map(|picture| &picture.drawn.legend)
        .filter(|entry| {
            let fresh = !seen.contains(&entry.name.as_str());
            seen.push(&entry.name);
            fresh
        })
        .collect();
    html! {
        ul.legend {
            @for entry in entries { li { (PreEscaped(&entry.swatch)) span { (entry.name) } } }
        }
        div.lanes { @for picture in pictures { (lane(picture)) } }
    }
}

fn legend(drawn: &Drawn) -> Markup {
    html! {
        @if !drawn.legend.is_empty() {
            ul.legend {
                @for entry in &drawn.legend { li { (PreEscaped(&entry.swatch)) span { (entry.name) } } }
            }
        }
    }
}

fn renditions(drawn: &Drawn) -> Markup {
    html! {
        @match &drawn.narrow {
            Some(narrow) => {
                div.wide { (PreEscaped(&drawn.wide)) }
                div.narrow { (PreEscaped(narrow)) }
            }
            None => div.both { (PreEscaped(&drawn.wide)) },
        }
    }
}

/// The same data as a table, and as files.
fn twin(picture: &Picture) -> Markup {
    let drawn = &picture.drawn;
    let id = &drawn.id;
    html! {
        div.under {
        details.twin {
            summary { "The same as a table" }
            @match shortened(&drawn.table) {
                Some((every, short)) => {
                    p.sub { "One row in " (count(every as u64)) ", and the last; the CSV has all " (count(drawn.table.rows.len() as u64)) "." }
                    (table(&short, &drawn.title))
                }
                None => (table(&drawn.table, &drawn.title)),
            }
        }
        p.files {
            a href={ "data/" (id) ".csv" } aria-label={ "Table as CSV: " (drawn.title) } { "CSV" } " "
            a href={ "charts/" (id) ".svg" } aria-label={ "Picture as SVG: " (drawn.title) } { "SVG" }
            @if picture.trace.is_some() {
                " "
                a href={ "data/" (id) ".trace.json" } aria-label={ "Trace for Perfetto: " (drawn.title) } { "trace" }
            }
        }
        }
    }
}

/// A page has at most about so many rows of a chart's table: more are not read, and a browser would choke on a million.
const MOST_ROWS: usize = 2_000;

/// A long table's every so many-th row and its last; nothing where a page can have the whole.
fn shortened(table: &Table) -> Option<(usize, Table)> {
    let every = table.rows.len().div_ceil(MOST_ROWS);
    if every < 2 {
        return None;
    }
    let rows = table.rows.iter().step_by(every);
    let is_left_out = !(table.rows.len() - 1).is_multiple_of(every);
    let last = table.rows.last().filter(|_| is_left_out);
    let short = Table {
        columns: table.columns.clone(),
        rows: rows.chain(last).cloned().collect(),
    };
    Some((every, short))
}

/// A table in a box that scrolls by itself, never the page; a group, for a page has too many of them to be landmarks. Columns of numbers stand to the right.
pub(crate) fn table(table: &Table, label: &str) -> Markup {
    let right: Vec<bool> = (0..table.columns.len())
        .map(|column| column > 0 && is_numeric(table, column))
        .collect();
    let right = |column: usize| right.get(column).copied().unwrap_or(false);
    html! {
        div.scroll role="group" aria-label={ "Table: " (label) } tabindex="0" {
            table {
                thead {
                    tr {
                        @for (place, column) in table.columns.iter().enumerate() {
                            th class=[right(place).then_some("r")] scope="col" { (column) }
                        }
                    }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (place, cell) in row.iter().enumerate() {
                                @if place == 0 { th scope="row" { (cell) } } @else { td class=[right(place).then_some("r")] { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether all of a column's cells that are not empty begin like a number.
fn is_numeric(table: &Table, column: usize) -> bool {
    let mut cells = table
        .rows
        .iter()
        .filter_map(|row| row.get(column))
        .filter(|cell| !cell.is_empty())
        .peekable();
    cells.peek().is_some()
        && cells.all(|cell| cell.starts_with(|c: char| c.is_ascii_digit() || c == '×' || c == '-'))
}

/// A card in place of what is missing.
pub(crate) fn missing(missing: &Missing) -> Markup {
    let words = missing_words(missing);
    html! {
        div.gap {
            p.what { (missing.what) }
            p { (unbroken(&words.why)) " " (with_code(&words.remedy)) }
        }
    }
}

/// Where data comes from that was not measured by this run, and whose it is.
pub(crate) fn recorded_note(report: &ReportModel<'_>, experiment: &str) -> Markup {
    let mut notes: Vec<(String, Vec<&str>)> = Vec::new();
    for visit in visits(report.site, experiment) {
        if visit.record.origin == Origin::Measured || !visit.has_data() {
            continue;
        }
        let from = provenance(visit.record);
        let name = names::contender(&visit.cell.contender);
        match notes.iter_mut().find(|(known, _)| *known == from) {
            Some((_, names)) if names.contains(&name) => {}
            Some((_, names)) => names.push(name),
            None => notes.push((from, vec![name])),
        }
    }
    html! {
        @for (from, names) in notes {
            p.note.recorded {
                "Recorded elsewhere (" (from) "): " (names.join(", "))
                ". Shown dashed, with a dot inside its markers; never mixed with times measured here."
            }
        }
    }
}
