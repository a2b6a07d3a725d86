//! Reading a source ahead, on a thread of its own.
//!
//! The *reader* builds the source, asks it for items and puts them into a [`Buffer`]; the stream's consumer takes them out
//! and puts them in flight, as it does with those of any source, but never blocks for one. So the bound stays where it was:
//! the consumer alone adds to what is in flight, and tells the reader how much room that leaves ([`buffer`]).
//!
//! A consumer waits for a result or an item, whichever comes first, in one bed ([`crate::stream`]). While nothing is in
//! flight no worker will wake it there, so a pool that ends does ([`crate::consumers`]).

mod buffer;
mod reader;

use std::fmt;
use std::panic::resume_unwind;

use crate::sync::Arc;
pub(crate) use buffer::{Ahead, Buffer, First, Taken};
pub(crate) use reader::start;

/// The source of a stream that is read ahead, as it stands in the type of its [`Imap`](crate::Imap); see
/// [`Options::readahead`](crate::Options::readahead). Nothing else makes one.
pub struct Readahead<T>(pub(crate) Arc<Buffer<T>>);

/// Does not block, and is asked only where something is there.
impl<T> Iterator for Readahead<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self.0.take() {
            Taken::Item(item) => Some(item),
            Taken::Panic(payload) => resume_unwind(payload),
            Taken::Nothing => None,
        }
    }
}

impl<T> fmt::Debug for Readahead<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Readahead").finish_non_exhaustive()
    }
}
