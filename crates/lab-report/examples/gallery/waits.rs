//! Wait graphs, made up.

use lab_report::draw::{Head, WaitArrow, WaitEnd, WaitGraph, WaitNode, WaitPanel};
use lab_verdict::claims::Evidence;

fn node(first: &str, second: &str) -> WaitNode {
    WaitNode {
        lines: [first.to_owned(), second.to_owned()],
        whole: format!("{first}, {second}"),
    }
}

/// So many tasks at a barrier that one more would open.
fn panel(tasks: usize, evidence: Evidence) -> WaitPanel {
    let held = |place: usize| {
        let worker = format!("worker {}", place + 1);
        node(&worker, "has a task")
    };
    let mut arrows: Vec<WaitArrow> = (0..tasks)
        .map(|place| (WaitEnd::Held(place), WaitEnd::Party))
        .collect();
    arrows.extend([
        (WaitEnd::Caller, WaitEnd::Queued(0)),
        (WaitEnd::Party, WaitEnd::Queued(0)),
        (WaitEnd::Queued(0), WaitEnd::AnyWorker),
    ]);
    WaitPanel {
        title: "Barrier".into(),
        of: format!("{tasks} workers: one pool, another pool, a third pool"),
        evidence,
        caller: node("caller", "waits for all results"),
        held: (0..tasks).map(held).collect(),
        party: Some(node("barrier", "one is missing")),
        queued: vec![node("one task", "not begun")],
        arrows,
    }
}

fn graph(id: &str, panels: Vec<WaitPanel>) -> WaitGraph {
    WaitGraph {
        head: Head {
            id: id.into(),
            title: "Who waits for whom".into(),
            description: "Illustrative: made-up tasks.".into(),
        },
        panels,
    }
}

/// As a page has it.
pub fn waits() -> WaitGraph {
    let panels = [
        (2, Evidence::Counted),
        (3, Evidence::Counted),
        (2, Evidence::RecordedElsewhere),
        (1, Evidence::Counted),
    ];
    let panels = panels.map(|(tasks, evidence)| panel(tasks, evidence));
    graph("illustrative-waits", panels.into())
}

/// Nothing, and too much.
pub fn edge_waits() -> Vec<WaitGraph> {
    vec![
        graph("edge-no-waits", Vec::new()),
        graph("edge-many-waits", vec![panel(12, Evidence::Counted)]),
    ]
}
