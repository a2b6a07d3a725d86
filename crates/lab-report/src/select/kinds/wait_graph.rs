//! Who waits for whom where tasks hang, as far as the counts tell it.
//!
//! A hang is shown by count: every worker is held by a task that waits for what has not come. The record has how many
//! workers wait and how many tasks nobody has begun; the experiment's code has what a task of each call waits for. Where
//! both leave only one graph, up to the numbers of the tasks, it is drawn. Where they leave more, it is not.

use lab_verdict::claims::Evidence;

use super::hangs::{CALLS, Case, QUEUED, Tried, WAITING, all_tried, contender, size, telling};
use crate::draw::{WaitArrow, WaitEnd, WaitGraph, WaitNode, WaitPanel};
use crate::select::Picture;
use crate::select::asked::Asked;
use crate::select::reading::texts::{Says, Sentence, wait_graph as texts};
use crate::text::names;
use crate::text::number::{count, plural};
use crate::text::scope::capital;

/// Of a hang: tasks that finished in spite of it.
const FINISHED: &str = "tasks_finished";

/// The boxes of more workers would have no room for their words.
const MOST_WORKERS: u64 = 3;

/// The drawing; none where nothing hangs, or where the counts do not tell who waits for whom.
pub(super) fn draw(asked: &Asked<'_>) -> Vec<Picture> {
    picture(asked).into_iter().collect()
}

fn picture(asked: &Asked<'_>) -> Option<Picture> {
    let tried = all_tried(asked);
    let hanging: Vec<&Tried<'_>> = tried.iter().filter(|one| one.hangs).collect();
    let mut panels: Vec<(&Tried<'_>, WaitPanel)> = Vec::new();
    for call in 0..CALLS.len() {
        let of_call = || hanging.iter().copied().filter(|one| one.case.0 == call);
        let Some(case) = telling(of_call()) else {
            continue;
        };
        let mut same: Vec<&Tried<'_>> = of_call().filter(|one| one.case == case).collect();
        while let Some(first) = same.first().copied() {
            let (alike, rest): (Vec<&Tried<'_>>, Vec<&Tried<'_>>) =
                same.into_iter().partition(|one| is_alike(one, first));
            panels.extend(panel(&alike).map(|panel| (first, panel)));
            same = rest;
        }
    }
    if panels.is_empty() {
        return None;
    }
    let panels: Vec<WaitPanel> = panels.into_iter().map(|(_, panel)| panel).collect();
    let told = reading(&asked.spec.says, &panels);
    let head = asked.computed(&[]);
    let chart = WaitGraph { head, panels };
    let evidence = chart.panels.iter().map(|panel| panel.evidence);
    Some(Picture::new(chart.draw(), told, evidence))
}

/// Whether two visits of one case share a graph, by the same kind of evidence.
fn is_alike(one: &Tried<'_>, other: &Tried<'_>) -> bool {
    let counts = |of: &Tried<'_>| [WAITING, QUEUED, FINISHED].map(|name| of.visit.range(name));
    counts(one) == counts(other) && evidence(one) == evidence(other)
}

fn evidence(tried: &Tried<'_>) -> Evidence {
    tried.visit.evidence(Evidence::Counted)
}

/// A count that every repetition agrees on.
fn agreed(tried: &Tried<'_>, name: &str) -> Option<u64> {
    let (least, most) = tried.visit.range(name)?;
    (least == most).then_some(most)
}

/// The graph of visits that are alike.
fn panel(alike: &[&Tried<'_>]) -> Option<WaitPanel> {
    let first = alike.first()?;
    let (call, workers, tasks) = first.case;
    let (waiting, queued) = (agreed(first, WAITING)?, agreed(first, QUEUED)?);
    // Every task waits or was never begun, and every worker is held: otherwise there is more that we do not know.
    let is_whole = waiting == workers && waiting.checked_add(queued) == Some(tasks);
    let has_room = (1..=MOST_WORKERS).contains(&workers);
    if !is_whole || !has_room || agreed(first, FINISHED)? != 0 {
        return None;
    }
    let who: Vec<&str> = alike
        .iter()
        .map(|one| names::contender(contender(one)))
        .collect();
    let waits = Waits::of(first.case, queued)?;
    let (party, unbegun) = waits.nodes(waiting, queued);
    Some(WaitPanel {
        title: capital(names::call(CALLS[call].0)),
        of: format!("{}: {}", size(workers, tasks), who.join(", ")),
        evidence: evidence(first),
        caller: node(
            "caller",
            &match tasks {
                1 => "waits for its result".to_owned(),
                many => format!("waits for {} results", count(many)),
            },
            "the caller",
        ),
        held: (1..=waiting).map(|number| waits.held(number)).collect(),
        party,
        arrows: waits.arrows(waiting, queued),
        queued: unbegun,
    })
}

/// What the tasks of a call wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waits {
    /// Each until all have come.
    ForAll { tasks: u64 },
    /// Each for its neighbour, of which the last was not begun.
    InAChain,
    /// Each for a map that it gave to the pool it runs on, and of which nobody has begun a task.
    ForOwnMap,
}

impl Waits {
    fn of((call, _, tasks): Case, queued: u64) -> Option<Self> {
        match (CALLS[call].0, queued) {
            ("barrier", 1..) => Some(Self::ForAll { tasks }),
            // In a chain of which one task is not begun and none is done, that one is the end that waits for nobody.
            ("signal_from_next" | "signal_from_previous", 1) => Some(Self::InAChain),
            ("nested_map", 0) => Some(Self::ForOwnMap),
            // All meet before they give their maps.
            ("nested_map", 1..) => Some(Self::ForAll { tasks }),
            _ => None,
        }
    }

    /// A task that holds a worker.
    fn held(self, number: u64) -> WaitNode {
        let worker = format!("worker {}", count(number));
        let task = format!("has task {}", count(number));
        node(
            &worker,
            &task,
            &format!("task {number}, on worker {number}"),
        )
    }

    /// What they meet at, and what nobody has begun.
    fn nodes(self, waiting: u64, queued: u64) -> (Option<WaitNode>, Vec<WaitNode>) {
        let party = match self {
            Self::ForAll { tasks } => {
                let come = format!("{} of {} have come", count(waiting), count(tasks));
                Some(node("barrier", &come, "the barrier"))
            }
            Self::InAChain | Self::ForOwnMap => None,
        };
        let map = |number: u64| {
            let name = format!("map of task {}", count(number));
            let whole = format!("the {name}, which nobody has begun");
            node("its map", "not begun", &whole)
        };
        let unbegun = match self {
            Self::ForOwnMap => (1..=waiting).map(map).collect(),
            _ if queued == 1 => {
                let name = format!("task {}", count(waiting + 1));
                let whole = format!("{name}, which nobody has begun");
                vec![node(&name, "not begun", &whole)]
            }
            _ => {
                let name = plural(queued, "task", "tasks");
                let whole = format!("{name} that nobody has begun");
                vec![node(&name, "not begun", &whole)]
            }
        };
        (party, unbegun)
    }

    fn arrows(self, waiting: u64, queued: u64) -> Vec<WaitArrow> {
        use WaitEnd::{AnyWorker, Caller, Held, Party, Queued};
        let workers = waiting as usize;
        let mut arrows: Vec<WaitArrow> = (0..workers).map(|at| (Caller, Held(at))).collect();
        if queued > 0 {
            arrows.push((Caller, Queued(0)));
        }
        match self {
            Self::ForAll { .. } => {
                arrows.extend((0..workers).map(|at| (Held(at), Party)));
                arrows.push((Party, Queued(0)));
            }
            Self::InAChain => {
                arrows.extend((1..workers).map(|at| (Held(at - 1), Held(at))));
                arrows.push((Held(workers - 1), Queued(0)));
            }
            Self::ForOwnMap => arrows.extend((0..workers).map(|at| (Held(at), Queued(at)))),
        }
        let unbegun = if self == Self::ForOwnMap { workers } else { 1 };
        arrows.extend((0..unbegun).map(|at| (Queued(at), AnyWorker)));
        arrows
    }
}

fn node(first: &str, second: &str, whole: &str) -> WaitNode {
    WaitNode {
        lines: [first.to_owned(), second.to_owned()],
        whole: whole.to_owned(),
    }
}

/// What to see, if every picture has it.
fn reading(own: &Says, panels: &[WaitPanel]) -> String {
    if !panels.iter().all(WaitPanel::has_circle) {
        return String::new();
    }
    match panels.len() {
        1 => texts::One {}.said(own),
        _ => texts::Several {}.said(own),
    }
}
