//! A program: what its threads call, and what the tasks of these calls do.

use std::fmt;
use std::sync::Arc;

/// Calls over one pool.
#[derive(Clone, Debug)]
pub struct Program {
    pub workers: usize,
    pub caller_helps: bool,
    pub home: Home,
    pub ending: Ending,
    /// What each thread calls in turn. One alone is the one that built the pool.
    pub threads: Vec<Vec<Call>>,
}

/// What the calls are made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// A pool behind an `Arc`, of which tasks that make calls have clones.
    Owned,
    /// A scope of an owned pool.
    Scope,
    /// `ThreadPool::with`.
    With,
}

/// How an owned pool ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Drop,
    Join,
    Terminate,
}

#[derive(Clone)]
pub struct Call {
    pub kind: Kind,
    pub work: Arc<Work>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Apply,
    ApplyAsync(Fate),
    Map(Input),
    /// Of so many arguments.
    Starmap(usize),
    MapAsync(Fate),
    StarmapAsync(Fate),
    Stream(Reading),
    /// A scope, in which the nested calls are made.
    Scope,
    Close,
    Terminate,
    Join,
    /// With a limit of some microseconds.
    JoinTimeout,
    /// A map with a chunksize of zero and a stream with a buffersize of zero.
    Refused,
}

/// What becomes of a handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Get,
    /// `wait`, `ready`, `successful`, `get`.
    Wait,
    /// `wait_timeout` until it is done.
    WaitTimeout,
    /// `get_timeout` until it is done.
    GetTimeout,
    /// `get_timeout` without an end.
    GetForever,
    /// As a future.
    Poll,
    Drop,
    /// `get` after the thread's other calls, outside any scope.
    Later,
    /// `get` after the pool's end.
    Outlives,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Vector,
    Slice,
    Iterator,
    Range,
}

/// How a stream is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub ordered: bool,
    pub by: By,
    pub source: Source,
    /// So many results at most; then it is dropped.
    pub take: usize,
    /// The reader makes the nested calls after the first result; otherwise a task does.
    pub between: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    Next,
    Results,
    /// `next_timeout`: zero, short or endless.
    ZeroLimit,
    ShortLimit,
    NoLimit,
    /// By two handles in turn.
    Shared,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Knows its length.
    Promises,
    /// Does not tell.
    Silent,
    Endless,
}

/// A call's tasks.
#[derive(Clone, Default)]
pub struct Work {
    pub items: usize,
    pub chunksize: Option<usize>,
    pub buffersize: Option<usize>,
    pub prefetch: Option<bool>,
    pub faults: Option<Faults>,
    /// Rounds of time that a task takes.
    pub spends: u32,
    /// This item and the next wait for each other.
    pub meets: Option<usize>,
    /// Calls that the task of item `nest_at` makes, a stream's reader or a scope.
    pub nested: Vec<Call>,
    pub nest_at: usize,
}

/// Which items fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faults {
    pub kind: Fault,
    pub from: usize,
    pub every: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The task panics.
    Task,
    /// The destructor of the item panics, which the task drops.
    Item,
    /// The destructor of the result panics, where nobody takes it.
    Result,
    /// The stream's source panics instead of giving the first of these items.
    Source,
}

/// What is as usual is left out: these are read where a test fails.
impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} items", self.items)?;
        let sizes = [
            ("chunksize", self.chunksize),
            ("buffersize", self.buffersize),
        ];
        for (name, size) in sizes {
            size.map_or(Ok(()), |size| write!(f, ", {name} {size}"))?;
        }
        if let Some(ahead) = self.prefetch {
            write!(f, ", prefetch {ahead}")?;
        }
        if let Some(faults) = self.faults {
            write!(f, ", {faults:?}")?;
        }
        if self.spends > 0 {
            write!(f, ", {} rounds", self.spends)?;
        }
        if let Some(item) = self.meets {
            write!(f, ", {item} and {} meet", item + 1)?;
        }
        if !self.nested.is_empty() {
            write!(f, ", at {}: ", self.nest_at)?;
            f.debug_list().entries(&self.nested).finish()?;
        }
        Ok(())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of ", self.kind)?;
        self.work.fmt(f)
    }
}

impl Work {
    fn hits(&self, item: usize, kind: Fault) -> bool {
        self.faults.is_some_and(|faults| {
            faults.kind == kind
                && item >= faults.from
                && (item - faults.from).is_multiple_of(faults.every)
        })
    }

    /// Whether the task of this item ends in a panic.
    pub fn fails_at(&self, item: usize) -> bool {
        self.hits(item, Fault::Task) || self.hits(item, Fault::Item)
    }

    pub fn item_fails_at(&self, item: usize) -> bool {
        self.hits(item, Fault::Item)
    }

    pub fn result_fails_at(&self, item: usize) -> bool {
        self.hits(item, Fault::Result)
    }

    /// Where the source panics.
    pub fn source_fails_at(&self) -> Option<usize> {
        let faults = self.faults.filter(|faults| faults.kind == Fault::Source);
        faults.map(|faults| faults.from)
    }

    pub fn first_failure(&self) -> Option<usize> {
        (0..self.items).find(|item| self.fails_at(*item))
    }
}

impl Program {
    /// Whether any call, nested ones included, is one of these.
    pub fn has(&self, wanted: impl Fn(Kind) -> bool + Copy) -> bool {
        fn any(calls: &[Call], wanted: impl Fn(Kind) -> bool + Copy) -> bool {
            calls
                .iter()
                .any(|call| wanted(call.kind) || any(&call.work.nested, wanted))
        }
        self.threads.iter().any(|calls| any(calls, wanted))
    }
}
