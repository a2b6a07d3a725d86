//! The sheet that a picture is written on: strokes, areas, markers and text, each a line of SVG.
//!
//! Every text's box is kept, so that labels can look for a free place.

use super::evidence::{AreaLook, Body, LineLook};
use super::fill;
use super::label::{Anchor, Area, Label};
use super::marker_outline::{bar, circle};
use super::svg::{escape, number, path};
use super::text_width::shorten;
use crate::palette::Hue;

/// See the module.
#[derive(Debug)]
pub(super) struct Sheet {
    id: String,
    body: String,
    hatches: Vec<Hue>,
    texts: Vec<Area>,
}

impl Sheet {
    /// An empty sheet; `id` begins the ids of what it defines.
    pub(super) fn new(id: &str) -> Self {
        Self {
            id: super::svg::id_part(id),
            body: String::new(),
            hatches: Vec::new(),
            texts: Vec::new(),
        }
    }

    /// The definitions and the body, for an `<svg>` around them.
    pub(super) fn parts(&self) -> (String, &str) {
        let hatches = self.hatches.iter();
        let definitions = hatches
            .map(|hue| fill::hatch(*hue, &self.hatch_id(*hue)))
            .collect();
        (definitions, &self.body)
    }

    /// The boxes of all texts so far.
    pub(super) fn texts(&self) -> &[Area] {
        &self.texts
    }

    /// Begins a group; `class` names it for stylesheets and tests.
    pub(super) fn open(&mut self, class: &str) {
        self.body
            .push_str(&format!("<g class=\"{}\">", escape(class)));
    }

    /// Ends a group.
    pub(super) fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// A line through points.
    pub(super) fn line(&mut self, points: &[(f64, f64)], hue: Hue, look: LineLook) {
        self.stroke(points, hue, look, "");
    }

    /// A line that stays behind others.
    pub(super) fn faint_line(&mut self, points: &[(f64, f64)], hue: Hue, look: LineLook) {
        self.stroke(points, hue, look, ";stroke-opacity:0.42");
    }

    /// A thin full line from one point to another.
    pub(super) fn hair(&mut self, from: (f64, f64), to: (f64, f64), hue: Hue) {
        let look = LineLook {
            width: 1.0,
            dash: "",
        };
        self.line(&[from, to], hue, look);
    }

    fn stroke(&mut self, points: &[(f64, f64)], hue: Hue, look: LineLook, more: &str) {
        if points.len() < 2 {
            return;
        }
        let dash = dashes(look.dash);
        // Round ends, as all have, would close the gaps of a dashed line; but dots are round ends alone.
        let cap = if look.dash.is_empty() || look.dash.starts_with("0.1") {
            ""
        } else {
            ";stroke-linecap:butt"
        };
        let width = match number(look.width).as_str() {
            "1" => String::new(),
            other => format!(";stroke-width:{other}"),
        };
        let style = format!("stroke:{}{width}{cap}{dash}{more}", fill::colour(hue));
        self.element(
            "path",
            &format!("d=\"{}\"", path(points, false)),
            &style,
            None,
        );
    }

    /// A closed outline, filled as its evidence asks.
    pub(super) fn region(&mut self, points: &[(f64, f64)], hue: Hue, look: AreaLook) {
        let hatch = self.hatch_for(hue, look);
        let style = fill::band(hue, look, &hatch);
        self.element(
            "path",
            &format!("d=\"{}\"", path(points, true)),
            &style,
            None,
        );
    }

    /// A closed outline filled with a colour.
    pub(super) fn filled(&mut self, points: &[(f64, f64)], hue: Hue, opacity: f64) {
        let style = fill::flat(hue, opacity);
        self.element(
            "path",
            &format!("d=\"{}\"", path(points, true)),
            &style,
            None,
        );
    }

    /// A rectangle in one colour.
    pub(super) fn rectangle(&mut self, area: Area, hue: Hue, opacity: f64) {
        let style = fill::flat(hue, opacity);
        self.element("rect", &corners(area, 0.0), &style, None);
    }

    /// A rectangle that stands for something, with a word about it under the pointer.
    pub(super) fn block(&mut self, area: Area, hue: Hue, look: AreaLook, tip: &str) {
        let hatch = self.hatch_for(hue, look);
        let style = fill::block(hue, look, &hatch);
        self.element("rect", &corners(area, 2.0), &style, Some(tip));
    }

    /// A marker whose outline is `data`.
    pub(super) fn marker(
        &mut self,
        data: &str,
        at: (f64, f64),
        radius: f64,
        hue: Hue,
        body: Body,
        tip: Option<&str>,
    ) {
        let colour = fill::colour(hue);
        let card = fill::colour(Hue::Card);
        let width = number(0.36 * radius);
        let style = match body {
            // The rim of card keeps neighbours apart where points lie on each other.
            Body::Full | Body::Pierced => format!("fill:{colour};stroke:{card};stroke-width:0.8"),
            Body::Dense => format!("fill:{colour}"),
            Body::Hollow | Body::Dotted | Body::Ringed | Body::Barred => {
                format!("fill:{card};stroke:{colour};stroke-width:{width}")
            }
            Body::Ring => format!(
                "fill:{card};stroke:{colour};stroke-width:{};stroke-dasharray:0.1 {}",
                number(0.42 * radius),
                number(0.72 * radius),
            ),
        };
        self.element("path", &format!("class=\"mark\" d=\"{data}\""), &style, tip);
        let dot = circle(at, 0.38 * radius);
        let (inner, style) = match body {
            Body::Pierced => (dot, format!("fill:{card}")),
            Body::Dotted => (dot, format!("fill:{colour}")),
            Body::Ringed => (dot, format!("stroke:{colour};stroke-width:0.8")),
            Body::Barred => (
                bar(at, radius),
                format!("stroke:{colour};stroke-width:{width}"),
            ),
            Body::Full | Body::Dense | Body::Hollow | Body::Ring => return,
        };
        self.element("path", &format!("d=\"{inner}\""), &style, None);
    }

    /// A text.
    pub(super) fn text(&mut self, label: Label<'_>) {
        self.written(label, None);
    }

    /// A text cut to fit into `room`; the whole of it appears under the pointer.
    pub(super) fn text_within(&mut self, label: Label<'_>, room: f64) {
        let short = shorten(label.text, label.size, label.bold, room);
        let whole = (short != label.text).then_some(label.text);
        self.written(
            Label {
                text: &short,
                ..label
            },
            whole,
        );
    }

    /// A text that stands for another, which appears under the pointer.
    pub(super) fn text_of(&mut self, label: Label<'_>, whole: Option<&str>) {
        self.written(label, whole);
    }

    fn written(&mut self, label: Label<'_>, whole: Option<&str>) {
        if label.text.is_empty() {
            return;
        }
        self.texts.push(label.area());
        let anchor = match label.anchor {
            Anchor::Start => String::new(),
            other => format!(" text-anchor=\"{}\"", other.word()),
        };
        let rim = if label.rim {
            let card = fill::colour(Hue::Card);
            format!(";paint-order:stroke;stroke:{card};stroke-width:3")
        } else {
            String::new()
        };
        let tip = whole
            .map(|text| format!("<title>{}</title>", escape(text)))
            .unwrap_or_default();
        self.body.push_str(&format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{anchor}{} style=\"fill:{}{rim}\">{tip}{}</text>",
            number(label.x),
            number(label.y),
            number(label.size),
            if label.bold { " font-weight=\"700\"" } else { "" },
            fill::colour(label.hue),
            escape(label.text),
        ));
    }

    fn element(&mut self, name: &str, attributes: &str, style: &str, tip: Option<&str>) {
        self.body
            .push_str(&format!("<{name} {attributes} style=\"{style}\""));
        match tip {
            Some(tip) => self
                .body
                .push_str(&format!("><title>{}</title></{name}>", escape(tip))),
            None => self.body.push_str("/>"),
        }
    }

    /// The id of a hue's pattern, which is defined if a look asks for it.
    fn hatch_for(&mut self, hue: Hue, look: AreaLook) -> String {
        if look == AreaLook::Hatch && !self.hatches.contains(&hue) {
            self.hatches.push(hue);
        }
        self.hatch_id(hue)
    }

    fn hatch_id(&self, hue: Hue) -> String {
        format!("{}-hatch{}", self.id, hue.variable())
    }
}

fn corners(area: Area, radius: f64) -> String {
    let round = if radius > 0.0 {
        format!(" rx=\"{}\"", number(radius.min(area.width() / 2.0)))
    } else {
        String::new()
    };
    format!(
        "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{round}",
        number(area.left),
        number(area.top),
        number(area.width().max(0.0)),
        number(area.height().max(0.0)),
    )
}

fn dashes(pattern: &str) -> String {
    if pattern.is_empty() {
        String::new()
    } else {
        format!(";stroke-dasharray:{pattern}")
    }
}
