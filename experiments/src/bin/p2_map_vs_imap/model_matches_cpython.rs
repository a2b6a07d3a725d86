//! The model of CPython's pool does what CPython does, count by count: as the committed recordings have it, and as an
//! interpreter does it here, where there is one.

use std::fs;
use std::path::Path;

use experiments::live;
use lab_kit::contenders::PythonModel;
use lab_measure::record::{Cell, Record};
use lab_measure::store;
use serde_json::json;

use super::memory::ITEM_BYTES;
use super::paused::{Counts, paused};

/// Counts that follow from the pool's policy alone, not from who is faster.
const BY_POLICY: [&str; 4] = [
    "pulled_after_one_result",
    "tasks_run",
    "messages_queued",
    "threads_created",
];

const CALLS: [&str; 4] = ["map", "map_async", "imap", "imap_unordered"];

fn model(call: &str, n: u64, grain_ns: u64, workers: u64) -> Counts {
    paused(|| PythonModel::new(workers as usize), call, n, grain_ns)
}

/// What a record counted in a cell, every repetition of it.
fn counted(record: &Record, cell: usize, name: &str) -> impl Iterator<Item = u64> {
    record
        .counts
        .iter()
        .filter(move |count| count.cell as usize == cell && count.name == name)
        .map(|count| count.value)
}

/// Compares every count by policy of one recorded cell; says how many there were.
fn compare(record: &Record, index: usize, cell: &Cell) -> u32 {
    let param = |name: &str| cell.param(name);
    let (Some(n), Some(grain_ns), Some(workers)) =
        (param("n"), param("grain_ns"), param("workers"))
    else {
        return 0;
    };
    if counted(record, index, BY_POLICY[0]).next().is_none() {
        return 0;
    }
    let model = model(&cell.call, n, grain_ns, workers);
    let mut compared = 0;
    for name in BY_POLICY {
        for recorded in counted(record, index, name) {
            assert_eq!(
                model[name], recorded,
                "{name} of {} with {n} tasks of {grain_ns} ns on {workers} workers",
                cell.call
            );
            compared += 1;
        }
    }
    compared
}

#[test]
fn the_model_counts_what_every_recording_counted() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    let files = fs::read_dir(folder).expect("the recordings are part of the repository");
    let mut cells = 0;
    for file in files {
        let path = file.expect("a readable folder").path();
        let record = store::read_record(&path).expect("a recording is a record");
        if record.experiment != super::EXPERIMENT.name {
            continue;
        }
        let cpython = |cell: &Cell| cell.contender == live::NAME;
        for (index, cell) in record.cells.iter().enumerate() {
            if cpython(cell) {
                cells += u32::from(compare(&record, index, cell) > 0);
            }
        }
    }
    assert!(cells >= 12, "only {cells} recorded cells were compared");
}

#[test]
fn the_model_counts_what_the_interpreter_here_counts() {
    if let Err(reason) = live::about() {
        eprintln!("not compared: {reason}");
        return;
    }
    for (n, workers) in [(0, 1), (1, 2), (17, 4), (100, 3), (1_000, 4)] {
        // One result and a pause: there must be one.
        let calls = CALLS.iter().filter(|call| n > 0 || call.starts_with("map"));
        for &call in calls {
            let request = json!({ "visit": "paused", "call": call, "n": n, "grain_ns": 0, "workers": workers, "item_bytes": ITEM_BYTES });
            let answer = live::visit(&request).expect("it answered before");
            let model = model(call, n, 0, workers);
            for name in BY_POLICY {
                let here = live::number(&answer, name);
                assert_eq!(
                    model[name], here,
                    "{name} of {call} with {n} tasks on {workers} workers"
                );
            }
        }
    }
}
