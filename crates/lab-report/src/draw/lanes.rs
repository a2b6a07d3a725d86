//! Worker lanes, the consumer's lane, and how far the input was read ahead, drawn.

use lab_measure::record::Span;
use lab_verdict::claims::Evidence;

use super::evidence::area_look;
use super::format::{format_value, in_one_unit};
use super::label::{Anchor, Area};
use super::lane_chart::Bar;
use super::lane_places::Places;
use super::layout::Layout;
use super::legend::{Key, Sign};
use super::picture::{Picture, drawn};
use super::sheet::Sheet;
use super::text_width::text_width;
use super::ticks::ticks;
use super::words::{note, sentence};
use super::{Drawn, Head, LaneChart, Table, Unit, ahead, lane_table, results};
use crate::palette::Hue;

impl Bar {
    fn hue(self) -> Hue {
        Hue::Slot(match self {
            Bar::Task => 0,
            Bar::Slow => 1,
            Bar::Own => 4,
        })
    }
}

impl Picture for LaneChart {
    fn head(&self) -> &Head {
        &self.head
    }

    fn notes(&self, words: &mut String) {
        let horizon = self.horizon();
        let ends = self.lanes.spans.iter().map(|span| span.end_ns);
        let results = self.lanes.yielded.iter().map(|result| result.at_ns);
        note(
            words,
            ends.filter(|at| *at > horizon).count(),
            "task ends beyond the right edge; the table has all of it.",
            "tasks end beyond the right edge; the table has all of them.",
        );
        note(
            words,
            results.filter(|at| *at > horizon).count(),
            "result comes beyond the right edge and stands in the table only.",
            "results come beyond the right edge and stand in the table only.",
        );
        if self.lanes.spans.is_empty() {
            sentence(words, "No task was traced.");
        }
    }

    fn class(&self) -> &'static str {
        "lanes"
    }

    /// For one of two columns.
    fn wide(&self) -> Layout {
        Layout::PANEL
    }

    fn narrow(&self) -> Option<Layout> {
        None
    }

    fn keys(&self) -> Vec<Key> {
        let evidence = self.evidence;
        let block = |hue: Hue| Sign::Block { hue, evidence };
        let has = |bar: Bar| self.lanes.spans.iter().any(|span| self.bar(span) == bar);
        let mut keys = vec![Key::new("task", block(Bar::Task.hue()))];
        if has(Bar::Slow) {
            let from = format_value(Unit::Nanoseconds, self.slow_from_ns as f64);
            let words = format!("much longer than most: {from} or more");
            keys.push(Key::new(words, block(Bar::Slow.hue())));
        }
        if has(Bar::Own) {
            keys.push(Key::new("the caller itself", block(Bar::Own.hue())));
        }
        keys.push(Key::new("result in your hands", Sign::Result(evidence)));
        if self.has_inputs() {
            let words = "inputs read ahead of the results";
            keys.push(Key::new(words, Sign::Ahead(evidence)));
        }
        let look = match evidence {
            Evidence::RecordedElsewhere => "hatched: recorded elsewhere",
            Evidence::Simulated => "dotted outline: simulated",
            Evidence::Measured | Evidence::Counted | Evidence::Compiled => return keys,
        };
        keys.push(Key::new(look, block(Hue::Soft)));
        keys
    }

    fn table(&self) -> Table {
        lane_table::of(self)
    }

    fn paint(&self, layout: &Layout, sheet: &mut Sheet) -> f64 {
        let places = Places::of(self, layout);
        self.draw_time(&places, layout, sheet);
        self.draw_workers(&places, layout, sheet);
        results::draw(self, &places, layout, sheet);
        if self.has_inputs() {
            ahead::draw(self, &places, layout, sheet);
        }
        places.height
    }
}

impl LaneChart {
    /// Draws it, for one of two columns and for a phone.
    pub fn draw(&self) -> Drawn {
        drawn(self)
    }

    fn draw_time(&self, places: &Places, layout: &Layout, sheet: &mut Sheet) {
        let width = |text: &str| text_width(text, layout.font, false);
        // The numbers alone stand side by side; the last has the unit.
        let room =
            |label: &str| width(label.split(' ').next().unwrap_or(label)) + 1.6 * layout.font;
        let (time, baseline) = (&places.time, layout.baseline(places.ticks));
        let ticks = ticks(Unit::Nanoseconds, &time.axis, time.end - time.start, room);
        let labels = in_one_unit(&ticks.iter().map(|tick| tick.value).collect::<Vec<f64>>());
        sheet.open("axes");
        sheet.text(layout.label("time", (time.start - 16.0, baseline), Anchor::End));
        // The last stays within the picture, and the one before it makes room where it must.
        let room_ends = labels
            .last()
            .map_or(layout.width, |last| layout.width - width(last));
        for (number, (tick, label)) in ticks.iter().zip(&labels).enumerate() {
            let x = places.at(tick.value);
            sheet.hair((x, places.ticks - 2.0), (x, 0.0), Hue::Line);
            let half = width(label) / 2.0;
            let is_last = number + 1 == labels.len();
            if is_last || x + half + 0.3 * layout.font <= room_ends {
                let place = (x.min(layout.width - half), baseline);
                sheet.text(layout.label(label, place, Anchor::Middle));
            }
        }
        sheet.close();
    }

    fn draw_workers(&self, places: &Places, layout: &Layout, sheet: &mut Sheet) {
        let horizon = self.horizon();
        sheet.open("workers");
        for (at, lane) in places.lanes.iter().enumerate() {
            let area = places.lane(at);
            sheet.rectangle(area, Hue::Bed, 1.0);
            if places.named(at) {
                let y = layout.centred((area.top + area.bottom) / 2.0);
                let place = (area.left - 8.0, y);
                sheet.text(layout.label(&Self::lane_name(*lane), place, Anchor::End));
            }
            let spans = self.lanes.spans.iter().filter(|span| span.lane == *lane);
            for span in spans.filter(|span| span.start_ns < horizon) {
                let left = places.at(span.start_ns as f64);
                let bar = Area {
                    left,
                    // Also the shortest task is seen.
                    right: (places.at(span.end_ns as f64) - 1.0).max(left + 0.8),
                    ..area
                };
                let hue = self.bar(span).hue();
                sheet.block(bar, hue, area_look(self.evidence), &self.tip(span));
            }
        }
        sheet.close();
    }

    /// What a bar says under the pointer.
    fn tip(&self, span: &Span) -> String {
        let time = |at: u64| format_value(Unit::Nanoseconds, at as f64);
        let (start, end) = (time(span.start_ns), time(span.end_ns));
        let lane = Self::lane_name(span.lane);
        match self.bar(span) {
            Bar::Own => format!("the caller itself: {start} to {end}"),
            Bar::Task | Bar::Slow => format!("task {} on {lane}: {start} to {end}", span.task),
        }
    }
}
