//! Invented records of `map` and `imap`: one with every kind of content, CPython's from elsewhere, and benchmarks.

use lab_measure::record::{Absent, Lanes, Mode, Origin, Pull, Record, Role, Series, Span, Yielded};

use super::records::{blank, cell, code, count, time};

const SIZES: [u64; 4] = [100, 1_000, 10_000, 100_000];
const GRAINS: [u64; 2] = [0, 100_000];

/// Nanoseconds per task that a pool adds, by contender and call.
fn overhead(contender: &str, call: &str) -> f64 {
    match (contender, call) {
        ("serial", _) => 1.2,
        ("lap-pool", "map") => 6.0,
        ("lap-pool workers only", _) => 9.0,
        ("rayon", _) => 7.2,
        ("rayon inside", _) => 5.4,
        ("std chunks", _) => 15.0,
        ("std per task", _) => 11_000.0,
        ("channel", _) => 260.0,
        ("python model", "map") => 95.0,
        ("lap-pool", _) => 120.0,
        ("cpython", "map") => 105.0,
        _ => 3_400.0,
    }
}

fn per_task(contender: &str, call: &str, n: u64, grain_ns: u64) -> f64 {
    let spread = match contender {
        "serial" | "cpython" => 1.0,
        _ => 1.9,
    };
    let start = match contender {
        "serial" => 0.0,
        _ => 9_000.0,
    };
    overhead(contender, call) + grain_ns as f64 / spread + start / n as f64
}

/// The record of an experiment with every kind of content.
pub fn p2(mode: Mode) -> Record {
    let mut record = blank("p2_map_vs_imap", mode, Origin::Measured);
    for grain in GRAINS {
        for n in SIZES {
            subject(&mut record, "lap-pool", n, grain);
            let serial = cell(&mut record, "serial", "loop", n, grain, Role::Subject);
            time(
                &mut record,
                serial,
                n,
                per_task("serial", "loop", n, grain),
                0.0,
            );
        }
        for other in [
            "lap-pool workers only",
            "rayon",
            "rayon inside",
            "std chunks",
            "std per task",
            "channel",
            "python model",
        ] {
            let n = 10_000;
            let at = cell(&mut record, other, "map", n, grain, Role::Subject);
            time(&mut record, at, n, per_task(other, "map", n, grain), 0.0);
        }
    }
    controls(&mut record);
    record.absent = vec![Absent::lacking(
        "cpython",
        "python3 was not found on this machine",
    )];
    record.code = code();
    record
}

fn subject(record: &mut Record, who: &str, n: u64, grain: u64) {
    for call in ["map", "imap", "imap_unordered"] {
        let at = cell(record, who, call, n, grain, Role::Subject);
        let ns = per_task(who, call, n, grain);
        let first = match call {
            "map" => ns * n as f64,
            "imap" => 14_000.0 + grain as f64 * 3.0,
            _ => 13_000.0 + grain as f64,
        };
        time(record, at, n, ns, first);
        let ahead = match (who, call) {
            ("cpython", "map") => n + n / 10,
            (_, "map") | ("cpython", _) => n,
            _ => n.min(8),
        };
        if grain == 0 {
            count(record, at, "pulled_after_one_result", ahead.min(n));
            count(record, at, "peak_live_items", ahead + 2);
            count(
                record,
                at,
                "peak_alloc_bytes",
                4_096 + ahead * if call == "map" { 24 } else { 72 },
            );
            count(record, at, "peak_rss_bytes", 6_500_000 + ahead * 90);
        }
        if n == 100 && grain > 0 {
            traced(record, at, who, call);
        }
        if n == 1_000 && grain > 0 && call != "map" {
            let pulled = |returned: u64| match who {
                "cpython" => n,
                _ => (returned + 8).min(n),
            };
            record.series.push(Series {
                cell: at,
                name: "pulled_against_returned".into(),
                points: (0..=n)
                    .step_by(20)
                    .map(|returned| (returned, pulled(returned)))
                    .collect(),
            });
        }
    }
}

/// Twenty tasks on four workers, one slow at the start and one later.
fn traced(record: &mut Record, cell: u32, who: &str, call: &str) {
    const MS: u64 = 1_000_000;
    let mut free = [0u64; 4];
    let mut spans = Vec::new();
    for task in 0..20u32 {
        let lane = (0..4).min_by_key(|lane| free[*lane]).unwrap_or(0);
        let long = match task {
            0 => 60,
            15 => 30,
            _ => 6,
        };
        let start_ns = free[lane];
        free[lane] = start_ns + long * MS;
        spans.push(Span {
            lane: lane as u32,
            task,
            start_ns,
            end_ns: free[lane],
        });
    }
    let mut ends: Vec<(u64, u32)> = spans.iter().map(|span| (span.end_ns, span.task)).collect();
    let last = ends.iter().map(|(end, _)| *end).max().unwrap_or(0);
    let yielded: Vec<Yielded> = match call {
        "map" => ends
            .iter()
            .map(|(_, task)| Yielded {
                task: *task,
                at_ns: last,
            })
            .collect(),
        "imap" => {
            let mut latest = 0;
            ends.iter()
                .map(|(end, task)| {
                    latest = latest.max(*end);
                    Yielded {
                        task: *task,
                        at_ns: latest,
                    }
                })
                .collect()
        }
        _ => {
            ends.sort_unstable();
            ends.iter()
                .map(|(end, task)| Yielded {
                    task: *task,
                    at_ns: *end,
                })
                .collect()
        }
    };
    let eager = who == "cpython" || call == "map";
    let pulls = (0..20u32)
        .map(|task| Pull {
            task,
            at_ns: match (eager, task) {
                (true, _) | (false, 0..8) => u64::from(task) * 20_000,
                _ => yielded[task as usize - 8].at_ns,
            },
        })
        .collect();
    record.lanes.push(Lanes {
        cell,
        spans,
        pulls,
        yielded,
    });
}

fn controls(record: &mut Record) {
    let (n, grain) = (10_000, 100_000);
    let once = cell(record, "serial", "loop", n, grain, Role::PositiveControl);
    time(record, once, n, 100_000.0, 0.0);
    let twice = cell(
        record,
        "serial",
        "loop_twice",
        n,
        grain,
        Role::PositiveControl,
    );
    time(record, twice, n, 200_000.0, 0.0);
    let again = cell(record, "lap-pool", "map_again", n, grain, Role::NullControl);
    time(record, again, n, per_task("lap-pool", "map", n, grain), 0.0);
}

/// CPython on another machine.
pub fn cpython() -> Record {
    let mut record = blank("p2_map_vs_imap", Mode::Default, Origin::Recorded);
    record.started = "2026-11-20T09:00:00Z".into();
    record.environment.machine_class = "4-core x86_64 linux".into();
    record.environment.facts.push(lab_measure::record::Fact {
        key: "python".into(),
        label: "CPython".into(),
        value: Some("3.13.0".into()),
        absent_because: None,
    });
    for grain in GRAINS {
        for n in SIZES {
            subject(&mut record, "cpython", n, grain);
        }
    }
    controls(&mut record);
    let own = cell(
        &mut record,
        "lap-pool",
        "map",
        10_000,
        100_000,
        Role::Subject,
    );
    time(
        &mut record,
        own,
        10_000,
        per_task("lap-pool", "map", 10_000, 100_000),
        0.0,
    );
    record
}

/// Benchmarks: all contenders on `map`.
pub fn criterion() -> Record {
    let mut record = blank("criterion_map", Mode::Default, Origin::Measured);
    for (n, grain) in [(10_000, 0), (1_000, 10_000)] {
        for who in [
            "serial",
            "lap-pool",
            "lap-pool workers only",
            "rayon",
            "rayon inside",
            "std chunks",
            "channel",
        ] {
            let at = cell(&mut record, who, "map", n, grain, Role::Subject);
            time(&mut record, at, n, per_task(who, "map", n, grain), 0.0);
        }
    }
    record
}
