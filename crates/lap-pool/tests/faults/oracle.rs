//! What each cell must come to, by the contract's section on failure.

use crate::call::{Call, Form, Kind, Order, Way};
use crate::cells::Cell;
use crate::fault::{Fault, ITEMS, Thing};
use crate::ledger::{Event, Ledger, Stage};
use crate::place::Place;
use crate::surface::{Surface, surface};

/// Compares what happened with what must.
pub fn judge(ledger: &Ledger) {
    let cell = ledger.cell;
    if cell.call.is_read_ahead()
        && matches!(cell.place, Place::Outside | Place::Worker)
        && !is_never_made(cell)
    {
        // On an owned pool nobody else waits for the reader.
        ledger.source_gone.wait_for(1);
    }
    let events = ledger.events();
    assert_all_dropped(ledger);
    let struck = ledger.strikes();
    // A destructor beside the first may keep the other from its occasion.
    let certain = cell.beside.is_none() && strikes_for_certain(cell);
    assert!(
        struck == 1 || struck == 0 && !certain,
        "{cell}: struck {struck} times, {events:?}"
    );
    judge_told(ledger, &events);
    if cell.beside.is_some() {
        judge_pair(cell, &events);
    } else {
        judge_surface(cell, struck, &events);
        judge_results(ledger, &events);
    }
}

/// Every value there was has been dropped, once.
pub fn assert_all_dropped(ledger: &Ledger) {
    let (cell, values) = (ledger.cell, ledger.values());
    let right = values.iter().all(|(_, drops)| *drops == 1);
    assert!(right, "{cell}: drops {values:?}, {:?}", ledger.events());
}

/// Whatever comes out is one of the two; of a map all of whose items fail, the failure of the lowest.
fn judge_pair(cell: Cell, events: &[Event]) {
    let beside = cell.beside.expect("a pair");
    let map = matches!(cell.call, Call::Map(..) | Call::MapAsync(..));
    let all_fail = map && matches!(beside, Thing::Task | Thing::PayloadDrop | Thing::ErrorDrop);
    let second = if all_fail {
        format!("fault: {beside:?} 0")
    } else {
        format!("fault: {beside:?} ")
    };
    for event in events {
        if let Event::Unwound(_, words) | Event::Failed(_, words) = event {
            let first =
                *words == cell.fault.words() && !(all_fail && cell.fault.thing.is_the_items());
            assert!(first || words.starts_with(&second), "{cell}: {events:?}");
        }
    }
}

fn judge_surface(cell: Cell, struck: usize, events: &[Event]) {
    let surfaced: Vec<_> = events
        .iter()
        .filter(|event| matches!(event, Event::Unwound(..) | Event::Failed(..)))
        .collect();
    let words = cell.fault.words();
    let unwound = |stage| Event::Unwound(stage, words.clone());
    let right = match surface(cell) {
        _ if struck == 0 => surfaced.is_empty(),
        Surface::Unwinds(stage) => surfaced == [&unwound(stage)],
        Surface::MayUnwind(stage) => surfaced.is_empty() || surfaced == [&unwound(stage)],
        Surface::Fails(index) => surfaced == [&Event::Failed(index, words.clone())],
        Surface::Nowhere => surfaced.is_empty(),
    };
    assert!(right, "{cell}: {:?} expected, {events:?}", surface(cell));
}

fn judge_results(ledger: &Ledger, events: &[Event]) {
    let cell = ledger.cell;
    let results: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            Event::Result(number) => Some(*number),
            _ => None,
        })
        .collect();
    let given_up = events.contains(&Event::GivenUp);
    let fails = |event: &Event| matches!(event, Event::Unwound(Stage::Call, _) | Event::Failed(..));
    let never_made = is_never_made(cell);
    let failed = never_made || events.iter().any(fails);
    let ends = cell.call.is_given_up();
    let right = match cell.call {
        Call::Build => results.is_empty(),
        // Its source has come to no end that its consumer knows of, unless that was in time for the look.
        Call::Stream(_, Kind::Readahead, _) if ends && !never_made => {
            results.is_empty() && given_up != ledger.has_unwound(Stage::Read)
        }
        Call::Stream(..) if ends || never_made => {
            results.is_empty() && given_up == (ledger.pulled.count() > 0)
        }
        Call::Stream(order, _, way) => {
            let surfaced = events
                .iter()
                .any(|event| !matches!(event, Event::Result(_)));
            judge_stream(cell, (order, way), results, ledger.pulled.count(), surfaced)
        }
        // Of all or of none.
        call => {
            let all = match call {
                Call::Apply | Call::ApplyAsync(..) => 0..1,
                _ => 0..ITEMS,
            };
            let unread = call.drops_results() || ends;
            let whole = if failed || unread { 0..0 } else { all };
            results.into_iter().eq(whole) && given_up == (ends && !failed)
        }
    };
    assert!(right, "{cell}: {events:?}");
}

fn is_never_made(cell: Cell) -> bool {
    cell.fault.thing == Thing::Body && cell.fault.number == 0
}

/// One of the two callbacks is called, once, whatever comes of the call: with the error if its work has failed.
fn judge_told(ledger: &Ledger, events: &[Event]) {
    let cell = ledger.cell;
    let not_made = |event: &Event| matches!(event, Event::Unwound(Stage::Call, _));
    let made = !is_never_made(cell) && !events.iter().any(not_made);
    let told = made && cell.call.form() == Form::Told;
    let thing = cell.fault.thing;
    let fails = cell.call.is_given_up() || thing.is_the_items() || thing == Thing::ClosureDrop;
    let errors = ledger.told[1].count();
    let right = ledger.told() == usize::from(told)
        && (cell.beside.is_some() || errors == usize::from(told && fails));
    assert!(right, "{cell}: {errors} errors told, {events:?}");
}

/// Whether these are a stream's results: of all that was pulled, but for the item that failed; where it was not read to
/// its end, some of them.
fn judge_stream(
    cell: Cell,
    (order, way): (Order, Way),
    mut results: Vec<usize>,
    pulled: usize,
    surfaced: bool,
) -> bool {
    let drainers = cell.call.drainers();
    if order == Order::Completion || drainers > 1 {
        results.sort_unstable();
    }
    let Fault { thing, number } = cell.fault;
    let mut all: Vec<_> = (0..pulled).collect();
    if thing.is_the_items() {
        all.retain(|item| *item != number);
    }
    match (way, order) {
        // It ends with the first failure of each: the others get what is left.
        (Way::Loop, _) if drainers > 1 => results == all,
        (Way::Loop, Order::Input) if thing.is_the_items() => results.into_iter().eq(0..number),
        (Way::Loop, Order::Input) if surfaced => all.starts_with(&results),
        (Way::Loop, Order::Completion) if surfaced => {
            results.dedup();
            results.iter().all(|result| all.contains(result))
        }
        // It ends with the first result of each.
        (Way::Dropped, _) => {
            let count = results.len();
            results.dedup();
            let may_be_first = |number: &usize| match order {
                Order::Input => *number < drainers,
                Order::Completion => true,
            };
            (count, count <= drainers) == (results.len(), true)
                && results
                    .iter()
                    .all(|result| all.contains(result) && may_be_first(result))
        }
        _ => results == all,
    }
}

/// Whether nothing can come before the fault.
fn strikes_for_certain(cell: Cell) -> bool {
    let dropped = matches!(cell.call, Call::Stream(_, _, Way::Dropped | Way::Loop));
    let Fault { thing, number } = cell.fault;
    match thing {
        // Whether a result is there as it might pull is not known.
        Thing::SourceHint if cell.call.is_shared() && !cell.call.is_given_up() => number == 0,
        // What was only read ahead never begins.
        Thing::Task | Thing::PayloadDrop
            if cell.call.is_read_ahead() && cell.call.is_gated_stream() =>
        {
            false
        }
        // What was not begun when the stream ended never begins.
        Thing::Task | Thing::PayloadDrop | Thing::ResultDrop if dropped => {
            cell.place.has_free_worker(cell.shape) && thing != Thing::ResultDrop
        }
        _ => true,
    }
}
