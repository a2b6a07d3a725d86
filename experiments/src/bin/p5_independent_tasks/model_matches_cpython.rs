//! The model of CPython's pool hangs where CPython hangs and finishes where it finishes: as the committed recordings have
//! it, and as an interpreter does it here, where there is one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use experiments::live;
use lab_kit::contenders::PythonModel;
use lab_measure::record::{Cell, Record};
use lab_measure::store;
use serde_json::json;

use super::coordination::{Exhibit, show};

/// What a visit counted, by name.
type Counts = BTreeMap<&'static str, u64>;

const CASES: [(Exhibit, usize, usize); 11] = [
    (Exhibit::Barrier, 1, 1),
    (Exhibit::Barrier, 2, 1),
    (Exhibit::Barrier, 3, 3),
    (Exhibit::Barrier, 4, 3),
    (Exhibit::Barrier, 9, 2),
    (Exhibit::SignalFromNext, 2, 2),
    (Exhibit::SignalFromNext, 3, 2),
    (Exhibit::SignalFromPrevious, 7, 1),
    (Exhibit::NestedMap, 1, 2),
    (Exhibit::NestedMap, 2, 2),
    (Exhibit::PoolPerTask, 2, 2),
];

fn model(exhibit: Exhibit, tasks: usize, workers: usize) -> Counts {
    let ended = show(exhibit, tasks, move || PythonModel::new(workers));
    let hangs = ended.hangs.expect("it hangs or it does not");
    let mut counts = Counts::from([
        ("tasks_finished", ended.finished as u64),
        ("hangs", u64::from(hangs)),
    ]);
    if hangs {
        counts.insert("workers_waiting", ended.waiting as u64);
        counts.insert("tasks_queued", ended.queued as u64);
    }
    counts
}

/// Compares every repetition of one recorded cell; says whether there was any.
fn compare(record: &Record, index: u32, cell: &Cell) -> bool {
    let exhibit = Exhibit::ALL.iter().find(|(_, call)| *call == cell.call);
    let (Some((exhibit, call)), Some(tasks), Some(workers)) =
        (exhibit, cell.param("n"), cell.param("workers"))
    else {
        return false;
    };
    let of_cell = |name: &str| {
        let counts = record.counts.iter();
        counts
            .filter(|count| count.cell == index && count.name == name)
            .map(|count| count.value)
            .collect::<Vec<u64>>()
    };
    if of_cell("hangs").is_empty() {
        return false;
    }
    let model = model(*exhibit, tasks as usize, workers as usize);
    for (name, counted) in model {
        for recorded in of_cell(name) {
            assert_eq!(
                counted, recorded,
                "{name} of {call}, {tasks} tasks on {workers}"
            );
        }
    }
    true
}

#[test]
fn the_model_hangs_where_every_recording_hung() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    let files = fs::read_dir(folder).expect("the recordings are part of the repository");
    for file in files {
        let path = file.expect("a readable folder").path();
        let record = store::read_record(&path).expect("a recording is a record");
        if record.experiment != super::EXPERIMENT.name {
            continue;
        }
        let cells = (0..).zip(&record.cells);
        let compared = cells
            .filter(|(_, cell)| cell.contender == live::NAME)
            .filter(|(index, cell)| compare(&record, *index, cell))
            .count();
        assert!(
            compared >= 4,
            "only {compared} recorded cells were compared"
        );
    }
}

#[test]
fn the_model_hangs_where_the_interpreter_here_hangs() {
    if let Err(reason) = live::about() {
        eprintln!("not compared: {reason}");
        return;
    }
    for (exhibit, tasks, workers) in CASES {
        let call = exhibit.call();
        let request =
            json!({ "visit": "coordinated", "call": call, "n": tasks, "workers": workers });
        let answer = live::visit(&request).expect("it answered before");
        for (name, counted) in model(exhibit, tasks, workers) {
            assert_eq!(
                counted,
                live::number(&answer, name),
                "{name} of {call}, {tasks} tasks on {workers} workers"
            );
        }
    }
}
