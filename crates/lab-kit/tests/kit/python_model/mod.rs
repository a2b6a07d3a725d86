//! The model does what CPython's `ThreadPool` does, counted step by step.

mod ends;
mod failures;
mod maps;
mod streams;

use std::iter;

use lab_kit::contender::Failure;
use lab_kit::contenders::PythonModel;
use lab_kit::workloads::gate::Gate;

fn pool(workers: usize) -> PythonModel {
    PythonModel::new(workers).unwrap()
}

fn text(failure: &Failure) -> Option<&str> {
    let Failure::Panicked(payload) = failure else {
        return None;
    };
    payload.downcast_ref::<&str>().copied()
}

/// A source that opens a gate when it has been read to its end.
fn announced(count: u64, drained: &Gate) -> impl Iterator<Item = u64> + Send + use<> {
    let drained = drained.clone();
    (0..count).chain(iter::from_fn(move || {
        drained.open();
        None
    }))
}
