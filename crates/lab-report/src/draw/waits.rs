//! Who waits for whom, drawn: boxes for all that waits, arrows to what they wait for. The circle that none of them can
//! leave is drawn thick.

use super::evidence::evidence_words;
use super::layout::Layout;
use super::legend::{Key, Sign};
use super::picture::{Picture, drawn, no_data};
use super::sheet::Sheet;
use super::wait_places::Places;
use super::{Drawn, Head, Table, WaitEnd, WaitGraph, WaitPanel};

impl WaitGraph {
    /// Draws it.
    pub fn draw(&self) -> Drawn {
        drawn(self)
    }
}

impl WaitPanel {
    /// The words for an end of an arrow.
    fn words(&self, end: WaitEnd) -> &str {
        let node = match end {
            WaitEnd::Caller => Some(&self.caller),
            WaitEnd::Held(place) => self.held.get(place),
            WaitEnd::Party => self.party.as_ref(),
            WaitEnd::Queued(place) => self.queued.get(place),
            WaitEnd::AnyWorker => return "a free worker",
        };
        node.map_or("", |node| &node.whole)
    }

    fn rows(&self) -> impl Iterator<Item = Vec<String>> {
        let freed = self.next(WaitEnd::AnyWorker).into_iter();
        let freed = freed.map(|held| (WaitEnd::AnyWorker, held));
        self.arrows.iter().copied().chain(freed).map(|arrow| {
            let circle = if self.is_in_circle(arrow) {
                "yes"
            } else {
                "no"
            };
            [
                &self.title,
                &self.of,
                evidence_words(self.evidence),
                self.words(arrow.0),
                self.words(arrow.1),
                circle,
            ]
            .map(str::to_owned)
            .into()
        })
    }
}

impl Picture for WaitGraph {
    fn head(&self) -> &Head {
        &self.head
    }

    fn class(&self) -> &'static str {
        "waits"
    }

    fn keys(&self) -> Vec<Key> {
        let sign = |in_circle| Sign::Waits { in_circle };
        vec![
            Key::new("waits, in a circle without a way out", sign(true)),
            Key::new("waits for something in the circle", sign(false)),
        ]
    }

    fn table(&self) -> Table {
        let columns = [
            "how they wait",
            "where",
            "evidence",
            "who waits",
            "for what",
            "in the circle",
        ];
        Table {
            columns: columns.map(str::to_owned).into(),
            rows: self.panels.iter().flat_map(WaitPanel::rows).collect(),
        }
    }

    fn paint(&self, layout: &Layout, sheet: &mut Sheet) -> f64 {
        if self.panels.is_empty() {
            return no_data(layout, sheet);
        }
        Places::draw_all(&self.panels, layout, sheet)
    }
}
