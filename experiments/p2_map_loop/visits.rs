//! The counted visits, each with a process to itself.

use experiments::live;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_measure::experiment::{Findings, Settings, Solo, SoloKind, cell};
use lab_measure::record::Mode;
use serde_json::json;

use super::errors::{self, TASKS};
use super::{arguments, dispatch, effects, held, lanes};

/// The contender that explains and is not judged.
const MODEL: &str = "python model";

/// Tasks that write to one log, or end in a given order.
const IN_PAIRS: u64 = 16;
/// Tasks of which the first fails, or the last is held.
const HUNDRED: u64 = 100;
/// Tasks whose messages are counted.
const THOUSANDS: u64 = 10_000;
/// Tasks whose inputs are counted.
const READ: u64 = 1_000;

/// All of them.
pub fn all(settings: &Settings) -> Vec<Solo> {
    let mut visits = Visits::of(settings);
    visits.effects();
    visits.arguments();
    visits.errors();
    visits.order();
    visits.dispatch();
    if visits.explains {
        visits.list.extend(lanes::visits());
    }
    visits.list
}

fn lap_pool(workers: usize) -> LapPool {
    LapPool::new(workers).expect("the pool starts")
}

fn one_by_one(workers: usize) -> LapPool {
    lap_pool(workers).with_chunksize(1)
}

/// The model of CPython's pool.
pub fn model(workers: usize) -> PythonModel {
    PythonModel::new(workers).expect("the model starts")
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
        size: &[(&str, u64)],
        run: impl Fn(&mut Findings) + 'static,
    ) {
        let workers = ("workers", self.workers as u64);
        let params: Vec<(&str, u64)> = size.iter().copied().chain([workers]).collect();
        self.list.push(Solo {
            cell: cell(contender, call, &params),
            kind: SoloKind::Counted,
            repetitions: self.repetitions,
            run: Box::new(run),
        });
    }

    /// A visit of both subjects: of the other one, by its script.
    fn both(
        &mut self,
        (call, size): (&str, &[(&str, u64)]),
        (visit, count): (&str, &'static str),
        run: impl Fn() -> u64 + 'static,
    ) {
        self.push("lap-pool", call, size, move |found| {
            found.count(count, run())
        });
        let mut request = json!({ "visit": visit, "call": call, "workers": self.workers });
        for (name, value) in size {
            request[*name] = json!(value);
        }
        self.push(live::NAME, call, size, move |found| {
            live::counted(&request, found)
        });
    }

    /// A visit of both that decides no answer.
    fn both_in_passing(
        &mut self,
        cell: (&str, &[(&str, u64)]),
        names: (&str, &'static str),
        run: impl Fn() -> u64 + 'static,
    ) {
        if self.explains {
            self.both(cell, names, run);
        }
    }

    /// A visit that explains the counts of another contender.
    fn explain(
        &mut self,
        contender: &str,
        (call, size): (&str, &[(&str, u64)]),
        count: &'static str,
        run: impl Fn() -> u64 + 'static,
    ) {
        if self.explains {
            self.push(contender, call, size, move |found| {
                found.count(count, run())
            });
        }
    }

    fn effects(&mut self) {
        let (workers, n, names) = (
            self.workers,
            [("n", IN_PAIRS)],
            ("loop_order", "effects_out_of_order"),
        );
        let (map, imap) = (("map_effects", &n[..]), ("imap_effects", &n[..]));
        self.both(map, names, move || {
            effects::order_by_map(&one_by_one(workers), IN_PAIRS)
        });
        self.both(imap, names, move || {
            effects::order_by_imap(&lap_pool(workers), IN_PAIRS)
        });
        self.explain(MODEL, map, names.1, move || {
            effects::order_by_map(&model(workers).with_chunksize(1), IN_PAIRS)
        });
        self.explain(MODEL, imap, names.1, move || {
            effects::order_by_imap(&model(workers), IN_PAIRS)
        });
        let (n, names) = ([("n", HUNDRED)], ("loop_missing", "effects_missing"));
        let (map, imap) = (("map_effects", &n[..]), ("imap_effects", &n[..]));
        self.both(map, names, move || {
            effects::missing_by_map(&lap_pool(workers), HUNDRED)
        });
        self.both(imap, names, move || {
            effects::missing_by_imap(&lap_pool(workers), HUNDRED)
        });
        self.explain(MODEL, map, names.1, move || {
            effects::missing_after_panic(&model(workers), HUNDRED)
        });
        let panic = ("map_effects_panic", &n[..]);
        self.explain("lap-pool", panic, names.1, move || {
            effects::missing_after_panic(&lap_pool(workers), HUNDRED)
        });
    }

    fn arguments(&mut self) {
        let workers = self.workers;
        let size = |count| [("n", arguments::CALLS), ("arguments", count)];
        let names = ("loop_arguments", "right_results");
        for count in 0..=2 {
            self.both(("map_by_name", &size(count)), names, move || {
                arguments::by_name(lap_pool(workers).pool(), count)
            });
        }
        self.both(("map_wrapped", &size(2)), names, move || {
            arguments::wrapped(lap_pool(workers).pool(), 2)
        });
        self.both_in_passing(("map_wrapped", &size(0)), names, move || {
            arguments::wrapped(lap_pool(workers).pool(), 0)
        });
        for (count, call) in [(0, "apply"), (2, "starmap")] {
            self.both_in_passing((call, &size(count)), names, move || {
                arguments::by_another_call(lap_pool(workers).pool(), count)
            });
        }
    }

    fn errors(&mut self) {
        let (workers, n, names) = (
            self.workers,
            [("n", TASKS)],
            ("loop_errors", "good_results"),
        );
        self.both(("map_raising", &n), names, move || {
            errors::map_raising(&lap_pool(workers))
        });
        self.both(("apply_async_raising", &n), names, move || {
            errors::apply_async_raising(&lap_pool(workers))
        });
        self.both(("map_returning", &n), names, move || {
            errors::map_returning(&lap_pool(workers))
        });
        self.both_in_passing(("imap_raising", &n), names, move || {
            errors::imap_raising(&lap_pool(workers))
        });
        self.explain(MODEL, ("map_raising", &n), names.1, move || {
            errors::map_raising(&model(workers))
        });
        self.explain(MODEL, ("apply_async_raising", &n), names.1, move || {
            errors::apply_async_raising(&model(workers))
        });
        self.explain(MODEL, ("imap_raising", &n), names.1, move || {
            errors::model_imap_raising(&model(workers))
        });
    }

    fn order(&mut self) {
        let (workers, n, names) = (
            self.workers,
            [("n", HUNDRED)],
            ("loop_held", "results_before_the_last"),
        );
        let (map, imap) = (("map_last_held", &n[..]), ("imap_last_held", &n[..]));
        self.both(map, names, move || {
            held::by_map(&lap_pool(workers), HUNDRED)
        });
        self.both(imap, names, move || {
            held::by_imap(&lap_pool(workers), HUNDRED)
        });
        self.explain(MODEL, map, names.1, move || {
            held::by_map(&model(workers), HUNDRED)
        });
        self.explain(MODEL, imap, names.1, move || {
            held::by_imap(&model(workers), HUNDRED)
        });
        let (n, names) = (
            [("n", IN_PAIRS)],
            ("loop_order", "results_not_as_completed"),
        );
        self.both(("map_in_pairs", &n), names, move || {
            effects::results_by_map(&one_by_one(workers), IN_PAIRS)
        });
        self.explain(MODEL, ("map_in_pairs", &n), names.1, move || {
            effects::results_by_map(&model(workers).with_chunksize(1), IN_PAIRS)
        });
    }

    fn dispatch(&mut self) {
        let (workers, n, names) = (
            self.workers,
            [("n", THOUSANDS)],
            ("loop_dispatch", "messages_queued"),
        );
        let (own, one) = (("map_own_chunks", &n[..]), ("map_chunks_of_one", &n[..]));
        self.both(own, names, move || {
            dispatch::lap_pool(&lap_pool(workers), THOUSANDS)
        });
        self.both(one, names, move || {
            dispatch::lap_pool(&one_by_one(workers), THOUSANDS)
        });
        self.explain(MODEL, own, names.1, move || {
            dispatch::model(&model(workers), THOUSANDS)
        });
        self.explain(MODEL, one, names.1, move || {
            dispatch::model(&model(workers).with_chunksize(1), THOUSANDS)
        });
        let names = ("loop_reading", "inputs_read_before_a_result");
        self.both_in_passing(("map_reading", &[("n", READ)]), names, move || {
            dispatch::read_by_lap_pool(&lap_pool(workers), READ)
        });
    }
}
