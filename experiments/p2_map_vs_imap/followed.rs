//! How far ahead of the results the input is read, from the first to the last.

use experiments::live;
use lab_kit::contender::Streams;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Findings, Solo, SoloKind, cell};
use serde_json::json;

use super::at;

/// Tasks of the visit in which pulls are followed against results.
const FOLLOWED: u64 = 200;
const FOLLOWED_GRAIN_NS: u64 = 200_000;

const SERIES: &str = "pulled_against_returned";

/// One visit of each.
pub fn visits(workers: usize) -> Vec<Solo> {
    let at = at(FOLLOWED, FOLLOWED_GRAIN_NS, workers);
    let visit = |name: &str, call: &str, run: Box<dyn Fn(&mut Findings)>| Solo {
        cell: cell(name, call, &at),
        kind: SoloKind::Counted,
        repetitions: 1,
        run,
    };
    let request = json!({ "visit": "followed", "call": "imap", "n": FOLLOWED, "grain_ns": FOLLOWED_GRAIN_NS, "workers": workers });
    vec![
        visit(
            "lap-pool",
            "imap",
            Box::new(move |found| followed(&LapPool::new(workers).expect("starts"), found)),
        ),
        visit(
            "python model",
            "imap",
            Box::new(move |found| followed(&PythonModel::new(workers).expect("starts"), found)),
        ),
        visit(
            live::NAME,
            "imap",
            Box::new(move |findings| {
                if let Some(answer) = live::found(&request, findings) {
                    findings.series(SERIES, live::list(&answer, "points"));
                }
            }),
        ),
    ]
}

fn followed(pool: &impl Streams, found: &mut Findings) {
    let task = Kernel::calibrate().grain(FOLLOWED_GRAIN_NS);
    let source = Counting::new(0..FOLLOWED);
    let pulls = source.pulls();
    let mut points = vec![(0, 0)];
    for (returned, result) in (1..).zip(pool.imap(source, move |item| task.run(item))) {
        std::hint::black_box(result);
        points.push((returned, pulls.count()));
    }
    found.series(SERIES, points);
}
