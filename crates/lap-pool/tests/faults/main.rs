//! Everything that a user hands to the pool panics, at each of its calls and in its destructor, in every call of the
//! surface, and takes nothing down with it.
//!
//! The cells are a product of lists: what panics and when ([`fault`]), in which call ([`call`]), made where ([`place`]).
//! [`fault::occasions`] says which combinations have a meaning, [`oracle`] what each must come to. `LAP_POOL_CELL` runs
//! the cells alone whose names contain it.

mod bell;
mod call;
mod cells;
mod fault;
mod hook;
mod ledger;
mod maps;
mod oracle;
mod place;
mod read;
mod streams;
mod subjects;
#[path = "../support/mod.rs"]
mod support;
mod surface;

use std::panic::catch_unwind;

use cells::Cell;
use place::Place;

/// Runs the cells of a list to its end, and sees that none has vanished: `least` is how many there are.
fn run(name: &str, cells: Vec<Cell>, least: usize) {
    hook::install();
    let (count, mut failed) = (cells.len(), 0);
    let chosen = std::env::var("LAP_POOL_CELL").unwrap_or_default();
    let watch = hook::Watch::new();
    for cell in cells {
        if cell.to_string().contains(&chosen) {
            watch.begin(&cell);
            failed += usize::from(catch_unwind(|| place::run(cell)).is_err());
        }
    }
    assert_eq!(failed, 0, "{failed} of {count} cells failed");
    println!("fault cells, {name}: {count}");
    assert!(count >= least, "there should be {least} cells, not {count}");
}

#[test]
fn from_outside() {
    run("from outside", cells::single(Place::Outside), 13_706);
}

#[test]
fn on_a_worker() {
    run("on a worker", cells::single(Place::Worker), 10_788);
}

#[test]
fn in_a_scope() {
    run("in a scope", cells::single(Place::Scope), 16_744);
}

#[test]
fn in_a_pool_for_a_closure() {
    run("in a pool for a closure", cells::single(Place::With), 8_372);
}

#[test]
fn two_at_once_from_outside() {
    run(
        "two at once, from outside",
        cells::pairs(Place::Outside),
        26_560,
    );
}

#[test]
fn two_at_once_on_a_worker() {
    run(
        "two at once, on a worker",
        cells::pairs(Place::Worker),
        20_112,
    );
}

#[test]
fn two_at_once_in_a_scope() {
    run(
        "two at once, in a scope",
        cells::pairs(Place::Scope),
        32_384,
    );
}
