//! The visits that are counted or traced, each with a process to itself.

use experiments::visits::Visits;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_measure::experiment::{Settings, Solo};

use super::errors::{self, TASKS};
use super::{arguments, dispatch, effects, held, lanes, small_calls};

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
    effects(&mut visits);
    arguments(&mut visits);
    errors(&mut visits);
    order(&mut visits);
    dispatch(&mut visits);
    small_calls::visits(&mut visits, settings);
    if visits.explains() {
        visits.extend(lanes::visits());
    }
    visits.into_list()
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

fn effects(visits: &mut Visits) {
    let (workers, n, names) = (
        visits.workers(),
        [("n", IN_PAIRS)],
        ("loop_order", "effects_out_of_order"),
    );
    let (map, imap) = (("map_effects", &n[..]), ("imap_effects", &n[..]));
    visits.both(map, names, move || {
        effects::order_by_map(&one_by_one(workers), IN_PAIRS)
    });
    visits.both(imap, names, move || {
        effects::order_by_imap(&lap_pool(workers), IN_PAIRS)
    });
    visits.explain(MODEL, map, names.1, move || {
        effects::order_by_map(&model(workers).with_chunksize(1), IN_PAIRS)
    });
    visits.explain(MODEL, imap, names.1, move || {
        effects::order_by_imap(&model(workers), IN_PAIRS)
    });
    let (n, names) = ([("n", HUNDRED)], ("loop_missing", "effects_missing"));
    let (map, imap) = (("map_effects", &n[..]), ("imap_effects", &n[..]));
    visits.both(map, names, move || {
        effects::missing_by_map(&lap_pool(workers), HUNDRED)
    });
    visits.both(imap, names, move || {
        effects::missing_by_imap(&lap_pool(workers), HUNDRED)
    });
    visits.explain(MODEL, map, names.1, move || {
        effects::missing_after_panic(&model(workers), HUNDRED)
    });
    let panic = ("map_effects_panic", &n[..]);
    visits.explain("lap-pool", panic, names.1, move || {
        effects::missing_after_panic(&lap_pool(workers), HUNDRED)
    });
}

fn arguments(visits: &mut Visits) {
    let workers = visits.workers();
    let size = |count| [("n", arguments::CALLS), ("arguments", count)];
    let names = ("loop_arguments", "right_results");
    for count in 0..=2 {
        visits.both(("map_by_name", &size(count)), names, move || {
            arguments::by_name(lap_pool(workers).pool(), count)
        });
    }
    visits.both(("map_wrapped", &size(2)), names, move || {
        arguments::wrapped(lap_pool(workers).pool(), 2)
    });
    visits.both_in_passing(("map_wrapped", &size(0)), names, move || {
        arguments::wrapped(lap_pool(workers).pool(), 0)
    });
    for (count, call) in [(0, "apply"), (2, "starmap")] {
        visits.both_in_passing((call, &size(count)), names, move || {
            arguments::by_another_call(lap_pool(workers).pool(), count)
        });
    }
}

fn errors(visits: &mut Visits) {
    let (workers, n, names) = (
        visits.workers(),
        [("n", TASKS)],
        ("loop_errors", "good_results"),
    );
    visits.both(("map_raising", &n), names, move || {
        errors::map_raising(&lap_pool(workers))
    });
    visits.both(("apply_async_raising", &n), names, move || {
        errors::apply_async_raising(&lap_pool(workers))
    });
    visits.both(("map_returning", &n), names, move || {
        errors::map_returning(&lap_pool(workers))
    });
    visits.both_in_passing(("imap_raising", &n), names, move || {
        errors::imap_raising(&lap_pool(workers))
    });
    visits.explain(MODEL, ("map_raising", &n), names.1, move || {
        errors::map_raising(&model(workers))
    });
    visits.explain(MODEL, ("apply_async_raising", &n), names.1, move || {
        errors::apply_async_raising(&model(workers))
    });
    visits.explain(MODEL, ("imap_raising", &n), names.1, move || {
        errors::model_imap_raising(&model(workers))
    });
}

fn order(visits: &mut Visits) {
    let (workers, n, names) = (
        visits.workers(),
        [("n", HUNDRED)],
        ("loop_held", "results_before_the_last"),
    );
    let (map, imap) = (("map_last_held", &n[..]), ("imap_last_held", &n[..]));
    visits.both(map, names, move || {
        held::by_map(&lap_pool(workers), HUNDRED)
    });
    visits.both(imap, names, move || {
        held::by_imap(&lap_pool(workers), HUNDRED)
    });
    visits.explain(MODEL, map, names.1, move || {
        held::by_map(&model(workers), HUNDRED)
    });
    visits.explain(MODEL, imap, names.1, move || {
        held::by_imap(&model(workers), HUNDRED)
    });
    let (n, names) = (
        [("n", IN_PAIRS)],
        ("loop_order", "results_not_as_completed"),
    );
    visits.both(("map_in_pairs", &n), names, move || {
        effects::results_by_map(&one_by_one(workers), IN_PAIRS)
    });
    visits.explain(MODEL, ("map_in_pairs", &n), names.1, move || {
        effects::results_by_map(&model(workers).with_chunksize(1), IN_PAIRS)
    });
}

fn dispatch(visits: &mut Visits) {
    let (workers, n, names) = (
        visits.workers(),
        [("n", THOUSANDS)],
        ("loop_dispatch", "messages_queued"),
    );
    let (own, one) = (("map_own_chunks", &n[..]), ("map_chunks_of_one", &n[..]));
    visits.both(own, names, move || {
        dispatch::lap_pool(&lap_pool(workers), THOUSANDS)
    });
    visits.both(one, names, move || {
        dispatch::lap_pool(&one_by_one(workers), THOUSANDS)
    });
    visits.explain(MODEL, own, names.1, move || {
        dispatch::model(&model(workers), THOUSANDS)
    });
    visits.explain(MODEL, one, names.1, move || {
        dispatch::model(&model(workers).with_chunksize(1), THOUSANDS)
    });
    let names = ("loop_reading", "inputs_read_before_a_result");
    visits.both_in_passing(("map_reading", &[("n", READ)]), names, move || {
        dispatch::read_by_lap_pool(&lap_pool(workers), READ)
    });
}
