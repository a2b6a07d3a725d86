//! Lanes of workers.

use lab_measure::record::{Lanes, Pull, Span, Yielded};
use lab_report::draw::{Head, LaneChart};
use lab_verdict::claims::Evidence;

const MS: u64 = 1_000_000;

/// Twenty tasks on four workers: one of 60 ms first, one of 30 ms later, the rest 6 ms.
pub fn trace(buffer: usize, all_at_end: bool, ordered: bool, caller: bool) -> Lanes {
    let lengths: Vec<u64> = (0..20)
        .map(|task| {
            if task == 0 {
                60
            } else if task == 15 {
                30
            } else {
                6
            }
        })
        .collect();
    let mut free = [0u64; 4];
    let mut spans = Vec::new();
    let mut pulls = Vec::new();
    let mut done: Vec<u64> = Vec::new();
    let mut given: Vec<u64> = Vec::new();
    for (task, length) in lengths.iter().enumerate() {
        // An input is read when fewer than `buffer` results are outstanding.
        let opened = if task < buffer {
            0
        } else {
            given.get(task - buffer).copied().unwrap_or(0)
        };
        let worker = (0..4)
            .min_by_key(|worker| free[*worker].max(opened))
            .unwrap_or(0);
        let start = free[worker].max(opened);
        free[worker] = start + length * MS;
        pulls.push(Pull {
            task: task as u32,
            at_ns: opened,
        });
        let lane = if caller && worker == 3 {
            Lanes::CALLER
        } else {
            worker as u32
        };
        spans.push(Span {
            lane,
            task: task as u32,
            start_ns: start,
            end_ns: free[worker],
        });
        done.push(free[worker]);
        let before = given.last().copied().unwrap_or(0);
        given.push(if ordered {
            free[worker].max(before)
        } else {
            free[worker]
        });
    }
    let end = done.iter().copied().max().unwrap_or(0);
    let yielded = given
        .iter()
        .enumerate()
        .map(|(task, at)| Yielded {
            task: task as u32,
            at_ns: if all_at_end { end } else { *at },
        })
        .collect();
    Lanes {
        cell: 0,
        spans,
        pulls,
        yielded,
    }
}

pub fn lane_chart(id: &str, title: &str, lanes: Lanes, evidence: Evidence) -> LaneChart {
    LaneChart {
        head: Head {
            id: id.to_owned(),
            title: title.to_owned(),
            description: format!("Illustrative lanes: {title}."),
        },
        lanes,
        workers: 4,
        tasks: 20,
        horizon_ns: 112 * MS,
        slow_from_ns: 30 * MS,
        evidence,
    }
}

/// The four ways of getting results, side by side.
pub fn lanes() -> Vec<LaneChart> {
    let mut caller = lane_chart(
        "lanes-caller",
        "map, and the caller helps",
        trace(20, true, true, true),
        Evidence::Measured,
    );
    caller.workers = 3;
    vec![
        lane_chart(
            "lanes-map",
            "map",
            trace(20, true, true, false),
            Evidence::Measured,
        ),
        lane_chart(
            "lanes-cpython",
            "imap, CPython",
            trace(20, false, true, false),
            Evidence::RecordedElsewhere,
        ),
        lane_chart(
            "lanes-imap",
            "imap, buffersize 8",
            trace(8, false, true, false),
            Evidence::Measured,
        ),
        lane_chart(
            "lanes-unordered",
            "imap_unordered, buffersize 8",
            trace(8, false, false, false),
            Evidence::Measured,
        ),
        caller,
        lane_chart(
            "lanes-sim",
            "imap in virtual time",
            trace(8, false, true, false),
            Evidence::Simulated,
        ),
    ]
}

pub fn edge_lanes() -> Vec<LaneChart> {
    let nothing = Lanes {
        cell: 0,
        spans: vec![],
        pulls: vec![],
        yielded: vec![],
    };
    let mut empty = lane_chart(
        "edge-lanes-empty",
        "Nothing traced",
        nothing.clone(),
        Evidence::Measured,
    );
    empty.horizon_ns = 0;
    let mut none = lane_chart("edge-lanes-none", "No workers", nothing, Evidence::Measured);
    none.workers = 0;
    let mut cut = lane_chart(
        "edge-lanes-cut",
        "Cut at the edge",
        trace(8, false, true, true),
        Evidence::RecordedElsewhere,
    );
    cut.horizon_ns = 40 * MS;
    let spans = (0..600u32)
        .map(|task| {
            let start = u64::from(task / 40) * 1300 + u64::from(task % 40) * 17;
            Span {
                lane: task % 40,
                task,
                start_ns: start,
                end_ns: start + 900 + u64::from(task % 7) * 60,
            }
        })
        .collect::<Vec<Span>>();
    let crowd = Lanes {
        cell: 0,
        pulls: spans
            .iter()
            .map(|span| Pull {
                task: span.task,
                at_ns: span.start_ns,
            })
            .collect(),
        yielded: spans
            .iter()
            .map(|span| Yielded {
                task: span.task,
                at_ns: span.end_ns,
            })
            .collect(),
        spans,
    };
    let mut crowd = lane_chart(
        "edge-lanes-crowd",
        "Forty workers",
        crowd,
        Evidence::Measured,
    );
    crowd.workers = 40;
    crowd.horizon_ns = 21_000;
    crowd.slow_from_ns = 1200;
    vec![empty, none, cut, crowd]
}
