//! What pools of ours have done in an experiment's processes stands in its record, counted once.

mod trials;

use std::env;
use std::process::{Command, ExitCode};

use lab_kit::contender::{Contender, Deferred};
use lab_kit::contenders::{LapPool, RayonPool};
use lab_measure::experiment::{Experiment, Finds, Settings, Solo, Timed, cell};
use lab_measure::record::PoolWork;
use lab_measure::store;
use trials::trials;

const EXPERIMENT: Experiment = Experiment {
    name: "pool_work",
    version: 1,
    sources: &[],
    facts: |_| Vec::new(),
    timed,
    solo,
};

/// Fresh processes of the experiment, and rounds of each.
const PLAN: [u64; 2] = [3, 2];

fn main() -> ExitCode {
    let is_of_an_experiment =
        |word: &str| ["--record", "--fresh-process", "--solo"].contains(&word);
    if env::args().any(|word| is_of_an_experiment(&word)) {
        return EXPERIMENT.main();
    }
    trials::main(trials![
        pools_kept_and_pools_that_end_tell_what_they_did_in_every_process
    ])
}

/// A pool that is kept runs 7 tasks in a visit, one that ends with its cell maps 4 chunks, and another contender's tells
/// nothing.
fn timed(_settings: &Settings, timed: &mut Timed) {
    let kept = LapPool::new(2).expect("it starts").keep();
    timed.add_large(cell(kept.name(), "tasks", &[]), move |watch| {
        watch.time(|_| tasks(kept, 7));
    });
    let own = LapPool::workers_only(1)
        .expect("it starts")
        .with_chunksize(5);
    timed.add_large(cell(own.name(), "chunks", &[]), move |watch| {
        watch.time(|_| own.map(&[0; 20], |_| ()));
    });
    let other = RayonPool::new(2).expect("it starts").keep();
    timed.add_large(cell(other.name(), "map", &[]), move |watch| {
        watch.time(|_| other.map(&[0; 20], |_| ()));
    });
}

/// A visit that starts and ends two pools, of which the first is not heard when it complains.
fn solo(_settings: &Settings) -> Vec<Solo> {
    let cell = cell("lap-pool", "visit", &[]);
    vec![Solo::once(cell, Finds::default(), |_| {
        let pool = LapPool::new(1).expect("it starts");
        drop(pool.apply_async(|| panic!("on purpose")));
        drop(pool);
        tasks(&LapPool::new(1).expect("it starts"), 3);
    })]
}

fn tasks(pool: &LapPool, count: usize) {
    let handles: Vec<_> = (0..count).map(|_| pool.apply_async(|| ())).collect();
    handles
        .into_iter()
        .for_each(|task| task.get().expect("no panic"));
}

fn pools_kept_and_pools_that_end_tell_what_they_did_in_every_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record.json");
    let mut conducts = Command::new(env::current_exe().unwrap());
    conducts
        .arg("--plan")
        .args(PLAN.map(|number| number.to_string()));
    let status = conducts.arg("--record").arg(&path).status().unwrap();
    assert!(status.success());
    let record = store::read_record(&path).unwrap();
    assert_eq!(record.absent.iter().find(|absent| absent.failed), None);
    let of = |contender: &str| {
        let work = record.pools.iter().find(|work| work.contender == contender);
        work.unwrap_or_else(|| panic!("{:?}", record.pools))
    };
    let numbers = |work: &PoolWork| (work.pools, work.tasks, work.chunks, work.unread_panics);
    let [processes, rounds] = PLAN;
    let kept = of("lap-pool");
    assert_eq!(
        numbers(kept),
        (processes + 2, processes * rounds * 7 + 1 + 3, 0, 1)
    );
    let own = of("lap-pool workers only");
    assert_eq!(numbers(own), (processes, 0, processes * rounds * 4, 0));
    assert!(own.busy_ns > 0 && own.idle_ns > 0, "{own:?}");
    assert_eq!(record.pools.len(), 2, "{:?}", record.pools);
}
