//! The model of CPython's pool does what CPython does, count by count: as the committed recordings have it, and as an
//! interpreter does it here, where there is one.

use experiments::{alone::alone, live, recorded};

use serde_json::json;

use super::{EXPERIMENT, model_counts, requests, solo};

#[test]
fn the_model_counts_what_every_recording_counted() {
    alone(|| {
        let cells = recorded::compare(EXPERIMENT.name, solo, |_, _| true);
        assert!(cells >= 5, "only {cells} recorded cells were compared");
    });
}

#[test]
fn the_model_counts_what_the_interpreter_here_counts() {
    alone(|| {
        if let Err(reason) = live::about() {
            eprintln!("not compared: {reason}");
            return;
        }
        let mut compared = 0;
        for workers in [2, 3] {
            for (visit, call, size, _) in requests(workers) {
                let request = live::request(visit, call, &size, json!({}));
                let answer = live::visit(&request).expect("it answered before");
                let model = model_counts(visit, call, workers as usize);
                for (name, count) in model.into_iter().flatten() {
                    let here = live::number(&answer, name);
                    assert_eq!(count, here, "{name} of {call} on {workers} workers");
                    compared += 1;
                }
            }
        }
        assert_eq!(compared, 2 * 7, "counts that both have");
    });
}
