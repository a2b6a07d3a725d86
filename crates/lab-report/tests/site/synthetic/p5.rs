//! An invented record of tasks that share a lock, hand on and wait for each other.

use lab_measure::record::{Cell, Count, Mode, Origin, Record, Role};

use super::records::{blank, code, time_in_rounds};

const MS: f64 = 1e6;

fn cell(record: &mut Record, contender: &str, call: &str, params: &[(&str, u64)]) -> u32 {
    record.cells.push(Cell {
        contender: contender.into(),
        call: call.into(),
        params: params
            .iter()
            .map(|(name, value)| (name.to_string(), *value))
            .collect(),
        role: Role::Subject,
    });
    record.cells.len() as u32 - 1
}

fn timed(record: &mut Record, who: &str, call: &str, params: &[(&str, u64)], per_item: f64) {
    let cell = cell(record, who, call, params);
    let items = params
        .iter()
        .find(|(name, _)| *name == "n")
        .map_or(1, |(_, n)| *n);
    time_in_rounds(record, cell, items, per_item, 0.0, 0.02);
}

/// A map of so many tasks on so many workers, of which a pool that has no more workers finishes all or none.
fn coordinated(record: &mut Record, who: &str, call: &str, (n, workers): (u64, u64), hangs: bool) {
    let cell = cell(record, who, call, &[("n", n), ("workers", workers)]);
    let mut values = vec![
        ("tasks_finished", if hangs { 0 } else { n }),
        ("hangs", u64::from(hangs)),
    ];
    if hangs {
        values.push(("workers_waiting", workers));
        values.push(("tasks_queued", n - workers.min(n)));
    } else if call == "nested_map" || call == "pool_per_task" {
        let pools = if call == "pool_per_task" { n } else { 0 };
        values.push(("threads_alive", workers * (1 + pools)));
    }
    for (name, value) in values {
        record.counts.push(Count {
            cell,
            repetition: 0,
            name: name.into(),
            value,
        });
    }
}

/// The record: CPython's pool never helps, lap-pool's does, and threads of their own never hang.
pub fn p5() -> Record {
    let mut record = blank("p5_independent_tasks", Mode::Default, Origin::Measured);
    record.code = code();
    for (who, slower) in [("lap-pool", 1.0), ("cpython", 1.04)] {
        for percent in [0_u64, 1, 10, 50] {
            let share = percent as f64 / 100.0;
            let per_item = 8.0 * MS * (share + (1.0 - share) / 8.0) * slower;
            let at = [
                ("n", 16),
                ("workers", 8),
                ("grain_ns", 8_000_000),
                ("shared_percent", percent),
            ];
            timed(&mut record, who, "locked", &at, per_item);
            if percent >= 10 {
                timed(&mut record, who, "locked_threads", &at, per_item * 1.02);
            }
        }
        for (workers, n, times) in [(7, 84, 1.1), (6, 24, 1.8)] {
            let at = [("n", n), ("workers", workers)];
            let fused = 7.0 * MS / workers as f64 * slower;
            timed(&mut record, who, "fused", &at, fused);
            timed(&mut record, who, "per_stage", &at, fused * times);
        }
    }
    for who in ["lap-pool", "cpython", "std per task"] {
        for (n, workers) in [(2, 1), (2, 2), (3, 2), (5, 4)] {
            let hangs = n > workers && who != "std per task";
            coordinated(&mut record, who, "barrier", (n, workers), hangs);
        }
        let nested = who == "cpython";
        coordinated(&mut record, who, "nested_map", (2, 2), nested);
        coordinated(&mut record, who, "pool_per_task", (2, 2), false);
    }
    record
}
