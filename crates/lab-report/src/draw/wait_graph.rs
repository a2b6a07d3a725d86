//! Who waits for whom, drawn: boxes for a caller, the tasks that hold workers, what they meet at, and what nobody has
//! begun; an arrow from each to what it waits for. The circle that none of them can leave is drawn thick.

use lab_verdict::claims::Evidence;

use super::evidence::evidence_words;
use super::layout::Layout;
use super::legend::{Key, Sign};
use super::picture::{Picture, drawn, no_data};
use super::sheet::Sheet;
use super::wait_places::Places;
use super::{Drawn, Head, Table};

/// A small picture for each way to wait.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitGraph {
    /// What it is called.
    pub head: Head,
    /// In the order of reading.
    pub panels: Vec<WaitPanel>,
}

/// One way to wait.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitPanel {
    /// How the tasks wait.
    pub title: String,
    /// How many on how many workers, and where.
    pub of: String,
    /// See [`Line::evidence`](super::Line::evidence).
    pub evidence: Evidence,
    /// Who gave the tasks.
    pub caller: WaitNode,
    /// The tasks that hold a worker.
    pub held: Vec<WaitNode>,
    /// What they meet at, if they do.
    pub party: Option<WaitNode>,
    /// What nobody has begun.
    pub queued: Vec<WaitNode>,
    /// From who waits to what it waits for.
    pub arrows: Vec<WaitArrow>,
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitNode {
    /// Inside it.
    pub lines: [String; 2],
    /// For the table and under the pointer.
    pub whole: String,
}

/// From who waits to what it waits for.
pub type WaitArrow = (WaitEnd, WaitEnd);

/// An end of an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnd {
    /// Who gave the tasks.
    Caller,
    /// A task that holds a worker, by its place in [`WaitPanel::held`].
    Held(usize),
    /// What they meet at.
    Party,
    /// Something that nobody has begun, by its place in [`WaitPanel::queued`].
    Queued(usize),
    /// Any of the workers, whichever comes free first.
    AnyWorker,
}

impl WaitGraph {
    /// Draws it.
    pub fn draw(&self) -> Drawn {
        drawn(self)
    }
}

impl WaitPanel {
    /// Whether an arrow belongs to a circle: whether what is waited for waits in the end for who waits.
    pub fn is_in_circle(&self, (from, to): WaitArrow) -> bool {
        self.reach(to).contains(&from)
    }

    /// Whether the waiting comes back to where it began.
    pub fn has_circle(&self) -> bool {
        self.arrows.iter().any(|arrow| self.is_in_circle(*arrow))
    }

    /// Whether something belongs to a circle.
    pub(super) fn is_stuck(&self, end: WaitEnd) -> bool {
        let next = self.next(end);
        next.into_iter()
            .any(|waited| self.is_in_circle((end, waited)))
    }

    /// What a thing waits for. A worker comes free when its task ends: any of them will do, so this waits for all of
    /// the tasks only where none of them can go on.
    fn next(&self, end: WaitEnd) -> Vec<WaitEnd> {
        let waited = |end: WaitEnd| {
            let own = self.arrows.iter().filter(move |(from, _)| *from == end);
            own.map(|(_, to)| *to)
        };
        if end != WaitEnd::AnyWorker {
            return waited(end).collect();
        }
        let held: Vec<WaitEnd> = (0..self.held.len()).map(WaitEnd::Held).collect();
        match held.iter().all(|held| waited(*held).next().is_some()) {
            true => held,
            false => Vec::new(),
        }
    }

    /// All that a thing waits for, itself or through others; the thing too.
    fn reach(&self, end: WaitEnd) -> Vec<WaitEnd> {
        let mut seen = vec![end];
        let mut at = 0;
        while at < seen.len() {
            for waited in self.next(seen[at]) {
                if !seen.contains(&waited) {
                    seen.push(waited);
                }
            }
            at += 1;
        }
        seen
    }

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

#[cfg(test)]
mod tests {
    use super::*;
    use WaitEnd::{AnyWorker, Caller, Held, Queued};

    fn node() -> WaitNode {
        WaitNode {
            lines: [String::new(), String::new()],
            whole: String::new(),
        }
    }

    /// Two tasks of which the first waits for one that nobody has begun, and the second for what is said.
    fn panel(second: Option<WaitEnd>) -> WaitPanel {
        let mut arrows = vec![
            (Caller, Held(0)),
            (Held(0), Queued(0)),
            (Queued(0), AnyWorker),
        ];
        arrows.extend(second.map(|waited| (Held(1), waited)));
        WaitPanel {
            title: String::new(),
            of: String::new(),
            evidence: Evidence::Counted,
            caller: node(),
            held: vec![node(), node()],
            party: None,
            queued: vec![node()],
            arrows,
        }
    }

    #[test]
    fn a_circle_is_what_leads_back_and_nothing_that_leads_into_it() {
        let stuck = panel(Some(Queued(0)));
        let marked: Vec<bool> = stuck
            .arrows
            .iter()
            .map(|arrow| stuck.is_in_circle(*arrow))
            .collect();
        assert_eq!(marked, [false, true, true, true]);
        assert!(stuck.is_stuck(Held(1)) && !stuck.is_stuck(Caller));
    }

    #[test]
    fn one_worker_whose_task_waits_for_nothing_breaks_the_circle() {
        assert!(!panel(None).has_circle());
    }
}
