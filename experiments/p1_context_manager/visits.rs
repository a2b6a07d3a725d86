//! The counted visits, each with a process to itself.

use experiments::live;
use experiments::visits::Visits;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_measure::experiment::{Findings, Settings, Solo};

use super::by_hand::{self, End};
use super::held::Ended;
use super::scopes::{self, Inside, Way};
use super::{CALLS, EXPERIMENT, POOLS, TASKS, forgotten, lanes, less_code, per_call};

/// All of them.
pub fn all(settings: &Settings) -> Vec<Solo> {
    let workers = settings.workers;
    let mut visits = Visits::of(settings);
    for (way, call) in Way::ALL {
        ended(&mut visits, "lap-pool", call, move || {
            scopes::lap_pool(way, workers)
        });
        visits.python("ended", call, &[("n", TASKS)]);
        explain(&mut visits, "python model", call, move || {
            scopes::python_model(way, workers)
        });
        explain(&mut visits, "std", call, move || scopes::std_scope(way));
    }
    for (end, call) in End::ALL {
        ended(&mut visits, "lap-pool", call, move || {
            by_hand::ended(end, || lap_pool(workers))
        });
        visits.python("ended", call, &[("n", TASKS)]);
        explain(&mut visits, "python model", call, move || {
            by_hand::ended(end, || model(workers))
        });
    }
    for (what, call) in Inside::ALL {
        explain(&mut visits, "lap-pool", call, move || {
            scopes::inside(what, workers)
        });
        if visits.explains {
            visits.python("ended", call, &[("n", TASKS)]);
        }
    }
    less_code(&mut visits);
    forgotten(&mut visits);
    per_call(&mut visits);
    if visits.explains {
        visits.list.extend(lanes::visits());
    }
    visits.list
}

fn lap_pool(workers: usize) -> LapPool {
    LapPool::new(workers).expect("the pool starts")
}

fn model(workers: usize) -> PythonModel {
    PythonModel::new(workers).expect("the model starts")
}

fn statements(contender: &str, call: &str, found: &mut Findings) {
    let code = EXPERIMENT.excerpts();
    found.count("statements", less_code::counted(&code, contender, call));
}

fn threads_created(created: Result<u64, String>, found: &mut Findings) {
    match created {
        Ok(created) => found.count("threads_created", created),
        Err(reason) => found.absent("threads_created", reason),
    }
}

/// A visit that ends a pool.
fn ended(visits: &mut Visits, contender: &str, call: &str, end: impl Fn() -> Ended + 'static) {
    visits.push(contender, call, &[("n", TASKS)], move |found| {
        end().report(found);
    });
}

/// The same where it only explains.
fn explain(visits: &mut Visits, contender: &str, call: &str, end: impl Fn() -> Ended + 'static) {
    if visits.explains {
        ended(visits, contender, call, end);
    }
}

fn less_code(visits: &mut Visits) {
    let (workers, size) = (visits.workers, [("n", TASKS)]);
    for call in less_code::CALLS {
        visits.push("lap-pool", call, &size, move |found| {
            less_code::guaranteed(call, workers).report(found);
            statements("lap-pool", call, found);
        });
        let request = visits.request("guaranteed", call, &size);
        visits.push(live::NAME, call, &size, move |found| {
            live::counted(&request, found);
            // Where there is none, its recording is to speak, and not our reading of a script.
            if live::about().is_ok() {
                statements(live::NAME, call, found);
            }
        });
    }
}

fn forgotten(visits: &mut Visits) {
    let (workers, size) = (visits.workers, [("pools", POOLS)]);
    visits.push("lap-pool", "forgotten", &size, move |found| {
        forgotten::idle(|| lap_pool(workers)).report(found);
    });
    visits.push("lap-pool", "forgotten_busy", &size, move |found| {
        forgotten::busy(|| lap_pool(workers)).report(found);
    });
    for call in ["forgotten", "forgotten_busy"] {
        visits.python(call, call, &size);
    }
    // Not while their tasks run: there the interpreter keeps a pool that results are due from, and the model of its
    // pool has no garbage collector.
    if visits.explains {
        visits.push("python model", "forgotten", &size, move |found| {
            forgotten::idle(|| model(workers)).report(found);
        });
    }
}

fn per_call(visits: &mut Visits) {
    let (workers, size) = (visits.workers, [("calls", CALLS)]);
    visits.push("lap-pool", "one_pool", &size, move |found| {
        threads_created(per_call::threads_of_one_pool(|| lap_pool(workers)), found);
    });
    visits.push("lap-pool", "pool_per_call", &size, move |found| {
        let created = per_call::threads_of_a_pool_per_call(|| lap_pool(workers));
        threads_created(created, found);
    });
    for call in ["one_pool", "pool_per_call"] {
        visits.python("started", call, &size);
    }
    if visits.explains {
        visits.push("python model", "one_pool", &size, move |found| {
            threads_created(per_call::threads_of_one_pool(|| model(workers)), found);
        });
        visits.push("python model", "pool_per_call", &size, move |found| {
            let created = per_call::threads_of_a_pool_per_call(|| model(workers));
            threads_created(created, found);
        });
    }
}
