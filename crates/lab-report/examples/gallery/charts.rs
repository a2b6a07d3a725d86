//! Illustrative charts: no figure here was measured.

use lab_measure::record::{Lanes, Pull, Span, Yielded};
use lab_report::chart::{
    Axis, DotRow, DotRows, Drawn, LaneChart, Line, LineChart, Point, Scale, Unit,
};
use lab_verdict::claims::Evidence;

/// Charts as a page would have them.
pub fn usual() -> Vec<Drawn> {
    let mut all = vec![
        overhead().draw(),
        speed_up().draw(),
        memory().draw(),
        pulled().draw(),
        ratios().draw(),
        latencies().draw(),
    ];
    all.extend(lanes().iter().map(LaneChart::draw));
    all
}

/// Charts with too little, too much or impossible data.
pub fn edges() -> Vec<Drawn> {
    let mut all: Vec<Drawn> = edge_lines().iter().map(LineChart::draw).collect();
    all.extend(edge_dots().iter().map(DotRows::draw));
    all.extend(edge_lanes().iter().map(LaneChart::draw));
    all
}

pub fn axis(label: &str, unit: Unit, scale: Scale) -> Axis {
    Axis {
        label: label.to_owned(),
        unit,
        scale,
    }
}

pub fn point(x: f64, y: f64) -> Point {
    Point {
        x,
        y,
        band: None,
        hollow: false,
    }
}

fn banded(x: f64, y: f64, share: f64) -> Point {
    Point {
        band: Some((y / (1.0 + share), y * (1.0 + share))),
        ..point(x, y)
    }
}

pub fn line(name: &str, slot: usize, evidence: Evidence, points: Vec<Point>) -> Line {
    Line {
        name: name.to_owned(),
        slot,
        evidence,
        points,
    }
}

pub fn line_chart(id: &str, title: &str, x: Axis, y: Axis, lines: Vec<Line>) -> LineChart {
    LineChart {
        id: id.to_owned(),
        title: title.to_owned(),
        description: format!("Illustrative figures: {title}."),
        x,
        y,
        lines,
        limits: Vec::new(),
        steps: false,
    }
}

fn wobble(seed: usize) -> f64 {
    1.0 + 0.06 * ((seed * 7919 % 13) as f64 / 6.0 - 1.0)
}

/// Time per task over the task's length: five contenders, one of them from elsewhere, one contaminated.
pub fn overhead() -> LineChart {
    let grains: Vec<f64> = (0..10).map(|step| 20.0 * 3.5f64.powi(step)).collect();
    let series = |name: &str, slot: usize, evidence, cost: f64, share: f64| {
        let points = grains.iter().enumerate().map(|(at, grain)| {
            let y = (grain / 2.0 + cost) * wobble(at + 5 * slot);
            Point {
                hollow: slot == 0 && (at == 3 || at == 4),
                ..banded(*grain, y, share)
            }
        });
        line(name, slot, evidence, points.collect())
    };
    let mut chart = line_chart(
        "overhead",
        "What a task costs, by how long it is",
        axis("length of a task", Unit::Nanoseconds, Scale::Log10),
        axis("wall time per task", Unit::Nanoseconds, Scale::Log10),
        vec![
            series("lap-pool", 0, Evidence::Measured, 45.0, 0.12),
            series("rayon", 1, Evidence::Measured, 30.0, 0.08),
            series("condvar pool", 2, Evidence::Measured, 900.0, 0.2),
            series("std threads", 3, Evidence::Measured, 14_000.0, 0.1),
            series("CPython", 4, Evidence::RecordedElsewhere, 41_000.0, 0.25),
        ],
    );
    chart.limits = vec![line(
        "work / 2 cores",
        0,
        Evidence::Counted,
        grains
            .iter()
            .map(|grain| point(*grain, grain / 2.0))
            .collect(),
    )];
    chart
}

/// Speed-up over workers with a bound, ending apart from each other.
pub fn speed_up() -> LineChart {
    let workers = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0];
    let series = |name: &str, slot, evidence, serial: f64| {
        let points = workers
            .iter()
            .map(|n| banded(*n, n / (1.0 + serial * (n - 1.0)), 0.05));
        line(name, slot, evidence, points.collect())
    };
    let mut chart = line_chart(
        "speed-up",
        "How far 20 ms waits overlap",
        axis("workers", Unit::Count, Scale::Log2),
        axis("speed-up over serial", Unit::Ratio, Scale::Linear),
        vec![
            series("lap-pool", 0, Evidence::Measured, 0.004),
            series("CPython", 4, Evidence::RecordedElsewhere, 0.03),
            series("lap-pool in virtual time", 1, Evidence::Simulated, 0.09),
            series("one lock per task", 2, Evidence::Measured, 0.25),
        ],
    );
    chart.limits = vec![
        line(
            "as many as workers",
            0,
            Evidence::Counted,
            workers.iter().map(|n| point(*n, *n)).collect(),
        ),
        line(
            "server's limit",
            0,
            Evidence::Counted,
            vec![point(1.0, 24.0)],
        ),
    ];
    chart
}

/// Bytes over counts.
pub fn memory() -> LineChart {
    let items = [64.0, 256.0, 1024.0, 4096.0, 16384.0, 65536.0];
    let series = |name: &str, slot, evidence, f: &dyn Fn(f64) -> f64| {
        line(
            name,
            slot,
            evidence,
            items.iter().map(|n| point(*n, f(*n))).collect(),
        )
    };
    line_chart(
        "memory",
        "Bytes alive at the peak, by length of the input",
        axis("items", Unit::Count, Scale::Log2),
        axis("bytes alive at the peak", Unit::Bytes, Scale::Log2),
        vec![
            series("map", 0, Evidence::Counted, &|n| 72.0 * n),
            series("imap with buffersize 8", 1, Evidence::Counted, &|_| 1900.0),
            series("imap, CPython", 4, Evidence::RecordedElsewhere, &|n| {
                410.0 * n
            }),
        ],
    )
}

/// A curve of counts by steps.
pub fn pulled() -> LineChart {
    let curve = |buffer: f64| {
        (0..=40).map(move |step| {
            let results = f64::from(step) * 5.0;
            point(results, (results + buffer).min(200.0))
        })
    };
    let mut chart = line_chart(
        "pulled",
        "Inputs read by the time you have so many results",
        axis("results in your hands", Unit::Count, Scale::Linear),
        axis("inputs read", Unit::Count, Scale::Linear),
        vec![
            line(
                "imap, CPython",
                4,
                Evidence::RecordedElsewhere,
                curve(200.0).collect(),
            ),
            line(
                "lap-pool, buffersize 8",
                0,
                Evidence::Counted,
                curve(8.0).collect(),
            ),
            line(
                "lap-pool, buffersize 32",
                1,
                Evidence::Counted,
                curve(32.0).collect(),
            ),
        ],
    );
    chart.steps = true;
    chart
}

pub fn row(label: &str, slot: usize, evidence: Evidence, value: f64, share: f64) -> DotRow {
    DotRow {
        label: label.to_owned(),
        slot,
        evidence,
        value,
        interval: Some((value / (1.0 + share), value * (1.0 + share))),
        hollow: false,
    }
}

/// Ratios around 1.
pub fn ratios() -> DotRows {
    let mut rows = vec![
        row(
            "rayon, from outside its pool",
            1,
            Evidence::Measured,
            0.97,
            0.04,
        ),
        row("rayon, from inside", 1, Evidence::Measured, 0.84, 0.05),
        row(
            "lap-pool, caller does not help",
            0,
            Evidence::Measured,
            1.31,
            0.12,
        ),
        row(
            "pool of the book: one lock, one condition variable, boxed closures",
            2,
            Evidence::Measured,
            3.9,
            0.3,
        ),
        row("a thread per task", 3, Evidence::Measured, 21.0, 0.2),
        row(
            "CPython's ThreadPool",
            4,
            Evidence::RecordedElsewhere,
            64.0,
            0.45,
        ),
        row(
            "work stealing in virtual time",
            0,
            Evidence::Simulated,
            1.08,
            0.2,
        ),
    ];
    rows[2].hollow = true;
    DotRows {
        id: "ratios".to_owned(),
        title: "Ten thousand empty tasks against lap-pool".to_owned(),
        description: "Illustrative figures: wall time as a multiple of lap-pool's.".to_owned(),
        axis: axis(
            "wall time as a multiple of lap-pool's",
            Unit::Ratio,
            Scale::Log10,
        ),
        reference: Some((1.0, "same as lap-pool".to_owned())),
        rows,
    }
}

/// Times from 0.
pub fn latencies() -> DotRows {
    DotRows {
        id: "latencies".to_owned(),
        title: "Time to the first result".to_owned(),
        description: "Illustrative figures.".to_owned(),
        axis: axis("time to the first result", Unit::Nanoseconds, Scale::Linear),
        reference: None,
        rows: vec![
            row("map", 0, Evidence::Measured, 60.4e6, 0.03),
            row("imap", 0, Evidence::Measured, 60.2e6, 0.02),
            row("imap_unordered", 0, Evidence::Measured, 6.1e6, 0.08),
            row("tasks started before it", 0, Evidence::Counted, 4e6, 0.0),
        ],
    }
}

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
        id: id.to_owned(),
        title: title.to_owned(),
        description: format!("Illustrative lanes: {title}."),
        lanes,
        workers: 4,
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

fn edge_lines() -> Vec<LineChart> {
    let log = |label: &str, unit| axis(label, unit, Scale::Log10);
    let linear = |label: &str, unit| axis(label, unit, Scale::Linear);
    let converging = (0..5)
        .map(|slot| {
            let points = (0..7).map(|at| {
                let x = 10f64.powi(at);
                banded(x, (1.0 + 40.0 * slot as f64 / x) * 1e6, 0.04)
            });
            line(
                &format!("contender {slot}"),
                slot,
                Evidence::Measured,
                points.collect(),
            )
        })
        .collect();
    let kinds = [
        Evidence::Measured,
        Evidence::Counted,
        Evidence::Compiled,
        Evidence::RecordedElsewhere,
        Evidence::Simulated,
    ];
    let every_kind = kinds
        .iter()
        .enumerate()
        .map(|(at, kind)| {
            let points = (0..9).map(|x| {
                let y = 10.0 * (at + 1) as f64 + f64::from(x % 3);
                Point {
                    band: Some((y - 2.0, y + 2.0)),
                    hollow: x == 4,
                    ..point(f64::from(x), y)
                }
            });
            line(&format!("slot {at}"), at, *kind, points.collect())
        })
        .collect();
    let impossible = vec![
        point(f64::NAN, 1.0),
        point(0.0, 1.0),
        point(-5.0, 2.0),
        Point {
            band: Some((-1.0, 2.0)),
            ..point(10.0, 1.0)
        },
        Point {
            band: Some((f64::NAN, f64::INFINITY)),
            ..point(100.0, f64::INFINITY)
        },
        Point {
            band: Some((0.5, f64::INFINITY)),
            ..point(1000.0, 3.0)
        },
    ];
    let long = "a contender with a name that somebody wrote in one go, and that no page foresaw, since it goes on and on";
    let mut limited = line_chart(
        "edge-limit",
        "A limit without a series",
        linear("workers", Unit::Count),
        linear("tasks per second", Unit::PerSecond),
        vec![],
    );
    limited.limits = vec![line(
        "two cores",
        0,
        Evidence::Counted,
        vec![point(4.0, 2_400_000.0)],
    )];
    let many = (0..5000).map(|x| point(f64::from(x), f64::from(x) + 40.0 * f64::from(x % 7)));
    let mut steps = line_chart(
        "edge-many",
        "Five thousand steps",
        linear("results", Unit::Count),
        linear("inputs read", Unit::Count),
        vec![line("jagged", 2, Evidence::Counted, many.collect())],
    );
    steps.steps = true;
    vec![
        line_chart(
            "edge-converging",
            "Five series that meet",
            log("items", Unit::Count),
            log("time", Unit::Nanoseconds),
            converging,
        ),
        line_chart(
            "edge-kinds",
            "Every kind of evidence",
            linear("round", Unit::Count),
            linear("level", Unit::Count),
            every_kind,
        ),
        line_chart(
            "edge-empty",
            "No data",
            log("items", Unit::Count),
            log("time", Unit::Nanoseconds),
            vec![],
        ),
        line_chart(
            "edge-none",
            "A series without points",
            log("items", Unit::Count),
            linear("time", Unit::Nanoseconds),
            vec![line("silent", 0, Evidence::Measured, vec![])],
        ),
        line_chart(
            "edge-single",
            "A single point",
            axis("workers", Unit::Count, Scale::Log2),
            linear("speed-up", Unit::Ratio),
            vec![line(
                "alone",
                3,
                Evidence::Measured,
                vec![banded(4.0, 3.2, 0.1)],
            )],
        ),
        line_chart(
            "edge-impossible",
            "No place on a logarithmic axis",
            log("grain", Unit::Nanoseconds),
            log("ratio", Unit::Ratio),
            vec![line("odd", 1, Evidence::Measured, impossible)],
        ),
        line_chart(
            "edge-equal",
            "Equal values",
            linear("round", Unit::Count),
            log("time per task", Unit::Nanoseconds),
            vec![line(
                "level",
                0,
                Evidence::Measured,
                (0..5).map(|x| banded(f64::from(x), 1500.0, 0.0)).collect(),
            )],
        ),
        line_chart(
            "edge-near",
            "Nearly equal ratios",
            linear("process", Unit::Count),
            log("ratio", Unit::Ratio),
            vec![line(
                "a/a",
                0,
                Evidence::Measured,
                (1..16)
                    .map(|x| banded(f64::from(x), wobble(x as usize), 0.02))
                    .collect(),
            )],
        ),
        line_chart(
            "edge-<&\">'",
            "Escaped <b>&amp; \"quotes\"",
            linear("x < y & \"z\"", Unit::Count),
            linear("a > b", Unit::Bytes),
            vec![
                line(
                    "<&\">",
                    0,
                    Evidence::Measured,
                    vec![point(1.0, 2048.0), point(2.0, 8192.0)],
                ),
                line(
                    "</svg>",
                    1,
                    Evidence::Counted,
                    vec![point(1.0, 512.0), point(2.0, 100.0)],
                ),
            ],
        ),
        line_chart(
            "edge-long",
            long,
            linear(long, Unit::Count),
            linear(long, Unit::Nanoseconds),
            vec![
                line(
                    long,
                    0,
                    Evidence::Measured,
                    vec![point(0.0, 0.0), point(1e6, 2e9)],
                ),
                line(
                    long,
                    1,
                    Evidence::Simulated,
                    vec![point(0.0, 1e9), point(1e6, 4e9)],
                ),
            ],
        ),
        line_chart(
            "edge-huge",
            "From the least to the most",
            log("x", Unit::Count),
            log("y", Unit::Nanoseconds),
            vec![line(
                "all",
                0,
                Evidence::Measured,
                vec![
                    point(1e-9, 1e-300),
                    point(1.0, 1.0),
                    point(1e300, 1e300),
                    point(f64::MAX, f64::MIN_POSITIVE),
                ],
            )],
        ),
        line_chart(
            "edge-negative",
            "Below zero",
            linear("round", Unit::Count),
            linear("difference", Unit::Nanoseconds),
            vec![line(
                "drift",
                1,
                Evidence::Measured,
                vec![
                    banded(0.0, -5e3, 0.1),
                    point(1.0, 3e3),
                    point(2.0, f64::MAX),
                ],
            )],
        ),
        limited,
        steps,
    ]
}

fn edge_dots() -> Vec<DotRows> {
    let dots = |id: &str, scale, rows| DotRows {
        id: id.to_owned(),
        title: format!("Rows: {id}"),
        description: String::new(),
        axis: axis("ratio", Unit::Ratio, scale),
        reference: Some((1.0, "the same".to_owned())),
        rows,
    };
    let long = "a label so long that it must be cut on every screen that a reader of these pages could possibly have, and on a projector too";
    let odd = vec![
        row("zero", 0, Evidence::Measured, 0.0, 0.1),
        row("not a number", 1, Evidence::Counted, f64::NAN, 0.1),
        DotRow {
            interval: Some((-1.0, f64::INFINITY)),
            ..row("no end", 2, Evidence::Measured, 2.0, 0.1)
        },
        DotRow {
            hollow: true,
            interval: None,
            ..row("<&\">", 3, Evidence::RecordedElsewhere, 1.0, 0.0)
        },
        DotRow {
            hollow: true,
            ..row(long, 4, Evidence::Measured, 0.5, 2.0)
        },
        row("compiled", 0, Evidence::Compiled, 1.5, 0.1),
    ];
    vec![
        dots("edge-rows-empty", Scale::Log10, vec![]),
        dots(
            "edge-rows-one",
            Scale::Log10,
            vec![row("alone", 0, Evidence::Measured, 1.0, 0.0)],
        ),
        dots("edge-rows-odd", Scale::Log10, odd.clone()),
        dots("edge-rows-odd-linear", Scale::Linear, odd),
    ]
}

fn edge_lanes() -> Vec<LaneChart> {
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
