//! Which pools keep which promises: `cargo run -p pool-conformance --example table`. With `wrong` as its argument, the
//! wrong pools too, and how each failure showed: a minute.

use std::time::Duration;

use pool_conformance::{
    BY_HAND, Candidate, LAP_POOL, LAP_POOL_WORKERS_ONLY, Limits, Report, Table, WRONG, examine,
};

fn main() {
    let limits = Limits {
        patience: Duration::from_secs(4),
        ..Limits::default()
    };
    let report = |candidate: &Candidate| examine(candidate, limits);
    let right = [LAP_POOL, LAP_POOL_WORKERS_ONLY, BY_HAND];
    let reports: Vec<Report> = right.iter().map(report).collect();
    print!("{}", Table(&reports));
    if std::env::args().any(|argument| argument == "wrong") {
        for wrong in WRONG {
            println!(
                "\n{}: {}\n{}",
                wrong.name,
                wrong.about,
                examine(wrong, limits)
            );
        }
    }
}
