//! The visits that are counted or traced, each with a process to itself.

use experiments::live;
use experiments::visits::Visits;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_measure::experiment::{Findings, Finds, Settings, Solo};
use serde_json::json;

use super::by_hand::{self, End};
use super::held::Ended;
use super::scopes::{self, Inside, Way};
use super::{CALLS, EXPERIMENT, POOLS, TASKS, forgotten, lanes, less_code, per_call};

/// The size of a visit that ends a pool.
const FIFTY: [(&str, u64); 1] = [("n", TASKS)];

/// All of them.
pub fn all(settings: &Settings) -> Vec<Solo> {
    let mut visits = Visits::of(settings);
    let workers = visits.workers();
    for (way, call) in Way::ALL {
        ended(&mut visits, "lap-pool", call, move || {
            scopes::lap_pool(way, workers)
        });
        python_ended(&mut visits, call);
        explain(&mut visits, "python model", call, move || {
            scopes::python_model(way, workers)
        });
        explain(&mut visits, "std", call, move || scopes::std_scope(way));
    }
    for (end, call) in End::ALL {
        ended(&mut visits, "lap-pool", call, move || {
            by_hand::ended(end, || lap_pool(workers))
        });
        python_ended(&mut visits, call);
        explain(&mut visits, "python model", call, move || {
            by_hand::ended(end, || model(workers))
        });
    }
    for (what, call) in Inside::ALL {
        explain(&mut visits, "lap-pool", call, move || {
            scopes::inside(what, workers)
        });
        if visits.explains() {
            python_ended(&mut visits, call);
        }
    }
    less_code(&mut visits);
    forgotten(&mut visits);
    per_call(&mut visits);
    if visits.explains() {
        visits.extend(lanes::visits());
    }
    visits.into_list()
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
    visits.push(contender, (call, &FIFTY), Ended::finds(), move |found| {
        end().report(found);
    });
}

/// The same where it only explains.
fn explain(visits: &mut Visits, contender: &str, call: &str, end: impl Fn() -> Ended + 'static) {
    if visits.explains() {
        ended(visits, contender, call, end);
    }
}

fn python_ended(visits: &mut Visits, call: &str) {
    visits.python("ended", (call, &FIFTY), Ended::finds(), json!({}));
}

fn less_code(visits: &mut Visits) {
    let workers = visits.workers();
    let mut finds = Ended::finds();
    finds.counts.push("statements".into());
    for call in less_code::CALLS {
        let cell = (call, &FIFTY[..]);
        visits.push("lap-pool", cell, finds.clone(), move |found| {
            less_code::guaranteed(call, workers).report(found);
            statements("lap-pool", call, found);
        });
        let request = visits.request("guaranteed", cell, json!({}));
        visits.push(live::NAME, cell, finds.clone(), move |found| {
            live::counted(&request, found);
            // Where there is none, its recording is to speak, and not our reading of a script.
            if live::about().is_ok() {
                statements(live::NAME, call, found);
            }
        });
    }
}

fn forgotten(visits: &mut Visits) {
    let (workers, size) = (visits.workers(), [("pools", POOLS)]);
    let (idle, busy) = (("forgotten", &size[..]), ("forgotten_busy", &size[..]));
    visits.push("lap-pool", idle, Ended::finds(), move |found| {
        forgotten::idle(|| lap_pool(workers)).report(found);
    });
    visits.push("lap-pool", busy, Ended::finds(), move |found| {
        forgotten::busy(|| lap_pool(workers)).report(found);
    });
    for cell in [idle, busy] {
        visits.python(cell.0, cell, Ended::finds(), json!({}));
    }
    // Not while their tasks run: there the interpreter keeps a pool that results are due from, and the model of its
    // pool has no garbage collector.
    if visits.explains() {
        visits.push("python model", idle, Ended::finds(), move |found| {
            forgotten::idle(|| model(workers)).report(found);
        });
    }
}

fn per_call(visits: &mut Visits) {
    let (workers, size) = (visits.workers(), [("calls", CALLS)]);
    let created = || Finds::counts(&["threads_created"]);
    let (one, each) = (("one_pool", &size[..]), ("pool_per_call", &size[..]));
    visits.push("lap-pool", one, created(), move |found| {
        threads_created(per_call::threads_of_one_pool(|| lap_pool(workers)), found);
    });
    visits.push("lap-pool", each, created(), move |found| {
        let created = per_call::threads_of_a_pool_per_call(|| lap_pool(workers));
        threads_created(created, found);
    });
    for cell in [one, each] {
        visits.python("started", cell, created(), json!({}));
    }
    if visits.explains() {
        visits.push("python model", one, created(), move |found| {
            threads_created(per_call::threads_of_one_pool(|| model(workers)), found);
        });
        visits.push("python model", each, created(), move |found| {
            let created = per_call::threads_of_a_pool_per_call(|| model(workers));
            threads_created(created, found);
        });
    }
}
