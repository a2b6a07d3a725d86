//! Tables that belong to no chart: all counts and all times of an experiment, measured and recorded.

use std::collections::{BTreeMap, BTreeSet};

use lab_measure::record::{Cell, Origin, Record};
use lab_verdict::{CellKey, Clock, summary};

use crate::draw::Table;
use crate::select::visits::visits;
use crate::site::Site;
use crate::text::names::{self, MODEL, count_words};
use crate::text::number::{count, span, time};
use crate::text::scope::grain;

/// Columns that are left out where they say the same in all rows.
const SETTINGS: [&str; 3] = ["a task takes", "other settings", "data"];

/// A table with the stem of its file.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    /// Anchor on the page of all data and stem of the CSV.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Content.
    pub table: Table,
}

/// The tables of an experiment; those without a row are left out.
pub(crate) fn sheets(site: &Site, experiment: &str) -> Vec<Sheet> {
    let sheet = |what: &str, title: &str, table: Table| Sheet {
        id: crate::select::id(&[experiment, what]),
        title: title.into(),
        table: without_constant_columns(table),
    };
    [
        sheet("counts", "Counts", counts(site, experiment)),
        sheet("times", "Times per task", times(site, experiment)),
        sheet(
            "model",
            "Does the model do what its original does?",
            model(site, experiment),
        ),
    ]
    .into_iter()
    .filter(|sheet| !sheet.table.rows.is_empty())
    .collect()
}

/// Leaves out empty columns, and settings that are the same in all rows: a reader would look for the difference.
fn without_constant_columns(mut table: Table) -> Table {
    for column in (0..table.columns.len()).rev() {
        let is_setting = SETTINGS.contains(&table.columns[column].as_str());
        let first = table.rows.first().map(|row| row[column].clone());
        let is_constant = table
            .rows
            .iter()
            .all(|row| Some(&row[column]) == first.as_ref());
        let is_empty = is_constant && first.is_some_and(|cell| cell.is_empty());
        if is_empty || (is_setting && is_constant) {
            table.columns.remove(column);
            for row in &mut table.rows {
                row.remove(column);
            }
        }
    }
    table
}

/// One row per cell, one column per count; over repetitions the least and the most.
fn counts(site: &Site, experiment: &str) -> Table {
    let names = count_names(site.of(experiment));
    let mut rows = Vec::new();
    for record in site.of(experiment) {
        let mut found: BTreeMap<(u32, &str), (u64, u64)> = BTreeMap::new();
        for count in &record.counts {
            let range = found
                .entry((count.cell, &count.name))
                .or_insert((count.value, count.value));
            *range = (range.0.min(count.value), range.1.max(count.value));
        }
        for (index, cell) in (0..).zip(&record.cells) {
            let values: Vec<Option<&(u64, u64)>> = names
                .iter()
                .map(|name| found.get(&(index, *name)))
                .collect();
            if values.iter().all(Option::is_none) {
                continue;
            }
            let mut row = heading_cells(record, cell);
            row.extend(
                names
                    .iter()
                    .zip(values)
                    .map(|(name, value)| value.map_or(String::new(), |found| range(name, *found))),
            );
            rows.push(row);
        }
    }
    let mut columns = heading_columns();
    columns.extend(names.iter().map(|name| count_words(name).heading));
    Table { columns, rows }
}

fn range(name: &str, (least, most): (u64, u64)) -> String {
    let words = count_words(name);
    span(words.value(least), words.value(most))
}

/// One row per timed cell.
fn times(site: &Site, experiment: &str) -> Table {
    let mut rows = Vec::new();
    for record in site.of(experiment) {
        for cell in &record.cells {
            let Some(figure) = summary(record, &CellKey::of(cell), Clock::Wall) else {
                continue;
            };
            let first = summary(record, &CellKey::of(cell), Clock::First);
            let mut row = heading_cells(record, cell);
            row.push(time(figure.ns));
            row.push(format!(
                "{} to {}",
                time(figure.drawn.0),
                time(figure.drawn.1)
            ));
            row.push(first.map_or(String::new(), |first| time(first.ns)));
            row.push(figure.processes.to_string());
            row.push(figure.samples.to_string());
            rows.push(row);
        }
    }
    let mut columns = heading_columns();
    columns.extend(
        [
            "time per task",
            "95 % interval",
            "time to first result",
            "processes",
            "samples",
        ]
        .map(str::to_string),
    );
    Table { columns, rows }
}

/// Count by count, whether our model of a contender agrees with the contender itself, live or recorded.
fn model(site: &Site, experiment: &str) -> Table {
    let (model, original) = MODEL;
    let visits = visits(site, experiment);
    let mut rows = Vec::new();
    for ours in visits.iter().filter(|visit| visit.cell.contender == model) {
        let theirs = visits.iter().find(|visit| {
            visit.cell.contender == original
                && visit.cell.call == ours.cell.call
                && visit.cell.params == ours.cell.params
        });
        let Some(theirs) = theirs else { continue };
        for name in count_names([ours.record].into_iter()) {
            // Sizes in bytes belong to a language, not to an architecture.
            let (Some(mine), Some(its)) = (ours.range(name), theirs.range(name)) else {
                continue;
            };
            if count_words(name).is_bytes {
                continue;
            }
            let agrees = mine.0 <= its.1 && its.0 <= mine.1;
            rows.push(vec![
                names::call(&ours.cell.call).to_string(),
                ours.cell.param("n").map_or(String::new(), count),
                count_words(name).heading,
                range(name, its),
                range(name, mine),
                if agrees { "agrees" } else { "disagrees" }.into(),
            ]);
        }
    }
    let mut columns = ["call", "tasks", "count"].map(str::to_string).to_vec();
    columns.extend([original, model].map(|id| names::contender(id).to_string()));
    columns.push("comes to".into());
    Table { columns, rows }
}

/// The names of all counts, each once.
fn count_names<'a>(records: impl Iterator<Item = &'a Record>) -> Vec<&'a str> {
    let counts = records.flat_map(|record| &record.counts);
    let names: BTreeSet<&str> = counts.map(|count| count.name.as_str()).collect();
    names.into_iter().collect()
}

fn heading_columns() -> Vec<String> {
    [
        "contender and call",
        "tasks",
        "a task takes",
        "other settings",
        "data",
    ]
    .map(str::to_string)
    .to_vec()
}

fn heading_cells(record: &Record, cell: &Cell) -> Vec<String> {
    let others: Vec<String> = cell
        .params
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "n" | "grain_ns"))
        .map(|(name, value)| format!("{} {}", name.replace('_', " "), count(*value)))
        .collect();
    vec![
        names::series(cell),
        cell.param("n").map_or(String::new(), count),
        cell.param("grain_ns").map_or(String::new(), |ns| match ns {
            0 => "nothing".into(),
            ns => grain(ns).replacen("tasks of ", "", 1),
        }),
        others.join(", "),
        match record.origin {
            Origin::Measured => "measured here".into(),
            Origin::Recorded => "recorded elsewhere".into(),
        },
    ]
}
