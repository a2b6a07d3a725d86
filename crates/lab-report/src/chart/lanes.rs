//! Worker lanes, the consumer's lane, and how far the input was read ahead.

use lab_measure::record::{Lanes, Span};
use lab_verdict::claims::Evidence;
use plotters::element::{PathElement, Rectangle};
use plotters::style::Color;

use super::axes::hair;
use super::backend::{Canvas, Fault, on_sheet, sentinel};
use super::element::{Element, Form};
use super::evidence::area_look;
use super::format::{format_value, in_one_unit};
use super::label::Anchor;
use super::lane_bar::Bar;
use super::lane_places::Places;
use super::layout::Layout;
use super::legend::{Key, Sign};
use super::picture::Picture;
use super::scale::Projection;
use super::surface::Surface;
use super::text_width::text_width;
use super::ticks::ticks;
use super::{Head, LaneChart, Scale, Table, Unit, lane_table};
use crate::palette::Hue;

impl Picture for LaneChart {
    fn head(&self) -> &Head {
        &self.head
    }

    fn notes(&self, words: &mut String) {
        let horizon = self.horizon();
        let spans = self
            .lanes
            .spans
            .iter()
            .filter(|span| span.end_ns > horizon)
            .count();
        let results = self
            .lanes
            .yielded
            .iter()
            .filter(|result| result.at_ns > horizon)
            .count();
        super::note(
            words,
            spans,
            "task ends beyond the right edge; the table has all of it.",
            "tasks end beyond the right edge; the table has all of them.",
        );
        super::note(
            words,
            results,
            "result comes beyond the right edge and stands in the table only.",
            "results come beyond the right edge and stand in the table only.",
        );
        if self.lanes.spans.is_empty() {
            super::sentence(words, "No task was traced.");
        }
    }

    fn class(&self) -> &'static str {
        "lanes"
    }

    fn wide(&self) -> Layout {
        Layout::PANEL
    }

    fn keys(&self) -> Vec<Key> {
        let evidence = self.evidence;
        let mut keys = vec![Key::new(
            "task",
            Sign::Block {
                hue: Bar::Task.hue(),
                evidence,
            },
        )];
        if self.has(Bar::Slow) {
            let from = format_value(Unit::Nanoseconds, self.slow_from_ns as f64);
            keys.push(Key::new(
                format!("much longer than most: {from} or more"),
                Sign::Block {
                    hue: Bar::Slow.hue(),
                    evidence,
                },
            ));
        }
        if self.has(Bar::Own) {
            keys.push(Key::new(
                "the caller itself",
                Sign::Block {
                    hue: Bar::Own.hue(),
                    evidence,
                },
            ));
        }
        keys.push(Key::new("result in your hands", Sign::Result(evidence)));
        if self.has_inputs() {
            keys.push(Key::new(
                "inputs read ahead of the results",
                Sign::Ahead(evidence),
            ));
        }
        let look = match evidence {
            Evidence::RecordedElsewhere => "hatched: recorded elsewhere",
            Evidence::Simulated => "dotted outline: simulated",
            Evidence::Measured | Evidence::Counted | Evidence::Compiled => return keys,
        };
        keys.push(Key::new(
            look,
            Sign::Block {
                hue: Hue::Soft,
                evidence,
            },
        ));
        keys
    }

    fn table(&self) -> Table {
        lane_table::of(self)
    }

    fn paint(&self, layout: &Layout, sheet: Surface) -> Result<Canvas, Fault> {
        let places = Places::of(self, layout);
        let canvas = Canvas::new(sheet, layout.width, places.height);
        self.draw_time(&places, layout, &canvas)?;
        self.draw_workers(&places, layout, &canvas)?;
        self.draw_results(&places, layout, &canvas)?;
        if self.has_inputs() {
            self.draw_ahead(&places, layout, &canvas)?;
        }
        Ok(canvas)
    }
}

impl LaneChart {
    /// The right end of the axis; never 0.
    pub(super) fn horizon(&self) -> u64 {
        if self.horizon_ns > 0 {
            return self.horizon_ns;
        }
        let ends = self.lanes.spans.iter().map(|span| span.end_ns);
        ends.chain(self.lanes.yielded.iter().map(|result| result.at_ns))
            .max()
            .unwrap_or(0)
            .max(1)
    }

    /// Whether it was traced when inputs were read. Where it was not, nothing is known of how far ahead.
    pub(super) fn has_inputs(&self) -> bool {
        !self.lanes.pulls.is_empty()
    }

    fn has(&self, bar: Bar) -> bool {
        self.lanes.spans.iter().any(|span| self.bar(span) == bar)
    }

    /// The name of a lane.
    pub(super) fn lane_name(lane: u32) -> String {
        if lane == Lanes::CALLER {
            "caller".to_owned()
        } else {
            format!("worker {lane}")
        }
    }

    fn draw_time(&self, places: &Places, layout: &Layout, canvas: &Canvas) -> Result<(), Fault> {
        let horizon = self.horizon() as f64;
        let axis = Projection::exactly(Scale::Linear, 0.0, horizon);
        let width = |text: &str| text_width(text, layout.font, false);
        let (left, right) = (places.left, places.right);
        // The numbers alone stand side by side; the last has the unit.
        let room =
            |label: &str| width(label.split(' ').next().unwrap_or(label)) + 1.6 * layout.font;
        let ticks = ticks(Unit::Nanoseconds, &axis, right - left, room);
        let labels = in_one_unit(&ticks.iter().map(|tick| tick.value).collect::<Vec<f64>>());
        let plane = canvas.plane(places.all(), 0.0..horizon, 0.0..1.0);
        canvas.sheet.borrow_mut().open("axes");
        canvas.text(layout.label(
            "time",
            (left - 16.0, layout.baseline(places.ticks)),
            Anchor::End,
        ));
        // The last stays within the picture, and the one before it makes room where it must.
        let room_ends = labels
            .last()
            .map_or(layout.width, |last| layout.width - width(last));
        for (number, (tick, label)) in ticks.iter().zip(&labels).enumerate() {
            plane.draw(&PathElement::new(
                vec![(tick.value, 0.0), (tick.value, 1.0)],
                hair(Hue::Line),
            ))?;
            let half = width(label) / 2.0;
            let x = on_sheet(&plane, (tick.value, 0.0)).0;
            let is_last = number + 1 == labels.len();
            if !is_last && x + half + 0.3 * layout.font > room_ends {
                continue;
            }
            let x = x.min(layout.width - half);
            canvas.text(layout.label(label, (x, layout.baseline(places.ticks)), Anchor::Middle));
        }
        canvas.sheet.borrow_mut().close();
        Ok(())
    }

    fn draw_workers(&self, places: &Places, layout: &Layout, canvas: &Canvas) -> Result<(), Fault> {
        let horizon = self.horizon() as f64;
        canvas.sheet.borrow_mut().open("workers");
        for (at, lane) in places.lanes.iter().enumerate() {
            let area = places.lane(at);
            let plane = canvas.plane(area, 0.0..horizon, 0.0..1.0);
            plane.draw(&Rectangle::new(
                [(0.0, 0.0), (horizon, 1.0)],
                sentinel(Hue::Bed).filled(),
            ))?;
            if places.named(at) {
                let y = layout.centred((area.top + area.bottom) / 2.0);
                canvas.text(layout.label(
                    &Self::lane_name(*lane),
                    (places.left - 8.0, y),
                    Anchor::End,
                ));
            }
            for span in self.lanes.spans.iter().filter(|span| span.lane == *lane) {
                let (start, end) = (span.start_ns as f64, (span.end_ns as f64).min(horizon));
                if start >= horizon {
                    continue;
                }
                let tip = tip(span, self.bar(span));
                let form = Form::Block {
                    hue: self.bar(span).hue(),
                    look: area_look(self.evidence),
                    gap: 1.0,
                    tip: &tip,
                };
                plane.draw(&Element {
                    points: vec![(start, 0.0), (end.max(start), 1.0)],
                    form,
                })?;
            }
        }
        canvas.sheet.borrow_mut().close();
        Ok(())
    }

    fn draw_results(&self, places: &Places, layout: &Layout, canvas: &Canvas) -> Result<(), Fault> {
        let horizon = self.horizon();
        let area = places.results;
        let plane = canvas.plane(area, 0.0..horizon as f64, 0.0..area.height());
        canvas.sheet.borrow_mut().open("results");
        plane.draw(&PathElement::new(
            vec![(0.0, 0.0), (horizon as f64, 0.0)],
            hair(Hue::Soft),
        ))?;
        let name = layout.label(
            "you get",
            (places.left - 8.0, layout.centred(area.bottom)),
            Anchor::End,
        );
        canvas.text(name.strong(false));
        let mut times: Vec<u64> = self
            .lanes
            .yielded
            .iter()
            .map(|result| result.at_ns)
            .collect();
        times.sort_unstable();
        super::results::draw(
            &times,
            horizon,
            self.evidence,
            &plane,
            &mut canvas.sheet.borrow_mut(),
        );
        super::results::name(&times, horizon, places, layout, canvas, &plane);
        canvas.sheet.borrow_mut().close();
        Ok(())
    }

    fn draw_ahead(&self, places: &Places, layout: &Layout, canvas: &Canvas) -> Result<(), Fault> {
        let horizon = self.horizon();
        let area = places.ahead;
        // Full height is the whole input, so that charts side by side have the same scale.
        let inputs = self.lanes.pulls.len().max(self.lanes.yielded.len()).max(1) as f64;
        let plane = canvas.plane(area, 0.0..horizon as f64, 0.0..inputs);
        canvas.sheet.borrow_mut().open("ahead");
        super::ahead::draw(&self.lanes, horizon, self.evidence, &plane)?;
        plane.draw(&PathElement::new(
            vec![(0.0, 0.0), (horizon as f64, 0.0)],
            hair(Hue::Soft),
        ))?;
        let name = layout.label(
            "read ahead",
            (
                places.left - 8.0,
                layout.centred(area.bottom - 0.4 * layout.font),
            ),
            Anchor::End,
        );
        canvas.text(name.strong(false));
        super::ahead::name(&self.lanes, horizon, places, layout, canvas, &plane);
        canvas.sheet.borrow_mut().close();
        Ok(())
    }
}

/// What a task says under the pointer.
fn tip(span: &Span, bar: Bar) -> String {
    let time = |at: u64| format_value(Unit::Nanoseconds, at as f64);
    let (lane, start, end) = (
        LaneChart::lane_name(span.lane),
        time(span.start_ns),
        time(span.end_ns),
    );
    match bar {
        Bar::Own => format!("the caller itself: {start} to {end}"),
        Bar::Task | Bar::Slow => format!("task {} on {lane}: {start} to {end}", span.task),
    }
}
