//! The model of CPython's pool leaves behind what CPython leaves behind, count by count, as the committed recordings have
//! it.

use experiments::{alone::alone, recorded};

use super::{EXPERIMENT, visits};

#[test]
fn the_model_counts_what_every_recording_counted() {
    alone(|| {
        let cells = recorded::compare(EXPERIMENT.name, visits::all, |_, _| true);
        assert!(cells >= 6, "only {cells} recorded cells were compared");
    });
}
