//! The counted and the traced visits, each with a process to itself.

use experiments::live;
use lab_kit::contenders::{LapPool, PythonModel};
use lab_measure::experiment::{Findings, Settings, Solo, SoloKind, cell};
use lab_measure::record::Mode;
use serde_json::{Value, json};

use super::{caller_waits, lanes, one_held, profiles};

/// Tasks of a visit of which one is held.
pub const TASKS: u64 = 20;

/// Which task is held, items that a worker takes at a time if they are given, and the calls that are made.
pub const HELD: [(u64, Option<usize>, &[&str]); 3] = [
    (0, None, &["map", "imap", "imap_unordered"]),
    (TASKS - 1, None, &["map", "imap", "imap_unordered"]),
    (3, Some(4), &["imap_unordered"]),
];

/// All of them.
pub fn all(settings: &Settings) -> Vec<Solo> {
    let mut list = held_visits(settings.mode);
    list.extend(waiting_visits(settings));
    if settings.mode != Mode::Quick {
        list.extend(profiles::visits());
        list.extend(lanes::visits());
    }
    list
}

fn visit(
    contender: &str,
    call: &str,
    params: &[(&str, u64)],
    repetitions: u32,
    run: impl Fn(&mut Findings) + 'static,
) -> Solo {
    Solo {
        cell: cell(contender, call, params),
        kind: SoloKind::Counted,
        repetitions,
        run: Box::new(run),
    }
}

fn held_visits(mode: Mode) -> Vec<Solo> {
    let explains = mode != Mode::Quick;
    let repetitions = if explains { 3 } else { 1 };
    let mut list = Vec::new();
    for (held, chunksize, calls) in HELD {
        let mut at = vec![
            ("n", TASKS),
            ("held", held),
            ("workers", one_held::WORKERS as u64),
        ];
        at.extend(chunksize.map(|size| ("chunksize", size as u64)));
        for &call in calls {
            list.push(visit("lap-pool", call, &at, repetitions, move |found| {
                note(
                    one_held::counted(&lap_pool(chunksize), call, TASKS, held),
                    found,
                );
            }));
            let request = held_request(call, held, chunksize);
            list.push(visit(live::NAME, call, &at, repetitions, move |found| {
                live::counted(&request, found);
            }));
            if explains {
                list.push(visit(
                    "python model",
                    call,
                    &at,
                    repetitions,
                    move |found| {
                        note(
                            one_held::counted(&model(chunksize), call, TASKS, held),
                            found,
                        );
                    },
                ));
            }
        }
    }
    list
}

pub fn held_request(call: &str, held: u64, chunksize: Option<usize>) -> Value {
    let mut request = json!({ "visit": "one_held", "call": call, "n": TASKS, "held": held, "workers": one_held::WORKERS });
    if let Some(size) = chunksize {
        request["chunksize"] = size.into();
    }
    request
}

fn lap_pool(chunksize: Option<usize>) -> LapPool {
    let pool = LapPool::new(one_held::WORKERS).expect("the pool starts");
    chunksize.into_iter().fold(pool, LapPool::with_chunksize)
}

pub fn model(chunksize: Option<usize>) -> PythonModel {
    let model = PythonModel::new(one_held::WORKERS).expect("the model starts");
    chunksize
        .into_iter()
        .fold(model, PythonModel::with_chunksize)
}

fn note(counts: one_held::Counts, found: &mut Findings) {
    for (name, count) in counts {
        found.count(name, count);
    }
}

/// How often the caller waits until all results are there.
fn waiting_visits(settings: &Settings) -> Vec<Solo> {
    let workers = settings.workers;
    let repetitions = if settings.mode == Mode::Quick { 1 } else { 3 };
    let at = [
        ("n", caller_waits::TASKS),
        ("block_bytes", caller_waits::BLOCK_BYTES),
        ("workers", workers as u64),
    ];
    let mut list = Vec::new();
    for call in caller_waits::CALLS {
        list.push(visit("lap-pool", call, &at, repetitions, move |found| {
            let pool = LapPool::new(workers).expect("the pool starts");
            match caller_waits::counted(&pool, call) {
                Ok(waits) => found.count("caller_waits", waits),
                Err(reason) => found.absent("caller_waits", reason),
            }
        }));
        let request = json!({ "visit": "caller_waits", "call": call, "n": caller_waits::TASKS, "block_bytes": caller_waits::BLOCK_BYTES, "workers": workers });
        list.push(visit(live::NAME, call, &at, repetitions, move |found| {
            live::counted(&request, found);
        }));
    }
    list
}
