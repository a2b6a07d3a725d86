//! How far ahead of the results the input is read, from the first to the last.

use experiments::live;
use experiments::visits::Visits;
use lab_kit::contender::Streams;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_kit::workloads::source::Counting;
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Findings, Finds, Settings, Solo};
use serde_json::json;

/// Tasks of the visit in which pulls are followed against results.
const FOLLOWED: u64 = 200;
const FOLLOWED_GRAIN_NS: u64 = 200_000;

const SERIES: &str = "pulled_against_returned";

/// One visit of each.
pub fn visits(settings: &Settings) -> Vec<Solo> {
    let mut visits = Visits::once(settings);
    let workers = visits.workers();
    let size = [("n", FOLLOWED), ("grain_ns", FOLLOWED_GRAIN_NS)];
    let cell = ("imap", &size[..]);
    let finds = || Finds::series(SERIES);
    visits.push("lap-pool", cell, finds(), move |found| {
        followed(&LapPool::new(workers).expect("starts"), found);
    });
    visits.push("python model", cell, finds(), move |found| {
        followed(&PythonModel::new(workers).expect("starts"), found);
    });
    let request = visits.request("followed", cell, json!({}));
    visits.push(live::NAME, cell, finds(), move |findings| {
        if let Some(answer) = live::found(&request, findings) {
            findings.series(SERIES, live::list(&answer, "points"));
        }
    });
    visits.into_list()
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
