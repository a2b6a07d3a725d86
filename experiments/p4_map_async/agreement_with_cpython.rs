//! The model of CPython's pool does what CPython does here, count by count, where there is one.

use experiments::live;

use super::{asked_of_python, model_counts, requests};

#[test]
fn the_model_counts_what_the_interpreter_here_counts() {
    if let Err(reason) = live::about() {
        eprintln!("not compared: {reason}");
        return;
    }
    let mut compared = 0;
    for workers in [2, 3] {
        for asked in requests(workers) {
            let answer = live::visit(&asked_of_python(&asked)).expect("it answered before");
            let model = model_counts(asked.0, asked.1, workers as usize);
            for (name, count) in model.into_iter().flatten() {
                let here = live::number(&answer, name);
                assert_eq!(count, here, "{name} of {} on {workers} workers", asked.1);
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 2 * 7, "counts that both have");
}
