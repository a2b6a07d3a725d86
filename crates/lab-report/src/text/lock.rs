//! What an interpreter gains from more workers beside one that can do without its lock.

use lab_measure::record::{Cell, Record, Role};
use lab_verdict::answer::Estimate;
use lab_verdict::interval::DRAWN;
use lab_verdict::scaling::{DEFAULT_WORKERS, TASKS, WORKERS};
use lab_verdict::{CellKey, Clock, compare};

use super::scope::{capital, place};
use crate::text::names::{self, Interpreter, WITH_LOCK, WITHOUT_LOCK};
use crate::text::ratio::compared;

/// A sentence per workload that both interpreters have worked on in one record, measured or recorded, and what may be
/// concluded; nothing where there is only one of them.
///
/// The lock's state is each one's own word. Where both have it on, or both off, the sentence says that nothing can be seen
/// of it, whatever the figures are.
pub fn beside_the_lock(record: &Record) -> Option<String> {
    let mut words: Vec<String> = calls(record)
        .into_iter()
        .filter_map(|call| {
            let (own, other) = (
                gain(record, WITHOUT_LOCK, call)?,
                gain(record, WITH_LOCK, call)?,
            );
            Some(format!(
                "{} {} and {}",
                names::workload(call).tasks,
                told(record, WITHOUT_LOCK, own),
                told(record, WITH_LOCK, other),
            ))
        })
        .collect();
    let last = words.pop()?;
    let all = match words.is_empty() {
        true => last,
        false => format!("{}; {last}", words.join("; ")),
    };
    Some(format!(
        "{}, in the same rounds, with a worker per core instead of one, {all}. {}",
        capital(&place(record)),
        conclusion(record)
    ))
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

/// `ran 1.96 times as fast [1.92 to 2, 95 %] under CPython 3.14.0 (lock off)`.
fn told(record: &Record, who: Interpreter, ratio: Estimate) -> String {
    let version = record
        .environment
        .fact(who.version)
        .unwrap_or("of an unknown version");
    format!(
        "{} under {} {version} (lock {})",
        compared(ratio.ratio, ratio.drawn, DRAWN, None),
        names::contender(who.contender),
        lock(record, who),
    )
}

fn lock(record: &Record, who: Interpreter) -> &str {
    record.environment.fact(who.lock).unwrap_or("not known")
}

fn conclusion(record: &Record) -> String {
    match (lock(record, WITHOUT_LOCK), lock(record, WITH_LOCK)) {
        ("off", "on") => {
            "Between the two lies the lock, and whatever else their versions and builds differ in."
                .into()
        }
        (own, other) if own == other => {
            format!("Both have their lock {own}, so this shows nothing of what goes with it.")
        }
        (own, other) => format!(
            "The lock is {own} in the one and {other} in the other, so this shows nothing of what goes when it is off."
        ),
    }
}
