//! The counted visits, each with a process to itself.

use experiments::live;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_measure::experiment::{Findings, Settings, Solo, SoloKind, cell};
use lab_measure::record::Mode;
use serde_json::json;

use super::by_hand::{self, End};
use super::held::Ended;
use super::scopes::{self, Inside, Way};
use super::{CALLS, EXPERIMENT, POOLS, TASKS, forgotten, lanes, less_code, per_call};

/// All of them.
pub fn all(settings: &Settings) -> Vec<Solo> {
    let workers = settings.workers;
    let mut visits = Visits::of(settings);
    for (way, call) in Way::ALL {
        visits.ended("lap-pool", call, move || scopes::lap_pool(way, workers));
        visits.python("ended", call, ("n", TASKS));
        visits.explain("python model", call, move || {
            scopes::python_model(way, workers)
        });
        visits.explain("std", call, move || scopes::std_scope(way));
    }
    for (end, call) in End::ALL {
        visits.ended("lap-pool", call, move || {
            by_hand::ended(end, || lap_pool(workers))
        });
        visits.python("ended", call, ("n", TASKS));
        visits.explain("python model", call, move || {
            by_hand::ended(end, || model(workers))
        });
    }
    for (what, call) in Inside::ALL {
        visits.explain("lap-pool", call, move || scopes::inside(what, workers));
        visits.explain_python("ended", call, ("n", TASKS));
    }
    visits.less_code();
    visits.forgotten();
    visits.per_call();
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

/// The list of visits as it grows.
struct Visits {
    list: Vec<Solo>,
    workers: usize,
    repetitions: u32,
    /// Whether there is time for what explains an answer and decides none.
    explains: bool,
}

impl Visits {
    fn of(settings: &Settings) -> Self {
        let quick = settings.mode == Mode::Quick;
        Self {
            list: Vec::new(),
            workers: settings.workers,
            repetitions: if quick { 1 } else { 3 },
            explains: !quick,
        }
    }

    fn push(
        &mut self,
        contender: &str,
        call: &str,
        size: (&str, u64),
        run: impl Fn(&mut Findings) + 'static,
    ) {
        self.list.push(Solo {
            cell: cell(contender, call, &[size, ("workers", self.workers as u64)]),
            kind: SoloKind::Counted,
            repetitions: self.repetitions,
            run: Box::new(run),
        });
    }

    fn ended(&mut self, contender: &str, call: &str, end: impl Fn() -> Ended + 'static) {
        self.push(contender, call, ("n", TASKS), move |found| {
            end().report(found);
        });
    }

    fn explain(&mut self, contender: &str, call: &str, end: impl Fn() -> Ended + 'static) {
        if self.explains {
            self.ended(contender, call, end);
        }
    }

    fn request(&self, visit: &str, call: &str, (size, value): (&str, u64)) -> serde_json::Value {
        json!({ "visit": visit, "call": call, size: value, "workers": self.workers })
    }

    fn python(&mut self, visit: &str, call: &str, size: (&str, u64)) {
        let request = self.request(visit, call, size);
        self.push(live::NAME, call, size, move |found| {
            live::counted(&request, found);
        });
    }

    fn explain_python(&mut self, visit: &str, call: &str, size: (&str, u64)) {
        if self.explains {
            self.python(visit, call, size);
        }
    }

    fn less_code(&mut self) {
        let (workers, size) = (self.workers, ("n", TASKS));
        for call in less_code::CALLS {
            self.push("lap-pool", call, size, move |found| {
                less_code::guaranteed(call, workers).report(found);
                statements("lap-pool", call, found);
            });
            let request = self.request("guaranteed", call, size);
            self.push(live::NAME, call, size, move |found| {
                live::counted(&request, found);
                // Where there is none, its recording is to speak, and not our reading of a script.
                if live::about().is_ok() {
                    statements(live::NAME, call, found);
                }
            });
        }
    }

    fn forgotten(&mut self) {
        let (workers, size) = (self.workers, ("pools", POOLS));
        self.push("lap-pool", "forgotten", size, move |found| {
            forgotten::idle(|| lap_pool(workers)).report(found);
        });
        self.push("lap-pool", "forgotten_busy", size, move |found| {
            forgotten::busy(|| lap_pool(workers)).report(found);
        });
        for call in ["forgotten", "forgotten_busy"] {
            self.python(call, call, size);
        }
        // Not while their tasks run: there the interpreter keeps a pool that results are due from, and the model of its
        // pool has no garbage collector.
        if self.explains {
            self.push("python model", "forgotten", size, move |found| {
                forgotten::idle(|| model(workers)).report(found);
            });
        }
    }

    fn per_call(&mut self) {
        let (workers, size) = (self.workers, ("calls", CALLS));
        self.push("lap-pool", "one_pool", size, move |found| {
            threads_created(per_call::threads_of_one_pool(|| lap_pool(workers)), found);
        });
        self.push("lap-pool", "pool_per_call", size, move |found| {
            let created = per_call::threads_of_a_pool_per_call(|| lap_pool(workers));
            threads_created(created, found);
        });
        for call in ["one_pool", "pool_per_call"] {
            self.python("started", call, size);
        }
        if self.explains {
            self.push("python model", "one_pool", size, move |found| {
                threads_created(per_call::threads_of_one_pool(|| model(workers)), found);
            });
            self.push("python model", "pool_per_call", size, move |found| {
                let created = per_call::threads_of_a_pool_per_call(|| model(workers));
                threads_created(created, found);
            });
        }
    }
}
