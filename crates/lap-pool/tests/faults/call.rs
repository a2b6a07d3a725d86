//! The calls of the surface, and the ways to read what they return.

use crate::place::{Place, Shape};

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
}

/// A call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Apply,
    ApplyAsync(Way),
    /// With so many arguments: `map`, `starmap`, `starmap3`, `starmap4`.
    Map(usize, Input),
    MapAsync(usize, Input, Way),
    Stream(Order, Way),
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
        ];
        let streams = [Next, Loop, Results, NextTimeout, Dropped, Terminated];
        let inputs = [Input::Vector, Input::Source];
        let mut calls = vec![Call::Apply, Call::Build];
        calls.extend(handles.map(Call::ApplyAsync));
        for input in inputs {
            calls.extend([1, 2, 3, 4].map(|arguments| Call::Map(arguments, input)));
            for arguments in [1, 2] {
                calls.extend(handles.map(|way| Call::MapAsync(arguments, input, way)));
            }
        }
        for order in [Order::Input, Order::Completion] {
            calls.extend(streams.map(|way| Call::Stream(order, way)));
        }
        calls
    }

    pub fn way(self) -> Option<Way> {
        match self {
            Call::ApplyAsync(way) | Call::MapAsync(_, _, way) | Call::Stream(_, way) => Some(way),
            Call::Apply | Call::Map(..) | Call::Build => None,
        }
    }

    /// How many arguments the closure of a map has; 1 elsewhere.
    pub fn arguments(self) -> usize {
        match self {
            Call::Map(arguments, _) | Call::MapAsync(arguments, _, _) => arguments,
            _ => 1,
        }
    }

    pub fn input(self) -> Option<Input> {
        match self {
            Call::Map(_, input) | Call::MapAsync(_, input, _) => Some(input),
            _ => None,
        }
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
            Call::ApplyAsync(_) => polled && place.has_free_worker(shape),
            Call::MapAsync(..) => polled && place != Place::Worker,
            Call::Stream(..) => self.is_gated_stream(),
            Call::Apply | Call::Map(..) | Call::Build => false,
        }
    }

    /// Whether it is a stream whose tasks wait until its source has no more.
    pub fn is_gated_stream(self) -> bool {
        matches!(self, Call::Stream(_, Way::Dropped))
    }

    /// Whether it can be made there.
    pub fn is_possible(self, place: Place, shape: Shape) -> bool {
        match self.way() {
            // An initializer and helping callers exclude each other.
            None if self == Call::Build => place == Place::Outside && !shape.caller_helps,
            Some(Way::PolledAndDropped) => self.is_gated(place, shape),
            // Every worker has to be held before.
            Some(Way::Terminated) => place != Place::Worker,
            _ => true,
        }
    }
}
