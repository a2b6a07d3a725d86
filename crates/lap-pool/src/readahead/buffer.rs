//! Items between a reader and its consumer.
//!
//! # The bound
//!
//! Let `read` items lie here, and `flight` be in flight. The reader begins a pull only where `read < room`, and the consumer
//! keeps `room <= buffersize - flight`: it takes an item out and lowers the room by one at the same moment, under the lock,
//! and raises the room again when it has taken a result. So `read + flight <= buffersize` at every moment, a pull that has
//! begun included; but where a buffersize that follows the items' cost shrinks, what was pulled before stays.
//!
//! # Why nobody sleeps through news
//!
//! *The reader* waits on a condition of this lock, under which all that it waits for changes: room, and the consumer's end.
//!
//! *The consumer* waits in its stream's bed, for results too. It says so there, and then looks here, under the lock; the
//! reader puts its item in under the lock, and then looks who is in the bed. Whichever came first at the lock, the other sees
//! what it did before: either the consumer finds the item, or the reader finds the consumer. Model:
//! `tests/loom/readahead.rs`.
//!
//! No user code runs under the lock: items are moved in and out, and dropped outside.

use std::collections::VecDeque;

use crate::panics::{Payload, discard, drop_quietly};
use crate::stream::Bed;
use crate::sync::{Arc, Condvar, Mutex};

pub(crate) struct Buffer<T> {
    /// Items that may lie here, whatever the room.
    most: usize,
    state: Mutex<State<T>>,
    /// For the reader: there is room, or the consumer is gone.
    changed: Condvar,
    /// Where the consumer waits.
    bed: Arc<Bed>,
}

struct State<T> {
    items: VecDeque<T>,
    /// Behind the items.
    end: Option<End>,
    /// Items for which the stream's buffersize has room. None before the consumer's first look.
    room: usize,
    /// The consumer is gone.
    closed: bool,
}

/// How a source came to its end.
pub(super) enum End {
    /// It has no more.
    Over,
    Panic(Payload),
}

/// What comes next out of a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum First {
    /// Nothing yet.
    Nothing,
    Item,
    /// The source's end.
    End,
    /// The source's panic, which comes after all results.
    Panic,
}

/// What came out of a buffer.
pub(crate) enum Taken<T> {
    Item(T),
    Panic(Payload),
    /// The source is at its end, or has nothing yet.
    Nothing,
}

/// A buffer as its stream knows it, whatever its items are.
pub(crate) trait Ahead: Send + Sync {
    /// Where the consumer waits.
    fn bed(&self) -> &Arc<Bed>;

    fn first(&self) -> First;

    /// Items for which there is room now.
    fn set_room(&self, room: usize);

    /// The consumer is gone: what was read is dropped, and the reader ends as soon as its pull returns.
    fn close(&self);
}

impl<T> Buffer<T> {
    pub(crate) fn new(most: usize) -> Self {
        let state = State {
            items: VecDeque::new(),
            end: None,
            room: 0,
            closed: false,
        };
        Self {
            most,
            state: Mutex::new(state),
            changed: Condvar::new(),
            bed: Arc::default(),
        }
    }

    // ---- for the reader ----

    /// Waits until there is room for an item; false where the consumer is gone.
    pub(super) fn wait_for_room(&self) -> bool {
        let state = self.state.lock();
        let state = self.changed.wait_while(state, |state| {
            !state.closed && state.items.len() >= state.room.min(self.most)
        });
        !state.closed
    }

    /// Puts an item in, or drops it where the consumer is gone.
    pub(super) fn put(&self, item: T) {
        let mut state = self.state.lock();
        if state.closed {
            drop(state);
            return drop_quietly(item);
        }
        state.items.push_back(item);
        drop(state);
        self.bed.wake();
    }

    pub(super) fn end(&self, end: End) {
        let mut state = self.state.lock();
        if state.closed {
            drop(state);
            return end.discard();
        }
        state.end = Some(end);
        drop(state);
        self.bed.wake();
    }

    // ---- for the consumer ----

    /// Takes what comes next, an item's place going with it: the consumer puts it in flight.
    pub(super) fn take(&self) -> Taken<T> {
        let mut state = self.state.lock();
        if let Some(item) = state.items.pop_front() {
            state.room = state.room.saturating_sub(1);
            drop(state);
            // Where the bound is that of this buffer.
            self.changed.notify_one();
            return Taken::Item(item);
        }
        match state.end.take() {
            Some(End::Panic(payload)) => Taken::Panic(payload),
            Some(End::Over) | None => Taken::Nothing,
        }
    }
}

impl<T: Send> Ahead for Buffer<T> {
    fn bed(&self) -> &Arc<Bed> {
        &self.bed
    }

    fn first(&self) -> First {
        let state = self.state.lock();
        match &state.end {
            _ if !state.items.is_empty() => First::Item,
            None => First::Nothing,
            Some(End::Over) => First::End,
            Some(End::Panic(_)) => First::Panic,
        }
    }

    fn set_room(&self, room: usize) {
        let mut state = self.state.lock();
        let grows = room > std::mem::replace(&mut state.room, room);
        drop(state);
        if grows {
            self.changed.notify_one();
        }
    }

    fn close(&self) {
        let mut state = self.state.lock();
        state.closed = true;
        let items = std::mem::take(&mut state.items);
        let end = state.end.take();
        drop(state);
        self.changed.notify_one();
        items.into_iter().for_each(drop_quietly);
        end.into_iter().for_each(End::discard);
    }
}

impl End {
    fn discard(self) {
        if let Self::Panic(payload) = self {
            discard(payload);
        }
    }
}
