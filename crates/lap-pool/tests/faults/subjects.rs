//! What the pool is handed: sources, items, closures, an initializer.

use std::panic::panic_any;
use std::sync::Arc;

use lap_pool::TaskError;

use crate::fault::{ITEMS, Thing};
use crate::ledger::{HotPayload, Ledger, Tracked};
use crate::support::Tally;

fn item(ledger: &Arc<Ledger>, number: usize) -> Tracked {
    ledger.track(Thing::ItemDrop, number)
}

pub fn vector(ledger: &Arc<Ledger>) -> Vec<Tracked> {
    (0..ITEMS).map(|number| item(ledger, number)).collect()
}

/// A source that is yet to become an iterator.
pub struct Unturned(pub Source);

/// Promises what it has left.
pub struct Source {
    ledger: Arc<Ledger>,
    next: usize,
    asked: std::cell::Cell<usize>,
    _itself: Tracked,
    _gone: Gone,
}

/// Says that a source is gone, after all of it is.
struct Gone(Arc<Ledger>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.source_steps.add();
        self.0.source_gone.add();
    }
}

impl Source {
    pub fn new(ledger: &Arc<Ledger>) -> Self {
        Self {
            ledger: Arc::clone(ledger),
            next: 0,
            asked: std::cell::Cell::new(0),
            _itself: ledger.track(Thing::SourceDrop, 0),
            _gone: Gone(Arc::clone(ledger)),
        }
    }
}

impl IntoIterator for Unturned {
    type Item = Tracked;
    type IntoIter = Source;

    fn into_iter(self) -> Source {
        self.0.ledger.strike(Thing::SourceIntoIter, 0);
        self.0
    }
}

/// Builds a source, on the thread that reads it ahead.
pub fn build(ledger: &Arc<Ledger>) -> impl FnOnce() -> Unturned + Send + 'static {
    let (source, captured) = (Source::new(ledger), ledger.track(Thing::SourceBuildDrop, 0));
    let ledger = Arc::clone(ledger);
    move || {
        captured.look();
        ledger.strike(Thing::SourceBuild, 0);
        // Later it would cost the source, as a result in `work`.
        drop(captured);
        Unturned(source)
    }
}

/// Opens the gate of a stream whose source has no more: its tasks wait for that.
struct Ends<'a>(&'a Ledger, bool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        if self.1 || std::thread::panicking() {
            self.0.gate.open();
        }
    }
}

impl Iterator for Source {
    type Item = Tracked;

    fn next(&mut self) -> Option<Tracked> {
        let number = self.next;
        let stream = self.ledger.cell.call.is_gated_stream();
        let _ends = stream.then(|| Ends(&self.ledger, number == ITEMS));
        self.next += 1;
        self.ledger.strike(Thing::SourceNext, number);
        (number < ITEMS).then(|| {
            self.ledger.pulled.add();
            self.ledger.source_steps.add();
            item(&self.ledger, number)
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let stream = self.ledger.cell.call.is_gated_stream();
        let _ends = stream.then(|| Ends(&self.ledger, false));
        let asked = self.asked.replace(self.asked.get() + 1);
        self.ledger.strike(Thing::SourceHint, asked);
        let left = ITEMS.saturating_sub(self.next);
        (left, Some(left))
    }
}

/// What every task does with what it owns.
fn work(ledger: &Arc<Ledger>, number: usize, owned: Tracked) {
    ledger.begun.add();
    ledger.gate.pass();
    ledger.passed.add();
    ledger.strike(Thing::Task, number);
    if ledger.is_hit(Thing::PayloadDrop, number) {
        panic_any(HotPayload(ledger.track(Thing::PayloadDrop, number)));
    }
    // Later it would cost the result, which the compiler leaks there (rust-lang/rust#47949).
    drop(owned);
}

fn result(ledger: &Arc<Ledger>, number: usize) -> Tracked {
    ledger.track(Thing::ResultDrop, number)
}

/// A closure for a single task.
pub fn once(ledger: &Arc<Ledger>) -> impl FnOnce() -> Tracked + Send + 'static {
    let (ledger, captured) = (Arc::clone(ledger), ledger.track(Thing::ClosureDrop, 0));
    move || {
        work(&ledger, 0, captured);
        result(&ledger, 0)
    }
}

/// A closure for items, which comes to `end` for each.
fn each<R>(
    ledger: &Arc<Ledger>,
    end: fn(&Arc<Ledger>, usize) -> R,
) -> impl Fn(Tracked) -> R + Send + Sync + use<R> {
    let (ledger, captured) = (Arc::clone(ledger), ledger.track(Thing::ClosureDrop, 0));
    move |item| {
        captured.look();
        let number = item.number;
        work(&ledger, number, item);
        end(&ledger, number)
    }
}

/// For a map.
pub fn task(ledger: &Arc<Ledger>) -> impl Fn(Tracked) -> Tracked + Send + Sync + 'static {
    each(ledger, result)
}

/// For a `for_each`.
pub fn deed(ledger: &Arc<Ledger>) -> impl Fn(Tracked) + Send + Sync + 'static {
    each(ledger, |ledger, number| {
        ledger.done.lock().unwrap().push(number)
    })
}

/// For a `try_map`.
pub fn attempt(
    ledger: &Arc<Ledger>,
) -> impl Fn(Tracked) -> Result<Tracked, Tracked> + Send + Sync + 'static {
    each(ledger, |ledger, number| {
        match ledger.is_hit(Thing::ErrorDrop, number) {
            true => Err(ledger.track(Thing::ErrorDrop, number)),
            false => Ok(result(ledger, number)),
        }
    })
}

/// For a `map_with`: what makes a state.
pub fn state(ledger: &Arc<Ledger>) -> impl Fn() -> Tracked + Send + Sync + 'static {
    let (ledger, captured) = (Arc::clone(ledger), ledger.track(Thing::MakeDrop, 0));
    let made = Tally::default();
    move || {
        captured.look();
        let number = made.add() - 1;
        ledger.strike(Thing::State, number);
        ledger.track(Thing::StateDrop, number)
    }
}

/// For a `map_with`: what it does with a state.
pub fn with_state(
    ledger: &Arc<Ledger>,
) -> impl Fn(&mut Tracked, Tracked) -> Tracked + Send + Sync + 'static {
    let task = task(ledger);
    move |state, item| {
        state.look();
        task(item)
    }
}

/// A callback, for a value that has these numbers: those of all its items.
pub fn callback<T>(
    ledger: &Arc<Ledger>,
    numbers: fn(&T) -> Vec<usize>,
) -> impl FnOnce(&T) + Send + 'static
where
    T: 'static,
{
    let (ledger, captured) = (Arc::clone(ledger), ledger.track(Thing::CallbackDrop, 0));
    move |value| {
        captured.look();
        let numbers = numbers(value);
        assert!(numbers.iter().copied().eq(0..numbers.len()), "{numbers:?}");
        ledger.told[0].add();
        ledger.strike(Thing::Callback, 0);
    }
}

pub fn error_callback(ledger: &Arc<Ledger>) -> impl FnOnce(&TaskError) + Send + 'static {
    let captured = ledger.track(Thing::ErrorCallbackDrop, 0);
    let ledger = Arc::clone(ledger);
    move |_| {
        captured.look();
        ledger.told[1].add();
        ledger.strike(Thing::ErrorCallback, 0);
    }
}

/// An initializer.
pub fn initializer(ledger: &Arc<Ledger>) -> impl Fn() + Send + Sync + 'static {
    let captured = ledger.track(Thing::InitializerDrop, 0);
    let (ledger, calls) = (Arc::clone(ledger), Tally::default());
    move || {
        captured.look();
        ledger.strike(Thing::Initializer, calls.add() - 1);
    }
}
