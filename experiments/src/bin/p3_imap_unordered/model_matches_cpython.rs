//! The model of CPython's pool does what CPython does, count by count: as the committed recordings have it, and as an
//! interpreter does it here, where there is one.

use experiments::{live, recorded};
use serde_json::json;

use super::EXPERIMENT;
use super::one_held::counted;
use super::visits::{HELD, TASKS, all, held_size, model};

/// Counts that follow from the pool's policy alone, by the call and the task that is held. Where results come out while
/// others are worked on, order and items alive follow from who is faster: results may have come and gone before the last
/// input is read.
fn forced(call: &str, held: u64) -> &'static [&'static str] {
    match (call, held) {
        ("imap_unordered", 0) | (_, 3) => &["results_while_held", "tasks_run", "inversions"],
        (_, 0) => &[
            "results_while_held",
            "tasks_run",
            "inversions",
            "items_alive_while_held",
        ],
        _ => &["results_while_held", "tasks_run"],
    }
}

#[test]
fn the_model_counts_what_every_recording_counted() {
    let cells = recorded::compare(EXPERIMENT.name, all, |cell, name| {
        let held = cell.param("held");
        held.is_some_and(|held| forced(&cell.call, held).contains(&name))
    });
    assert!(cells >= 7, "only {cells} recorded cells were compared");
}

#[test]
fn the_model_counts_what_the_interpreter_here_counts() {
    if let Err(reason) = live::about() {
        eprintln!("not compared: {reason}");
        return;
    }
    for (held, chunksize, calls) in HELD {
        for &call in calls {
            let size = held_size(held, chunksize);
            let request = live::request("one_held", call, &size, json!({}));
            let answer = live::visit(&request).expect("it answered before");
            let model = counted(&model(chunksize), call, TASKS, held);
            for name in forced(call, held) {
                let here = live::number(&answer, name);
                assert_eq!(
                    model[*name], here,
                    "{name} of {call}, task {held} held, chunks of {chunksize:?}"
                );
            }
        }
    }
}
