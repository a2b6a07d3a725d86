//! Every sample in the order in which it was taken: the neighbour is in plain sight.

use std::fmt::Write;

use lab_measure::record::Record;
use lab_verdict::sabotage::Trial;
use maud::{Markup, PreEscaped, html};

use super::words::{first, second};
use crate::palette::Hue;
use crate::text::names::family;
use crate::text::number::time;

const HEIGHT: f64 = 170.0;
/// Where a sample of no time would lie.
const GROUND: f64 = 148.0;
/// Where the longest one lies.
const TOP: f64 = 24.0;
/// Space at both sides.
const MARGIN: f64 = 8.0;

/// One sample.
pub(super) struct Dot {
    /// 0 for the first name, 1 for the second.
    pub(super) name: usize,
    /// Its time.
    pub(super) ns: u64,
    /// Whether others used the machine meanwhile.
    pub(super) contaminated: bool,
}

/// All of the first name, then all of the second.
pub(super) fn blocks(trial: &Trial) -> Vec<Dot> {
    let mut dots = dots(&trial.first, trial);
    dots.extend(self::dots(&trial.second, trial));
    dots
}

/// Both names as the rounds met them.
pub(super) fn rounds(trial: &Trial) -> Vec<Dot> {
    dots(&trial.interleaved, trial)
}

fn dots(record: &Record, trial: &Trial) -> Vec<Dot> {
    let mut samples: Vec<_> = record.samples.iter().collect();
    samples.sort_by_key(|sample| (sample.process, sample.round, sample.order));
    samples
        .into_iter()
        .filter_map(|sample| {
            let cell = record.cells.get(sample.cell as usize)?;
            let names = [&trial.pair.first, &trial.pair.second];
            let mut rounds = record.rounds.iter();
            let round = rounds.find(|r| (r.process, r.round) == (sample.process, sample.round));
            Some(Dot {
                name: names.iter().position(|name| **name == cell.call)?,
                ns: sample.wall_ns,
                contaminated: round.is_some_and(|round| round.is_contaminated()),
            })
        })
        .collect()
}

/// The picture, wide and narrow, with what its signs mean.
pub(super) fn picture(id: &str, title: &str, trial: &Trial, dots: &[Dot]) -> Markup {
    let names = [first(trial), second(trial)];
    let hue = Hue::Slot(family(&trial.pair.contender).colour());
    html! {
        ul.legend {
            @for (name, label) in names.iter().enumerate() {
                li { (PreEscaped(swatch(name, hue))) span { (label) } }
            }
            li { (PreEscaped(hollow_swatch())) span { "others used the CPU" } }
        }
        div.wide { (PreEscaped(svg(&format!("{id}-wide"), title, dots, (520.0, hue)))) }
        div.narrow { (PreEscaped(svg(&format!("{id}-narrow"), title, dots, (340.0, hue)))) }
    }
}

fn svg(id: &str, title: &str, dots: &[Dot], (width, hue): (f64, Hue)) -> String {
    let longest = dots.iter().map(|dot| dot.ns).max().unwrap_or(1).max(1);
    let title = escaped(title);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" role=\"img\" aria-labelledby=\"{id}\"><title id=\"{id}\">{title}</title><desc>{} samples in the order in which they were taken; the higher, the longer. Hollow: others used the CPU meanwhile.</desc>",
        dots.len()
    );
    let step = (width - 2.0 * MARGIN) / dots.len().max(1) as f64;
    for (place, dot) in dots.iter().enumerate() {
        let x = MARGIN + step * (place as f64 + 0.5);
        let y = GROUND - (GROUND - TOP) * dot.ns as f64 / longest as f64;
        let _ = write!(svg, "{}", sign(dot.name, hue, (x, y), dot.contaminated));
    }
    let text = "font-size=\"13\" font-family=\"system-ui,sans-serif\"";
    let soft = Hue::Soft.variable();
    let _ = write!(
        svg,
        "<line x1=\"{MARGIN}\" x2=\"{0}\" y1=\"{GROUND}\" y2=\"{GROUND}\" stroke=\"var({1})\"/><text x=\"{MARGIN}\" y=\"14\" {text} fill=\"var({soft})\">{2} at the highest, 0 at the line</text><text x=\"{MARGIN}\" y=\"{3}\" {text} fill=\"var({soft})\">first sample</text><text x=\"{0}\" y=\"{3}\" text-anchor=\"end\" {text} fill=\"var({soft})\">last</text></svg>",
        width - MARGIN,
        Hue::Line.variable(),
        time(longest as f64),
        HEIGHT - 5.0
    );
    svg
}

/// A circle for the first name, a square for the second: both are of one contender, and so of one colour.
fn sign(name: usize, hue: Hue, (x, y): (f64, f64), hollow: bool) -> String {
    let hue = hue.variable();
    let look = match hollow {
        true => format!("fill=\"none\" stroke=\"var({hue})\" stroke-width=\"1.4\""),
        false => format!("fill=\"var({hue})\""),
    };
    match name {
        0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.2\" {look}/>"),
        _ => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"5.6\" height=\"5.6\" {look}/>",
            x - 2.8,
            y - 2.8
        ),
    }
}

fn swatch(name: usize, hue: Hue) -> String {
    framed(&sign(name, hue, (7.0, 7.0), false))
}

fn hollow_swatch() -> String {
    let soft = Hue::Soft.variable();
    framed(&format!(
        "<circle cx=\"7\" cy=\"7\" r=\"3.6\" fill=\"none\" stroke=\"var({soft})\" stroke-width=\"1.4\"/>"
    ))
}

fn framed(inside: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 14 14\" width=\"14\" height=\"14\" aria-hidden=\"true\">{inside}</svg>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
