//! What an interpreter gains from more workers beside one that can do without its lock.

use lab_measure::record::{Cell, Record, Role};
use lab_verdict::answer::Estimate;
use lab_verdict::scaling::{DEFAULT_WORKERS, TASKS, WORKERS};
use lab_verdict::{CellKey, Clock, compare};

use super::scope::capital;
use crate::select::reading::texts::{FOR_ALL, Sentence, lock as texts};
use crate::select::reading::{joined, placed};
use crate::text::names::{self, Interpreter, WITH_LOCK, WITHOUT_LOCK};
use crate::text::ratio::{alone, within};

/// A sentence per workload that both interpreters have worked on in one record, measured or recorded, and what may be
/// concluded; nothing where there is only one of them.
///
/// The lock's state is each one's own word. Where both have it on, or both off, the sentence says that nothing can be seen
/// of it, whatever the figures are.
pub fn beside_the_lock(record: &Record) -> Option<String> {
    let told: Vec<String> = calls(record)
        .into_iter()
        .filter_map(|call| {
            let [without, with] = [WITHOUT_LOCK, WITH_LOCK].map(|who| gain(record, who, call));
            let said = texts::Said {
                tasks: names::workload(call).tasks.into(),
                without: told(record, WITHOUT_LOCK, without?),
                with: told(record, WITH_LOCK, with?),
            };
            Some(said.said(&FOR_ALL))
        })
        .collect();
    let (first, others) = told.split_first()?;
    let first = placed([(record, first.clone())].into_iter());
    let others = others.iter().map(|said| capital(said));
    let told = [first].into_iter().chain(others);
    Some(joined(told.chain([conclusion(record)])))
}

/// The calls that both have.
fn calls(record: &Record) -> Vec<&str> {
    let of = |who: &'static str| {
        record
            .cells
            .iter()
            .filter(move |cell| cell.contender == who)
    };
    let mut calls: Vec<&str> = Vec::new();
    for cell in of(WITHOUT_LOCK.contender) {
        let call = cell.call.as_str();
        let is_shared = of(WITH_LOCK.contender).any(|other| other.call == call);
        if is_shared && !calls.contains(&call) {
            calls.push(call);
        }
    }
    calls
}

/// The time with a worker per core as a multiple of the time with one, in the longest calls that both have.
fn gain(record: &Record, who: Interpreter, call: &str) -> Option<Estimate> {
    let sizes = record
        .cells
        .iter()
        .filter(|cell| is_of(cell, WITHOUT_LOCK.contender, call));
    let n = sizes.filter_map(|cell| cell.param(TASKS)).max()?;
    let find = |marks: &dyn Fn(&Cell) -> bool| {
        let mut cells = record.cells.iter();
        let cell = cells.find(|cell| {
            is_of(cell, who.contender, call) && cell.param(TASKS) == Some(n) && marks(cell)
        });
        cell.map(CellKey::of)
    };
    let all = find(&|cell| cell.param(DEFAULT_WORKERS).is_some())?;
    let one = find(&|cell| cell.param(WORKERS) == Some(1))?;
    // On a single core they are one cell.
    let differ = all != one;
    compare(record, &all, &one, Clock::Wall).filter(|_| differ)
}

fn is_of(cell: &Cell, who: &str, call: &str) -> bool {
    cell.role == Role::Subject && cell.contender == who && cell.call == call
}

/// What an interpreter gains, and which it is.
fn told(record: &Record, who: Interpreter, ratio: Estimate) -> String {
    let version = record.environment.fact(who.version);
    texts::Under {
        ran: alone(ratio.ratio, None),
        interval: within(ratio.ratio, ratio.drawn),
        interpreter: names::contender(who.contender).into(),
        version: version.unwrap_or("of an unknown version").into(),
        lock: lock(record, who).into(),
    }
    .said(&FOR_ALL)
}

fn lock(record: &Record, who: Interpreter) -> &str {
    record.environment.fact(who.lock).unwrap_or("not known")
}

fn conclusion(record: &Record) -> String {
    match [WITHOUT_LOCK, WITH_LOCK].map(|who| lock(record, who).to_owned()) {
        [without, with] if without == "off" && with == "on" => texts::Lifted {}.said(&FOR_ALL),
        [lock, other] if lock == other => texts::Alike { lock }.said(&FOR_ALL),
        [without, with] => texts::Other { without, with }.said(&FOR_ALL),
    }
}
