//! Who waits for whom: a caller, the tasks that hold workers, what they meet at, and what nobody has begun; an arrow from
//! each to what it waits for. Where arrows lead back to where they began, nothing in that circle can go on.

use lab_verdict::claims::Evidence;

use super::Head;

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
    pub(super) fn next(&self, end: WaitEnd) -> Vec<WaitEnd> {
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
