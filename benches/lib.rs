//! What the criterion benchmarks beside it share: which ids a run has, how contenders are gone through, how `main` behaves
//! where the lab starts it.
//!
//! `cargo bench` alone works, and then has every id. The lab calls a benchmark once per id and round, in random order, and
//! reads the samples of each call as one process. By the environment it says how much is run, and how long a step of the
//! kernel takes, so that all processes of a run do the same work.

pub mod overlap;
pub mod wakes;

use std::env;
use std::thread::available_parallelism;
use std::time::Duration;

use criterion::Criterion;
use lab_kit::contender::Contender;
use lab_kit::contenders;
use lab_kit::roster::{Entry, ForEach, ForEachDeferred, ForEachStream};
use lab_kit::workloads::spin::Kernel;
use lab_measure::{lifeline, pools};
use serde_json::json;

/// How much is run: `quick`, `default`, or everything.
const MODE: &str = "LAB_MODE";
/// Nanoseconds of a step of the kernel, as `--about` has told them.
const NS_PER_STEP: &str = "LAB_NS_PER_STEP";

/// The least run that has an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum From {
    /// Every run.
    Quick,
    /// All but a quick one.
    Default,
    /// A full one alone.
    Full,
}

impl From {
    /// Whether this run has it.
    pub fn is_in_run(self) -> bool {
        let run = match env::var(MODE).as_deref() {
            Ok("quick") => From::Quick,
            Ok("default") => From::Default,
            _ => From::Full,
        };
        self <= run
    }
}

/// As many as the experiments give every pool: the allowed cores, at least 2 and at most 8.
pub fn workers() -> usize {
    available_parallelism().map_or(2, usize::from).clamp(2, 8)
}

/// The kernel, calibrated by whoever started this, or else here.
pub fn kernel() -> Kernel {
    let told = env::var(NS_PER_STEP).ok();
    let told = told.and_then(|text| text.parse().ok());
    told.map_or_else(Kernel::calibrate, Kernel::from_ns_per_step)
}

/// Each contender that this build has and this machine can run.
pub fn each(taker: &mut impl ForEach) {
    contenders::all(taker);
    contenders::more::all(taker);
}

/// Each of them that gives results later.
pub fn each_deferred(taker: &mut impl ForEachDeferred) {
    contenders::deferred(taker);
    contenders::more::deferred(taker);
}

/// Each of them that streams.
pub fn each_stream(taker: &mut impl ForEachStream) {
    contenders::streams(taker);
    contenders::more::streams(taker);
}

/// A contender, built only when one of its ids is measured, and gone before the next one's turn.
pub fn started<C: Contender>(entry: Entry<C>) -> C {
    entry.start(workers()).expect("the pool starts")
}

/// What `criterion_main` makes, on a lifeline where the lab starts it, which also hears what the pools have done. With
/// `--about` it says what the lab asks of a benchmark before it measures.
pub fn main(benches: impl FnOnce(&mut Criterion)) {
    if env::args().any(|word| word == "--about") {
        println!("{}", about());
        return;
    }
    lifeline::hold_if_asked();
    let criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1));
    let mut criterion = criterion.configure_from_args();
    benches(&mut criterion);
    criterion.final_summary();
    if env::var_os(NS_PER_STEP).is_some() {
        pools::tell();
    }
}

/// One line of JSON: a step of the kernel, and who cannot be measured here, each with the reason.
fn about() -> serde_json::Value {
    let absent: Vec<_> = contenders::more::absent()
        .into_iter()
        .map(|(what, reason)| json!({ "what": what, "reason": reason }))
        .collect();
    json!({ "ns_per_step": Kernel::calibrate().ns_per_step(), "absent": absent })
}
