//! Reading streams: what comes out of them, and how far their sources are read.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use crate::calls::{SHORT, perform};
use crate::check::{Before, Failure, check_admission};
use crate::job::{Handle, Job};
use crate::ledger::{Item, Ledger, Value};
use crate::program::{By, Call, Reading, Source};
use crate::world::{Later, World};

/// A stream's two ends, as the thread sees them that reads it.
#[derive(Default)]
struct Ends {
    pulled: AtomicUsize,
    returned: AtomicUsize,
    /// The source has said so, or panicked.
    ended: AtomicBool,
    /// The pool was closed before the reader's turn: nothing is to be pulled.
    sealed: AtomicBool,
}

/// A stream's source.
struct Items {
    ledger: Arc<Ledger>,
    ends: Arc<Ends>,
    left: Option<usize>,
    promises: bool,
    buffersize: usize,
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let (ledger, ends) = (&self.ledger, &self.ends);
        ledger.expect(!ends.ended.load(SeqCst), "a source is read beyond its end");
        ledger.expect(!ends.sealed.load(SeqCst), "a source is read after close");
        if self.left == Some(0) {
            ends.ended.store(true, SeqCst);
            return None;
        }
        let (index, returned) = (ends.pulled.load(SeqCst), ends.returned.load(SeqCst));
        if ledger.work.source_fails_at() == Some(index) {
            ends.ended.store(true, SeqCst);
            ledger.fail(index);
        }
        ledger.expect(
            index < returned + self.buffersize,
            format_args!(
                "{} items pulled, {returned} returned, and a buffersize of {}",
                index + 1,
                self.buffersize
            ),
        );
        ends.pulled.store(index + 1, SeqCst);
        self.left = self.left.map(|left| left - 1);
        Some(ledger.item(index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self.left {
            Some(left) if self.promises => (left, Some(left)),
            _ => (0, None),
        }
    }
}

/// Reads a stream as it is told to, and drops it.
pub fn read<'scope, 'env: 'scope, H: Handle<'scope, 'env>>(
    pool: &H,
    world: &Arc<World>,
    call: &Call,
    reading: Reading,
    later: &mut Vec<Later>,
) {
    let work = &call.work;
    let buffersize = work.buffersize.unwrap_or(64.max(2 * world.workers));
    let room = match reading.source {
        Source::Endless => reading.take + buffersize,
        Source::Promises | Source::Silent => work.items,
    };
    let ledger = Ledger::of(world, call.kind, work, room);
    let ends = Arc::new(Ends::default());
    let source = Items {
        ledger: Arc::clone(&ledger),
        ends: Arc::clone(&ends),
        left: (reading.source != Source::Endless).then_some(work.items),
        promises: reading.source == Source::Promises,
        buffersize,
    };
    let mut options = pool.options();
    if let Some(chunksize) = work.chunksize {
        options = options.chunksize(chunksize);
    }
    if let Some(buffersize) = work.buffersize {
        options = options.buffersize(buffersize);
    }
    if let Some(ahead) = work.prefetch {
        options = options.prefetch(ahead);
    }
    let (before, job) = (
        Before::now(world),
        Job::new(&ledger, pool, !reading.between),
    );
    let task = move |item: Item| job.run(item);
    let stream = if reading.ordered {
        options.imap(source, task)
    } else {
        options.imap_unordered(source, task)
    };
    check_admission(&ledger, before, stream.is_err());
    let Ok(mut stream) = stream else {
        return ledger.check_inputs_gone("after a refusal");
    };
    let most = stream.size_hint();
    ledger.expect(most.0 == 0, "a stream promises a result");
    let mut timeouts = 0_usize;
    let next: Box<dyn FnMut() -> Option<Result<Value, Failure>> + '_> = match reading.by {
        By::Next => Box::new(move || stream.next().map(Ok)),
        By::Results => {
            let mut results = stream.results();
            let of_task = |error| Failure::of_task(error, false);
            Box::new(move || results.next().map(|result| result.map_err(of_task)))
        }
        By::Shared => {
            let stream = stream.shared().results();
            let (mut handles, mut turn) = ([stream.clone(), stream], 0);
            let of_task = |error| Failure::of_task(error, false);
            Box::new(move || {
                turn = 1 - turn;
                handles[turn].next().map(|result| result.map_err(of_task))
            })
        }
        by => Box::new(move || {
            // A limit of zero pulls nothing from a source that does not promise: so not at every time.
            timeouts += 1;
            let limit = match by {
                By::ZeroLimit if timeouts.is_multiple_of(2) => Duration::ZERO,
                By::NoLimit => Duration::MAX,
                _ => SHORT,
            };
            let result = stream.next_timeout(limit).transpose()?;
            Some(result.map_err(|error| Failure::of_task(error, false)))
        }),
    };
    let mut reader = Reader {
        ledger: &ledger,
        ends: &ends,
        reading,
        seen: Vec::new(),
        next,
    };
    reader.expect_nothing_pulled();
    let mut first = true;
    while ends.returned.load(SeqCst) < reading.take && reader.turn() {
        if reading.between && std::mem::take(&mut first) {
            perform(pool, world, &work.nested, later);
        }
    }
    if let Some(most) = most.1 {
        let returned = ends.returned.load(SeqCst);
        ledger.expect(
            returned <= most,
            format_args!("{returned} results, and at most {most} promised"),
        );
    }
    drop(reader);
    ledger.end();
}

/// A stream being read.
struct Reader<'a> {
    ledger: &'a Arc<Ledger>,
    ends: &'a Ends,
    reading: Reading,
    /// Which items came out so far.
    seen: Vec<usize>,
    next: Box<dyn FnMut() -> Option<Result<Value, Failure>> + 'a>,
}

impl Reader<'_> {
    fn expect_nothing_pulled(&self) {
        let pulled = self.ends.pulled.load(SeqCst);
        self.ledger
            .expect(pulled == 0, "a source is read before the first next()");
    }

    /// Asks for one result; says whether there may be more.
    fn turn(&mut self) -> bool {
        let (ledger, world) = (self.ledger, &self.ledger.world);
        let before = Before::now(world);
        self.ends.sealed.store(before.closed, SeqCst);
        let outcome = catch_unwind(AssertUnwindSafe(&mut self.next))
            .unwrap_or_else(|payload| Some(Err(Failure::of_panic(payload))));
        let in_flight = self.ends.pulled.load(SeqCst) - self.ends.returned.load(SeqCst);
        let Some(outcome) = outcome else {
            ledger.expect(in_flight == 0, format_args!("{in_flight} results are lost"));
            ledger.expect(
                self.ends.ended.load(SeqCst),
                "a silent end before the source's",
            );
            return false;
        };
        match outcome {
            Ok(value) => {
                let index = value.open(ledger);
                ledger.expect(
                    !ledger.work.fails_at(index),
                    format_args!("a result of item {index}, which fails"),
                );
                self.take(Some(index));
            }
            Err(Failure::Panic(index)) if self.is_of_source(index) => {}
            Err(Failure::Panic(index)) => {
                ledger.expect(
                    ledger.work.fails_at(index),
                    format_args!("item {index} does not fail"),
                );
                self.take(Some(index));
            }
            Err(Failure::TimedOut) => {
                let timed = matches!(self.reading.by, By::ShortLimit | By::ZeroLimit);
                ledger.expect(timed, "a time limit that was not set ran out");
            }
            Err(failure) => {
                let fits = match failure {
                    Failure::NotRunning => world.closing.is_begun() || world.terminating.is_begun(),
                    Failure::Terminated => world.terminating.is_begun(),
                    _ => false,
                };
                ledger.expect(fits, format_args!("a result came to {failure:?}"));
                if !fits || in_flight == 0 {
                    return false;
                }
                self.take(None);
            }
        }
        true
    }

    fn is_of_source(&self, index: usize) -> bool {
        self.ledger.work.source_fails_at() == Some(index)
    }

    /// An item came out, or something in its place.
    fn take(&mut self, index: Option<usize>) {
        let due = self.ends.returned.fetch_add(1, SeqCst);
        let pulled = self.ends.pulled.load(SeqCst);
        let Some(index) = index else { return };
        let fits = if self.reading.ordered {
            index == due
        } else {
            index < pulled && !self.seen.contains(&index)
        };
        self.ledger
            .expect(fits, format_args!("item {index} comes out as number {due}"));
        self.seen.push(index);
    }
}
