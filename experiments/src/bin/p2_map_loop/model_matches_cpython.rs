//! The model of CPython's pool does what CPython does, count by count, as the committed recordings have it, and as an
//! interpreter does it here, where there is one: messages queued, results left after an error, effects that are skipped,
//! results in hand.

use experiments::{live, recorded};
use lab_kit::contenders::PythonModel;
use serde_json::json;

use super::visits::{self, model};
use super::{EXPERIMENT, dispatch, effects, errors, held};

/// What the model does in a visit.
type Visit = fn(PythonModel, u64) -> u64;

/// (visit of the script, its call, tasks, the count, the model's visit).
const VISITS: [(&str, &str, u64, &str, Visit); 8] = [
    (
        "loop_dispatch",
        "map_own_chunks",
        1_000,
        "messages_queued",
        |pool, n| dispatch::model(&pool, n),
    ),
    (
        "loop_dispatch",
        "map_chunks_of_one",
        100,
        "messages_queued",
        |pool, n| dispatch::model(&pool.with_chunksize(1), n),
    ),
    (
        "loop_missing",
        "map_effects",
        100,
        "effects_missing",
        |pool, n| effects::missing_after_panic(&pool, n),
    ),
    (
        "loop_order",
        "imap_effects",
        16,
        "effects_out_of_order",
        |pool, n| effects::order_by_imap(&pool, n),
    ),
    (
        "loop_errors",
        "map_raising",
        errors::TASKS,
        "good_results",
        |pool, _| errors::map_raising(&pool),
    ),
    (
        "loop_errors",
        "imap_raising",
        errors::TASKS,
        "good_results",
        |pool, _| errors::model_imap_raising(&pool),
    ),
    (
        "loop_held",
        "map_last_held",
        100,
        "results_before_the_last",
        |pool, n| held::by_map(&pool, n),
    ),
    (
        "loop_held",
        "imap_last_held",
        100,
        "results_before_the_last",
        |pool, n| held::by_imap(&pool, n),
    ),
];

#[test]
fn the_model_counts_what_every_recording_counted() {
    let cells = recorded::compare(EXPERIMENT.name, visits::all, |_, _| true);
    assert!(cells >= 11, "only {cells} recorded cells were compared");
}

#[test]
fn the_model_counts_what_the_interpreter_here_counts() {
    if let Err(reason) = live::about() {
        eprintln!("not compared: {reason}");
        return;
    }
    for (visit, call, n, count, run) in VISITS {
        for workers in [2, 3, 4] {
            let request = json!({ "visit": visit, "call": call, "n": n, "workers": workers });
            let answer = live::visit(&request).expect("it answered before");
            assert_eq!(
                run(model(workers), n),
                live::number(&answer, count),
                "{count} of {call} with {n} tasks on {workers} workers"
            );
        }
    }
}
