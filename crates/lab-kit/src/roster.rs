//! A list of contenders by what each can do. The one of all, [`contenders`](crate::contenders), has a line for each: a new
//! one shows up wherever it can run.
//!
//! Contenders are generic through and through, so there is no list of them to loop over: whoever wants each of them hands
//! over something that takes a contender of any type.
//!
//! ```
//! use lab_kit::contender::Contender;
//! use lab_kit::contenders;
//! use lab_kit::roster::{Entry, ForEach};
//!
//! struct Squares;
//! impl ForEach for Squares {
//!     fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
//!         let pool = entry.start(2).expect("two workers");
//!         assert_eq!(pool.map(&[2, 3], |n| n * n), [4, 9], "{}", entry.name);
//!     }
//! }
//! contenders::all(&mut Squares);
//! ```

use std::io;

use crate::contender::{Contender, Deferred, Streams};

/// A contender that has not been started.
#[derive(Debug)]
pub struct Entry<C> {
    /// Its name in records.
    pub name: &'static str,
    start: fn(usize) -> io::Result<C>,
}

impl<C> Clone for Entry<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Entry<C> {}

impl<C> Entry<C> {
    /// The contender of this name, which `start` starts with so many workers.
    pub const fn new(name: &'static str, start: fn(usize) -> io::Result<C>) -> Self {
        Self { name, start }
    }

    /// Starts it with so many workers, if it has any.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, workers: usize) -> io::Result<C> {
        (self.start)(workers)
    }
}

/// Takes each contender.
pub trait ForEach {
    /// The next one.
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>);
}

/// Takes each contender that can stream.
pub trait ForEachStream {
    /// The next one.
    fn take<C: Streams + 'static>(&mut self, entry: Entry<C>);
}

/// Takes each contender that gives results later.
pub trait ForEachDeferred {
    /// The next one.
    fn take<C: Deferred + 'static>(&mut self, entry: Entry<C>);
}

/// Makes the list of names, and a function for each ability.
macro_rules! roster {
    ($($(#[$built:meta])* $name:literal: $start:expr, $can:tt;)*) => {
        /// The names of all, in records.
        pub const NAMES: &[&str] = &[$($(#[$built])* $name),*];

        /// Each contender.
        pub fn all(taker: &mut impl ForEach) {
            $($(#[$built])* taker.take(Entry::new($name, $start));)*
        }

        /// Each that can stream.
        pub fn streams(taker: &mut impl ForEachStream) {
            $($(#[$built])* { roster!(@streams $can taker $name, $start); })*
        }

        /// Each that gives results later.
        pub fn deferred(taker: &mut impl ForEachDeferred) {
            $($(#[$built])* { roster!(@deferred $can taker $name, $start); })*
        }
    };
    (@streams [streams $($more:ident)*] $taker:ident $name:literal, $start:expr) => {
        $taker.take(Entry::new($name, $start));
    };
    (@deferred [streams deferred] $taker:ident $name:literal, $start:expr) => {
        $taker.take(Entry::new($name, $start));
    };
    (@deferred [deferred] $taker:ident $name:literal, $start:expr) => {
        $taker.take(Entry::new($name, $start));
    };
    (@$ability:ident [$($can:ident)*] $taker:ident $name:literal, $start:expr) => {};
}

pub(crate) use roster;
