//! The model of CPython's pool does what CPython does here, count by count, where there is one.

use experiments::live;
use serde_json::Value;

use super::one_held::counted;
use super::{HELD, TASKS, held_request, model};

#[test]
fn the_model_counts_what_the_interpreter_here_counts() {
    if let Err(reason) = live::about() {
        eprintln!("not compared: {reason}");
        return;
    }
    for (held, chunksize, calls) in HELD {
        for &call in calls {
            let answer: Value =
                live::visit(&held_request(call, held, chunksize)).expect("it answered before");
            let model = counted(&model(chunksize), call, TASKS, held);
            // Where results come out while others are worked on, order and items alive follow from who is faster.
            let forced: &[&str] = match held {
                0 => &["inversions", "items_alive_while_held"],
                3 => &["inversions"],
                _ => &[],
            };
            for name in ["results_while_held", "tasks_run"].iter().chain(forced) {
                let here = live::number(&answer, name);
                assert_eq!(
                    model[*name], here,
                    "{name} of {call}, task {held} held, chunks of {chunksize:?}"
                );
            }
        }
    }
}
