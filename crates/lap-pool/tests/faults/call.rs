//! The calls of the surface, and the ways to read what they return.

use crate::place::{Place, Shape};

/// The kinds of map, and of task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    /// `starmap`, `starmap3`, `starmap4`: with so many arguments.
    Starmap(usize),
    ForEach,
    TryMap,
    MapWith,
    /// With both callbacks.
    Told,
}

/// How a map is given its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Vector,
    /// An iterator of the user's.
    Source,
}

/// The order of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Input,
    Completion,
}

/// Who reads a stream and its source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One consumer reads both.
    Plain,
    /// So many drainers, each on a thread of its own.
    Shared(usize),
    /// The source has a thread of its own.
    Readahead,
}

/// What becomes of a handle or of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Get,
    GetTimeout,
    Wait,
    Polled,
    PolledAndDropped,
    /// Read by `next`, on and on whatever happens.
    Next,
    /// Read by a loop that the first panic ends, and the stream with it.
    Loop,
    Results,
    NextTimeout,
    /// A handle at once, a stream after its first result.
    Dropped,
    /// The pool is terminated before anything ran.
    Terminated,
    /// The handle is, before anything ran.
    Cancelled,
}

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Apply,
    ApplyAsync(Form, Way),
    Map(Form, Input),
    MapAsync(Form, Input, Way),
    Stream(Order, Kind, Way),
    Build,
}

impl Call {
    /// All of them.
    pub fn all() -> Vec<Self> {
        use Way::*;
        let handles = [
            Get,
            GetTimeout,
            Wait,
            Polled,
            PolledAndDropped,
            Dropped,
            Terminated,
            Cancelled,
        ];
        let streams = [Next, Loop, Results, NextTimeout, Dropped, Terminated];
        let kinds = [
            Kind::Plain,
            Kind::Shared(1),
            Kind::Shared(2),
            Kind::Readahead,
        ];
        let inputs = [Input::Vector, Input::Source];
        let starmaps = [2, 3, 4].map(Form::Starmap);
        let maps = [Form::Plain, Form::ForEach, Form::TryMap, Form::MapWith];
        let mut calls = vec![Call::Apply, Call::Build];
        for form in [Form::Plain, Form::Told] {
            calls.extend(handles.map(|way| Call::ApplyAsync(form, way)));
        }
        for input in inputs {
            calls.extend(starmaps.map(|form| Call::Map(form, input)));
            calls.extend(maps.map(|form| Call::Map(form, input)));
            for form in [Form::Plain, Form::Starmap(2), Form::Told] {
                calls.extend(handles.map(|way| Call::MapAsync(form, input, way)));
            }
        }
        for order in [Order::Input, Order::Completion] {
            for kind in kinds {
                calls.extend(streams.map(|way| Call::Stream(order, kind, way)));
            }
        }
        calls
    }

    pub fn way(self) -> Option<Way> {
        match self {
            Call::ApplyAsync(_, way) | Call::MapAsync(_, _, way) | Call::Stream(_, _, way) => {
                Some(way)
            }
            Call::Apply | Call::Map(..) | Call::Build => None,
        }
    }

    pub fn form(self) -> Form {
        match self {
            Call::ApplyAsync(form, _) | Call::Map(form, _) | Call::MapAsync(form, _, _) => form,
            Call::Apply | Call::Stream(..) | Call::Build => Form::Plain,
        }
    }

    /// Whether nothing of it runs.
    pub fn is_given_up(self) -> bool {
        matches!(self.way(), Some(Way::Terminated | Way::Cancelled))
    }

    pub fn input(self) -> Option<Input> {
        match self {
            Call::Map(_, input) | Call::MapAsync(_, input, _) => Some(input),
            _ => None,
        }
    }

    /// The kind of a stream.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Call::Stream(_, kind, _) => Some(kind),
            _ => None,
        }
    }

    /// Threads that read a stream.
    pub fn drainers(self) -> usize {
        match self.kind() {
            Some(Kind::Shared(drainers)) => drainers,
            _ => 1,
        }
    }

    pub fn is_shared(self) -> bool {
        matches!(self.kind(), Some(Kind::Shared(_)))
    }

    pub fn is_read_ahead(self) -> bool {
        self.kind() == Some(Kind::Readahead)
    }

    /// Whether results are left to the pool to drop.
    pub fn drops_results(self) -> bool {
        matches!(self.way(), Some(Way::Dropped | Way::PolledAndDropped))
    }

    /// Whether its tasks wait at a gate, so that something else can come first: that the handle is polled, or that a
    /// stream's source is read to its end.
    ///
    /// On a worker a poll may run the items of a map, and would wait for itself; so it may a single task that no other
    /// worker has begun.
    pub fn is_gated(self, place: Place, shape: Shape) -> bool {
        let polled = matches!(self.way(), Some(Way::Polled | Way::PolledAndDropped));
        match self {
            Call::ApplyAsync(..) => polled && place.has_free_worker(shape),
            Call::MapAsync(..) => polled && place != Place::Worker,
            Call::Stream(..) => self.is_gated_stream(),
            Call::Apply | Call::Map(..) | Call::Build => false,
        }
    }

    /// Whether it is a stream whose tasks wait until its source has no more.
    pub fn is_gated_stream(self) -> bool {
        matches!(self, Call::Stream(_, _, Way::Dropped))
    }

    /// Whether it can be made there.
    pub fn is_possible(self, place: Place, shape: Shape) -> bool {
        match self.way() {
            // An initializer and helping callers exclude each other.
            None if self == Call::Build => place == Place::Outside && !shape.caller_helps,
            Some(Way::PolledAndDropped) => self.is_gated(place, shape),
            // Every worker has to be held before.
            Some(Way::Terminated | Way::Cancelled) => place != Place::Worker,
            // The only worker leaves before the end, and waits for the other drainer, which waits for a worker.
            Some(Way::Loop | Way::Dropped) if self.drainers() > 1 => place.has_free_worker(shape),
            _ => true,
        }
    }
}
