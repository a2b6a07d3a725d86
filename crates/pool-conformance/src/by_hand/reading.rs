//! Streams: the consumer pulls, workers put results into a tray.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Fate, Shop, contained, locked};
use crate::failure::{Answer, Failure};
use crate::subject::{Function, Item, Options, Order, Source, Stream};

/// What is done and not yet read: each result with its number.
#[derive(Default)]
struct Tray {
    results: Mutex<VecDeque<(usize, Answer<Item>)>>,
    changed: Condvar,
    /// Nobody will read on.
    abandoned: AtomicBool,
}

pub(super) struct ByHandStream {
    shop: Arc<Shop>,
    order: Order,
    source: Option<Source>,
    f: Function,
    chunksize: usize,
    buffersize: usize,
    pulled: usize,
    returned: usize,
    tray: Arc<Tray>,
    /// Why the source ended early.
    failure: Option<Failure>,
}

impl ByHandStream {
    pub(super) fn new(
        shop: &Arc<Shop>,
        order: Order,
        source: Source,
        f: Function,
        options: Options,
    ) -> Self {
        Self {
            order,
            source: Some(source),
            f,
            chunksize: options.chunksize.unwrap_or(1),
            buffersize: options.buffersize.unwrap_or(2 * shop.setup.workers),
            pulled: 0,
            returned: 0,
            tray: Arc::default(),
            failure: None,
            shop: Arc::clone(shop),
        }
    }

    /// Pulls and submits a chunk, if there is room for one.
    fn submit_a_chunk(&mut self) -> bool {
        let room = self.buffersize - (self.pulled - self.returned);
        let Some(source) = self.source.as_mut().filter(|_| room > 0) else {
            return false;
        };
        let (first, mut chunk) = (self.pulled, Vec::new());
        while chunk.len() < self.chunksize.min(room) {
            match contained(|| source.next()) {
                Ok(Some(item)) => chunk.push(item),
                ended => {
                    self.failure = ended.err();
                    self.source = None;
                    break;
                }
            }
        }
        self.pulled += chunk.len();
        let (f, tray) = (Arc::clone(&self.f), Arc::clone(&self.tray));
        let job = move |fate| {
            for (at, item) in chunk.into_iter().enumerate() {
                let result = match fate {
                    _ if tray.abandoned.load(Relaxed) => return,
                    Fate::Run => contained(|| f(item)),
                    Fate::GiveUp => Err(Failure::Terminated),
                };
                locked(&tray.results).push_back((first + at, result));
                tray.changed.notify_all();
            }
        };
        if let Err(refusal) = self.shop.submit(Box::new(job)) {
            self.pulled = first;
            self.failure = Some(refusal);
            self.source = None;
        }
        true
    }

    fn next_until(&mut self, deadline: Option<Instant>) -> Option<Answer<Item>> {
        while self.submit_a_chunk() {}
        if self.pulled == self.returned {
            return self.failure.take().map(Err);
        }
        let mut results = locked(&self.tray.results);
        loop {
            let due = results.iter().position(|(number, _)| {
                self.order == Order::Completion || *number == self.returned
            });
            if let Some((_, result)) = due.and_then(|at| results.remove(at)) {
                self.returned += 1;
                return Some(result);
            }
            let limit = deadline.map_or(Duration::MAX, |end| {
                end.saturating_duration_since(Instant::now())
            });
            if limit.is_zero() {
                return Some(Err(Failure::TimedOut));
            }
            let waited = self
                .tray
                .changed
                .wait_timeout(results, limit.min(Duration::from_secs(3_600)));
            results = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Stream for ByHandStream {
    fn next(&mut self) -> Option<Answer<Item>> {
        self.next_until(None)
    }

    fn next_timeout(&mut self, limit: Duration) -> Option<Answer<Item>> {
        self.next_until(Instant::now().checked_add(limit))
    }
}

impl Drop for ByHandStream {
    fn drop(&mut self) {
        self.tray.abandoned.store(true, Relaxed);
    }
}
