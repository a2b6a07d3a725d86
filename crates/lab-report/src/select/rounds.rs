//! A strip of rounds: what other programs did to the CPU meanwhile, hollow where it was too much.

use std::fmt::Write;

use lab_measure::record::{CONTAMINATED_CORES, Record};
use lab_verdict::claims::Evidence;

use super::reading::texts::rounds::Caption;
use super::reading::texts::{FOR_ALL, Sentence};
use super::{Picture, id};
use crate::draw::{Drawn, LegendEntry, Table};
use crate::palette::{Hue, LIGHT};
use crate::text::number::{count, plain};

/// Height of the picture.
const HEIGHT: f64 = 92.0;
/// The line on which the bars stand.
const GROUND: f64 = 70.0;
/// Height of a bar that reaches the threshold.
const THRESHOLD: f64 = 34.0;
/// Height of the tallest bar.
const TALLEST: f64 = 60.0;
/// Space at the left for words.
const LEFT: f64 = 6.0;

/// How a hue is written: as a variable of the page, or as a colour.
type Ink = fn(Hue) -> String;

/// The strip of a record, under the name that its experiment has for readers; none where the system told nothing.
pub(crate) fn strip(record: &Record, name: &str) -> Option<Picture> {
    if record
        .rounds
        .iter()
        .all(|round| round.foreign_cores.is_none())
    {
        return None;
    }
    let chart_id = id(&[&record.experiment, "rounds"]);
    let dirty = record.rounds.iter().filter(|round| round.is_contaminated());
    let [disturbed, rounds] = [dirty.count(), record.rounds.len()].map(|all| count(all as u64));
    let cores = plain(CONTAMINATED_CORES);
    let description = Caption {
        disturbed,
        rounds,
        cores,
    }
    .said(&FOR_ALL);
    let variable: Ink = |hue| format!("var({})", hue.variable());
    let literal: Ink = |hue| LIGHT.of(hue).to_string();
    let drawn = Drawn {
        title: format!("CPU used by others, round by round: {name}"),
        wide: svg(record, &chart_id, "wide", 720.0, &description, variable),
        narrow: Some(svg(
            record,
            &chart_id,
            "narrow",
            390.0,
            &description,
            variable,
        )),
        literal: svg(record, &chart_id, "literal", 720.0, &description, literal),
        legend: vec![
            entry("clean round", false),
            entry("contaminated round", true),
        ],
        table: table(record),
        id: chart_id,
        description,
    };
    Some(Picture::new(
        drawn,
        String::new(),
        [Evidence::Measured].into_iter(),
    ))
}

fn svg(
    record: &Record,
    chart_id: &str,
    kind: &str,
    width: f64,
    description: &str,
    ink: Ink,
) -> String {
    let title_id = format!("{chart_id}-{kind}-title");
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" role=\"img\" aria-labelledby=\"{title_id}\"><title id=\"{title_id}\">CPU used by others, round by round</title><desc>{description}</desc>"
    );
    let step = (width - LEFT * 2.0) / record.rounds.len().max(1) as f64;
    let bar = (step * 0.72).min(14.0);
    for (place, round) in record.rounds.iter().enumerate() {
        let cores = round.foreign_cores.unwrap_or(0.0);
        let height = (cores / CONTAMINATED_CORES * THRESHOLD).clamp(1.5, TALLEST);
        let (x, y) = (
            LEFT + step * place as f64 + (step - bar) / 2.0,
            GROUND - height,
        );
        let look = match round.is_contaminated() {
            true => format!(
                "fill=\"none\" stroke=\"{}\" stroke-width=\"1.4\"",
                ink(Hue::Soft)
            ),
            false => format!("fill=\"{}\"", ink(Hue::Soft)),
        };
        let _ = write!(
            svg,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{bar:.1}\" height=\"{height:.1}\" {look}><title>process {}, round {}: {} cores</title></rect>",
            round.process,
            round.round,
            plain(cores)
        );
    }
    let limit = GROUND - THRESHOLD;
    let _ = write!(
        svg,
        "<line x1=\"{LEFT}\" x2=\"{0}\" y1=\"{GROUND}\" y2=\"{GROUND}\" stroke=\"{1}\"/><line x1=\"{LEFT}\" x2=\"{0}\" y1=\"{limit}\" y2=\"{limit}\" stroke=\"{2}\" stroke-dasharray=\"2 4\"/>",
        width - LEFT,
        ink(Hue::Line),
        ink(Hue::Soft)
    );
    let _ = write!(
        svg,
        "<text x=\"{LEFT}\" y=\"88\" font-size=\"13\" font-family=\"system-ui,sans-serif\" fill=\"{0}\">first round</text><text x=\"{1}\" y=\"88\" text-anchor=\"end\" font-size=\"13\" font-family=\"system-ui,sans-serif\" fill=\"{0}\">dotted: {CONTAMINATED_CORES} core</text></svg>",
        ink(Hue::Soft),
        width - LEFT
    );
    svg
}

fn entry(name: &str, hollow: bool) -> LegendEntry {
    let look = match hollow {
        true => format!(
            "fill=\"none\" stroke=\"var({})\" stroke-width=\"1.6\"",
            Hue::Soft.variable()
        ),
        false => format!("fill=\"var({})\"", Hue::Soft.variable()),
    };
    LegendEntry {
        name: name.into(),
        swatch: format!(
            "<svg viewBox=\"0 0 14 14\" width=\"14\" height=\"14\" aria-hidden=\"true\"><rect x=\"2\" y=\"2\" width=\"10\" height=\"10\" {look}/></svg>"
        ),
    }
}

fn table(record: &Record) -> Table {
    Table {
        columns: ["process", "round", "CPU of others (cores)", "contaminated"]
            .map(str::to_string)
            .to_vec(),
        rows: record
            .rounds
            .iter()
            .map(|round| {
                vec![
                    round.process.to_string(),
                    round.round.to_string(),
                    round.foreign_cores.map_or("not told".into(), plain),
                    if round.is_contaminated() { "yes" } else { "no" }.into(),
                ]
            })
            .collect(),
    }
}
