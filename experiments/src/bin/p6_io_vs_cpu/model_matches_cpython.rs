//! The model of CPython's pool starts as many threads as CPython does, as the committed recordings have it. What else a
//! visit counts of its process (switches, memory, CPU time) is the interpreter's, which the model does without.

use std::collections::BTreeSet;

use experiments::recorded;
use lab_kit::contender::Contender;
use lab_kit::contenders::PythonModel;
use lab_measure::experiment::{Findings, Solo};

use super::{EXPERIMENT, footprint};

#[test]
fn the_model_starts_as_many_threads_as_every_recording_counted() {
    let cells = recorded::compare(
        EXPERIMENT.name,
        |recorded| {
            footprint::visits(recorded, &BTreeSet::from([1, 2, 4, 8, 16, 64]))
                .into_iter()
                .map(|visit| by_default(recorded.workers, visit))
                .map(counting_its_own_threads)
                .collect()
        },
        |_, name| name == "threads_added",
    );
    assert!(cells >= 5, "only {cells} recorded cells were compared");
}

/// The visit as it is where so many workers are the default: a cell says so, and this machine may have other cores than
/// the recording's.
fn by_default(workers: usize, mut visit: Solo) -> Solo {
    let params = &mut visit.cell.params;
    params.remove("default_workers");
    if params["workers"] == workers as u64 {
        params.insert("default_workers".into(), 1);
    }
    visit
}

/// A visit looks at its process, which here has the threads of other tests: the pool itself knows which are its own.
fn counting_its_own_threads(visit: Solo) -> Solo {
    let workers = visit.cell.param("workers").expect("a pool has workers");
    let run = move |found: &mut Findings| {
        let pool = PythonModel::new(workers as usize).expect("the model starts");
        let threads = pool.counts().threads_created;
        found.count("threads_added", threads.expect("the model counts"));
    };
    Solo {
        run: Box::new(run),
        ..visit
    }
}
