//! Making a stream of each kind, and reading it.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use lap_pool::{Imap, Options, Pool, SharedImap, TaskError};

use crate::call::{Kind, Order, Way};
use crate::fault::ITEMS;
use crate::ledger::{Ledger, Stage, Tracked};
use crate::subjects::{self, Source, Unturned};
use crate::support::LONG;

/// Makes a stream, and notes what its readers see of it.
pub fn perform(
    pool: &Pool<'_, '_>,
    mut options: Options<'_, '_, '_>,
    ledger: &Arc<Ledger>,
    (order, kind, way): (Order, Kind, Way),
) {
    if way == Way::Dropped {
        // Room for all items, and for the look that finds no more.
        options = options.buffersize(ITEMS + 1);
    }
    match kind {
        Kind::Plain => {
            let (source, task) = (Unturned(Source::new(ledger)), subjects::task(ledger));
            let make = || plain(options, source, task, order);
            if let Some(stream) = ledger.watch(Stage::Call, make) {
                read(pool, ledger, vec![stream], way);
            }
        }
        Kind::Shared(drainers) => {
            let (source, task) = (Unturned(Source::new(ledger)), subjects::task(ledger));
            let make = || plain(options, source, task, order).shared();
            if let Some(stream) = ledger.watch(Stage::Call, make) {
                read(pool, ledger, vec![stream; drainers], way);
            }
        }
        Kind::Readahead => {
            let ahead = match way {
                // One step, and no more before the pool ends.
                Way::Terminated => 1,
                // To the end, while the consumer is in an item that waits for that.
                Way::Dropped => ITEMS + 1,
                _ => 2,
            };
            let (build, task) = (subjects::build(ledger), subjects::task(ledger));
            let options = options.readahead(ahead, build);
            let make = || match order {
                Order::Input => options.imap(task).unwrap(),
                Order::Completion => options.imap_unordered(task).unwrap(),
            };
            if let Some(stream) = ledger.watch(Stage::Call, make) {
                read(pool, ledger, vec![stream], way);
            }
        }
    }
}

fn plain<'scope, F>(
    options: Options<'_, 'scope, '_>,
    source: Unturned,
    task: F,
    order: Order,
) -> Imap<'scope, Source, Tracked, F>
where
    F: Fn(Tracked) -> Tracked + Send + Sync + 'static,
{
    match order {
        Order::Input => options.imap(source, task).unwrap(),
        Order::Completion => options.imap_unordered(source, task).unwrap(),
    }
}

/// A handle on a stream of any kind.
trait Handle: Iterator<Item = Tracked> {
    fn next_timeout(&mut self, limit: Duration) -> Result<Option<Tracked>, TaskError>;

    fn results(self) -> impl Iterator<Item = Result<Tracked, TaskError>>;
}

impl<'scope, I, F> Handle for Imap<'scope, I, Tracked, F>
where
    I: Iterator<Item = Tracked>,
    F: Fn(Tracked) -> Tracked + Send + Sync + 'scope,
{
    fn next_timeout(&mut self, limit: Duration) -> Result<Option<Tracked>, TaskError> {
        Imap::next_timeout(self, limit)
    }

    fn results(self) -> impl Iterator<Item = Result<Tracked, TaskError>> {
        Imap::results(self)
    }
}

impl<'scope, I, F> Handle for SharedImap<'scope, I, Tracked, F>
where
    I: Iterator<Item = Tracked>,
    F: Fn(Tracked) -> Tracked + Send + Sync + 'scope,
{
    fn next_timeout(&mut self, limit: Duration) -> Result<Option<Tracked>, TaskError> {
        SharedImap::next_timeout(self, limit)
    }

    fn results(self) -> impl Iterator<Item = Result<Tracked, TaskError>> {
        SharedImap::results(self)
    }
}

/// What becomes of a stream's handles: of the first on this thread, of each other on one of its own.
fn read<S: Handle + Send>(
    pool: &Pool<'_, '_>,
    ledger: &Arc<Ledger>,
    mut handles: Vec<S>,
    way: Way,
) {
    if way == Way::Terminated {
        handles.iter_mut().for_each(|handle| look(ledger, handle));
        if ledger.cell.call.is_read_ahead() {
            ledger.source_steps.wait_for(1);
        }
        pool.terminate();
    }
    let together = &Barrier::new(handles.len());
    let drain = |handle| {
        together.wait();
        drain(ledger, handle, way);
    };
    thread::scope(|threads| {
        let here = handles.swap_remove(0);
        for handle in handles {
            threads.spawn(move || drain(handle));
        }
        drain(here);
    });
}

/// Looks once, before anything ran.
fn look(ledger: &Ledger, handle: &mut impl Handle) {
    let look = ledger.watch(Stage::Read, || handle.next_timeout(Duration::ZERO));
    let right = match look {
        None | Some(Err(TaskError::TimedOut)) => true,
        // Another's look has ended the source.
        Some(Ok(None)) => ledger.has_unwound(Stage::Read),
        Some(_) => false,
    };
    assert!(right, "{}", ledger.cell);
}

/// What becomes of one handle.
fn drain(ledger: &Ledger, mut handle: impl Handle, way: Way) {
    let Ledger { cell, pulled, .. } = ledger;
    match way {
        Way::Next => {
            read_on(ledger, || Ok(handle.next()));
            ledger.watch(Stage::Drop, || drop(handle));
        }
        Way::NextTimeout => {
            read_on(ledger, || handle.next_timeout(LONG));
            ledger.watch(Stage::Drop, || drop(handle));
        }
        Way::Results | Way::Terminated => {
            let mut results = handle.results();
            read_on(ledger, || results.next().transpose());
            ledger.watch(Stage::Drop, || drop(results));
        }
        Way::Loop => {
            ledger.watch(Stage::Call, || {
                handle.for_each(|result| ledger.note_result(result));
            });
        }
        Way::Dropped => {
            let first = ledger.watch(Stage::Read, || handle.next());
            match first {
                Some(Some(first)) => ledger.note_result(first),
                Some(None) => assert_eq!(pulled.count(), 0, "{cell}: there are items"),
                None => {}
            }
            // What was only read ahead is never run.
            if cell.place.has_free_worker(cell.shape) && !cell.call.is_read_ahead() {
                ledger.passed.wait_for(pulled.count());
            }
            ledger.watch(Stage::Drop, || drop(handle));
        }
        _ => unreachable!("these are a handle's on a task"),
    }
}

/// Reads on to the end, over everything that fails.
fn read_on(ledger: &Ledger, mut next: impl FnMut() -> Result<Option<Tracked>, TaskError>) {
    for _ in 0..3 * ITEMS {
        match ledger.watch(Stage::Read, &mut next) {
            Some(Ok(None)) => return,
            Some(Ok(Some(result))) => ledger.note_result(result),
            Some(Err(error)) => ledger.note_error(error),
            None => {}
        }
    }
    panic!("{}: the stream has no end", ledger.cell);
}
