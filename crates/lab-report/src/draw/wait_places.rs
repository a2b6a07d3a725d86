//! Where the boxes and arrows of a wait graph stand: callers above the tasks that hold workers, these above what they
//! meet at, and below it what nobody has begun. The way back up to the workers runs at the right.

use super::arrow::{arrow, outline};
use super::evidence::{AreaLook, area_look};
use super::label::{Anchor, Area, Label};
use super::layout::Layout;
use super::sheet::Sheet;
use super::text_width::wrap;
use super::{WaitArrow, WaitEnd, WaitNode, WaitPanel};
use crate::palette::Hue;

/// Between two pictures.
const BETWEEN: f64 = 30.0;
/// The most pictures side by side.
const MOST: usize = 3;
/// The widest picture.
const WIDEST: f64 = 420.0;
/// At both sides of the boxes, for the arrows that go around them.
const LANE: f64 = 20.0;
/// From a row of boxes to the next.
const DOWN: f64 = 30.0;
/// Between boxes of a row, with room for an arrow.
const ASIDE: f64 = 26.0;
/// From the border of the workers to their tasks.
const PADDING: f64 = 8.0;
/// From the lowest boxes to the way back.
const BELOW: f64 = 16.0;
/// Words over what they head.
const HEAD: f64 = 10.0;

/// The places of one picture.
pub(super) struct Places<'a> {
    panel: &'a WaitPanel,
    layout: &'a Layout,
    left: f64,
    width: f64,
    /// Top of the words, and of the caller's box.
    top: f64,
    first: f64,
}

impl<'a> Places<'a> {
    /// Draws all pictures on one sheet, side by side on a page and one below the other on a phone, and says how high they are.
    pub(super) fn draw_all(panels: &'a [WaitPanel], layout: &'a Layout, sheet: &mut Sheet) -> f64 {
        let is_broad = panels.iter().any(|panel| panel.held.len() > 2);
        let most = match (layout.wide, is_broad) {
            (true, false) => MOST,
            (true, true) => MOST - 1,
            (false, _) => 1,
        };
        let across = panels.len().min(most);
        let between = (across - 1) as f64 * BETWEEN;
        let width = ((layout.width - between) / across as f64).min(if layout.wide {
            WIDEST
        } else {
            f64::INFINITY
        });
        let mut places: Vec<Places<'a>> = Vec::new();
        let mut top = 0.0;
        for row in panels.chunks(across) {
            let head = |panel: &WaitPanel| head(panel, layout, width).len() as f64 * layout.line();
            let words = row.iter().map(head).fold(0.0, f64::max);
            let made = row.iter().enumerate().map(|(at, panel)| Places {
                panel,
                layout,
                left: at as f64 * (width + BETWEEN),
                width,
                top,
                first: top + words + HEAD,
            });
            let made: Vec<Places<'a>> = made.collect();
            top = made.iter().map(Places::bottom).fold(top, f64::max) + BETWEEN;
            places.extend(made);
        }
        for place in &places {
            place.draw(sheet);
        }
        top - BETWEEN
    }

    fn box_height(&self) -> f64 {
        2.0 * self.layout.line() + 10.0
    }

    /// Left and right border of the boxes.
    fn sides(&self) -> (f64, f64) {
        (self.left + LANE, self.left + self.width - LANE)
    }

    /// The border around the tasks that hold workers.
    fn workers(&self) -> Area {
        let (left, right) = self.sides();
        let top = self.first + self.box_height() + DOWN - PADDING;
        Area {
            left,
            top,
            right,
            bottom: top + self.box_height() + 2.0 * PADDING,
        }
    }

    fn party_top(&self) -> f64 {
        self.workers().bottom + DOWN - PADDING
    }

    fn queued_top(&self) -> f64 {
        match self.panel.party {
            Some(_) => self.party_top() + self.box_height() + DOWN,
            None => self.party_top(),
        }
    }

    /// Height of the way back.
    fn back(&self) -> f64 {
        self.queued_top() + self.box_height() + BELOW
    }

    fn bottom(&self) -> f64 {
        self.back() + 6.0 + self.layout.line()
    }

    /// The box of an end of an arrow.
    fn area(&self, end: WaitEnd) -> Area {
        let (left, right) = self.sides();
        let row = |top: f64, (left, right): (f64, f64), place: usize, of: usize| {
            let of = of.max(1) as f64;
            let each = (right - left - (of - 1.0) * ASIDE) / of;
            let left = left + place as f64 * (each + ASIDE);
            Area {
                left,
                top,
                right: left + each,
                bottom: top + self.box_height(),
            }
        };
        let inside = (left + PADDING, right - PADDING);
        match end {
            WaitEnd::Caller => row(self.first, (left, right), 0, 1),
            WaitEnd::Held(place) => {
                let top = self.workers().top + PADDING;
                row(top, inside, place, self.panel.held.len())
            }
            WaitEnd::Party => row(self.party_top(), (left, right), 0, 1),
            WaitEnd::Queued(place) => {
                row(self.queued_top(), inside, place, self.panel.queued.len())
            }
            WaitEnd::AnyWorker => self.workers(),
        }
    }

    /// The way of an arrow, from border to border.
    fn way(&self, (from, to): WaitArrow) -> Vec<(f64, f64)> {
        let (start, end) = (self.area(from), self.area(to));
        match (from, to) {
            (WaitEnd::Queued(_), WaitEnd::AnyWorker) => {
                let side = self.left + self.width - 4.0;
                let level = middle(&end).1;
                vec![
                    (middle(&start).0, start.bottom),
                    (middle(&start).0, self.back()),
                    (side, self.back()),
                    (side, level),
                    (end.right, level),
                ]
            }
            (WaitEnd::Caller, WaitEnd::Queued(_)) => {
                let side = self.left + 4.0;
                vec![
                    (start.left, middle(&start).1),
                    (side, middle(&start).1),
                    (side, middle(&end).1),
                    (end.left, middle(&end).1),
                ]
            }
            (WaitEnd::Held(one), WaitEnd::Held(other)) => {
                let (leaves, arrives) = match one < other {
                    true => (start.right, end.left),
                    false => (start.left, end.right),
                };
                vec![(leaves, middle(&start).1), (arrives, middle(&end).1)]
            }
            _ => {
                // Straight down from the narrower box.
                let narrow = if start.width() < end.width() {
                    &start
                } else {
                    &end
                };
                let x = middle(narrow).0;
                vec![(x, start.bottom), (x, end.top)]
            }
        }
    }

    fn draw(&self, sheet: &mut Sheet) {
        for (at, words) in head(self.panel, self.layout, self.width).iter().enumerate() {
            let top = self.top + at as f64 * self.layout.line();
            let place = (self.left, self.layout.baseline(top));
            let label = self.layout.label(&words.text, place, Anchor::Start);
            sheet.text_within(
                if words.strong {
                    label.strong(true)
                } else {
                    label
                },
                self.width,
            );
        }
        outline(sheet, &self.workers(), Hue::Soft, false);
        for (end, node) in self.nodes() {
            self.node(end, node, sheet);
        }
        // The thick ones last, over the others.
        let (thick, thin): (Vec<WaitArrow>, Vec<WaitArrow>) = self
            .panel
            .arrows
            .iter()
            .partition(|arrow| self.panel.is_in_circle(**arrow));
        for (arrows, in_circle) in [(thin, false), (thick, true)] {
            for way in arrows {
                arrow(sheet, &self.way(way), in_circle);
            }
        }
        let right = self.sides().1;
        let below = (right, self.layout.baseline(self.back() + 6.0));
        let asks = |(_, to): &WaitArrow| *to == WaitEnd::AnyWorker;
        if self.panel.arrows.iter().any(asks) {
            let words = "waits for a free worker";
            sheet.text(self.layout.label(words, below, Anchor::End));
        }
    }

    fn nodes(&self) -> impl Iterator<Item = (WaitEnd, &'a WaitNode)> {
        let panel = self.panel;
        let held = panel.held.iter().enumerate();
        let queued = panel.queued.iter().enumerate();
        [(WaitEnd::Caller, &panel.caller)]
            .into_iter()
            .chain(held.map(|(at, node)| (WaitEnd::Held(at), node)))
            .chain(panel.party.iter().map(|node| (WaitEnd::Party, node)))
            .chain(queued.map(|(at, node)| (WaitEnd::Queued(at), node)))
    }

    fn node(&self, end: WaitEnd, node: &WaitNode, sheet: &mut Sheet) {
        let area = self.area(end);
        let look = area_look(self.panel.evidence);
        sheet.block(area, Hue::Slot(2), look, &node.whole);
        if self.panel.is_stuck(end) {
            outline(sheet, &area, Hue::Ink, true);
        }
        for (at, words) in node.lines.iter().enumerate() {
            let top = area.top + 5.0 + at as f64 * self.layout.line();
            let place = (middle(&area).0, self.layout.baseline(top));
            let label = Label {
                rim: look == AreaLook::Hatch,
                ..self.layout.label(words, place, Anchor::Middle)
            };
            sheet.text_within(label.strong(at == 0), area.width() - 6.0);
        }
    }
}

/// A line over a picture.
struct Words {
    text: String,
    strong: bool,
}

fn head(panel: &WaitPanel, layout: &Layout, width: f64) -> Vec<Words> {
    let lines = |text: &str, strong: bool, most: usize| {
        let lines = wrap(text, layout.font, strong, width, most).into_iter();
        lines.map(move |text| Words { text, strong })
    };
    let title = lines(&panel.title, true, 2);
    title.chain(lines(&panel.of, false, 5)).collect()
}

fn middle(area: &Area) -> (f64, f64) {
    (
        f64::midpoint(area.left, area.right),
        f64::midpoint(area.top, area.bottom),
    )
}
