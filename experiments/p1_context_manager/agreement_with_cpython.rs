//! The model of CPython's pool leaves behind what CPython leaves behind, count by count, as the committed recordings have
//! it.

use experiments::recorded;

use super::{EXPERIMENT, visits};

#[test]
fn the_model_counts_what_every_recording_counted() {
    // A process's threads are also those of the tests that run beside this one.
    let not_of_the_process = |name: &str| !name.starts_with("threads_");
    let cells = recorded::compare(EXPERIMENT.name, visits::all, |_, name| {
        not_of_the_process(name)
    });
    assert!(cells >= 6, "only {cells} recorded cells were compared");
}
