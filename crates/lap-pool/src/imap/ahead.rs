//! A consumer whose source is read ahead: what it tells the reader, and what it waits for beside results.

use crate::error::PoolError;
use crate::imap::Imap;
use crate::readahead::{Ahead, First};

impl<'scope, I, R, F> Imap<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    /// Whether a source that is read ahead has something now. Any other is asked.
    #[inline]
    pub(super) fn is_read(&self) -> bool {
        (self.ahead.as_deref()).is_none_or(|ahead| self.is_read_by(ahead))
    }

    #[cold]
    fn is_read_by(&self, ahead: &dyn Ahead) -> bool {
        // An item's cost may have changed the buffersize.
        self.tell_room();
        match ahead.first() {
            First::Item | First::End => true,
            First::Nothing => false,
            // In its place: behind all results.
            First::Panic => self.reader.in_flight() == 0,
        }
    }

    /// Whether the reader of the source may still bring an item, for which the consumer waits though nothing is in flight.
    pub(super) fn waits_for_an_item(&self) -> bool {
        self.ahead.is_some() && self.open && self.engine.check_running().is_ok()
    }

    /// Tells the reader of the source how many items it may have read: as many as there is room for beside those in flight,
    /// and none where the pool takes no more.
    #[cold]
    pub(super) fn tell_room(&self) {
        let Some(ahead) = &self.ahead else { return };
        match self.engine.check_running() {
            Ok(()) => ahead.set_room(self.buffersize().saturating_sub(self.reader.in_flight())),
            Err(PoolError::Forked) => {}
            Err(_) => ahead.set_room(0),
        }
    }

    /// Whether a consumer that waits has something to do.
    pub(super) fn is_news(&self, must: bool) -> bool {
        let idle = self.reader.in_flight() == 0;
        self.stream.in_flight.is_news(&self.reader, must)
            || idle && !self.waits_for_an_item()
            || self.ahead.is_some() && self.may_pull()
    }
}
