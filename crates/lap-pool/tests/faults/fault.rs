//! What panics, and when.

use crate::call::{Call, Form, Input, Way};
use crate::place::{Place, Shape};

/// Items of every input.
pub const ITEMS: usize = 5;

/// Polls of a handle before its work may end.
pub const POLLS: usize = 3;

/// What panics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A call of the closure that builds a source which is read ahead.
    SourceBuild,
    /// The end of that closure.
    SourceBuildDrop,
    SourceIntoIter,
    SourceNext,
    SourceHint,
    SourceDrop,
    ItemDrop,
    /// A call of the closure.
    Task,
    ClosureDrop,
    ResultDrop,
    /// What the closure panics with, when that is dropped.
    PayloadDrop,
    /// What the closure of a `try_map` fails with, when that is dropped.
    ErrorDrop,
    /// A call of the closure that makes a thread's state.
    State,
    StateDrop,
    /// The end of that closure.
    MakeDrop,
    Callback,
    CallbackDrop,
    ErrorCallback,
    ErrorCallbackDrop,
    WakerClone,
    WakerWake,
    WakerDrop,
    /// The closure of a scope or of `with`, before its call and after it.
    Body,
    BodyDrop,
    Initializer,
    InitializerDrop,
}

impl Thing {
    pub const ALL: [Self; 26] = [
        Self::SourceBuild,
        Self::SourceBuildDrop,
        Self::SourceIntoIter,
        Self::SourceNext,
        Self::SourceHint,
        Self::SourceDrop,
        Self::ItemDrop,
        Self::Task,
        Self::ClosureDrop,
        Self::ResultDrop,
        Self::PayloadDrop,
        Self::ErrorDrop,
        Self::State,
        Self::StateDrop,
        Self::MakeDrop,
        Self::Callback,
        Self::CallbackDrop,
        Self::ErrorCallback,
        Self::ErrorCallbackDrop,
        Self::WakerClone,
        Self::WakerWake,
        Self::WakerDrop,
        Self::Body,
        Self::BodyDrop,
        Self::Initializer,
        Self::InitializerDrop,
    ];

    /// Those that fail beside another, at all of their occasions.
    pub const BESIDE: [Self; 12] = [
        Self::SourceDrop,
        Self::ItemDrop,
        Self::Task,
        Self::PayloadDrop,
        Self::ClosureDrop,
        Self::ResultDrop,
        Self::ErrorDrop,
        Self::State,
        Self::StateDrop,
        Self::CallbackDrop,
        Self::ErrorCallback,
        Self::ErrorCallbackDrop,
    ];

    /// Whether it is the source's failure.
    pub fn is_the_sources(self) -> bool {
        matches!(self, Self::SourceNext | Self::SourceHint | Self::SourceDrop)
    }

    pub fn is_a_callbacks(self) -> bool {
        matches!(
            self,
            Self::Callback | Self::CallbackDrop | Self::ErrorCallback | Self::ErrorCallbackDrop
        )
    }

    /// Whether it is the item's own failure.
    pub fn is_the_items(self) -> bool {
        matches!(
            self,
            Self::Task | Self::ItemDrop | Self::PayloadDrop | Self::ErrorDrop
        )
    }
}

/// Which of its occasions a thing takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    First,
    Middle,
    Last,
}

impl Moment {
    pub const ALL: [Self; 3] = [Self::First, Self::Middle, Self::Last];

    /// The number of the occasion, of so many; `None` where an earlier moment is the same.
    pub fn of(self, occasions: usize) -> Option<usize> {
        match self {
            Self::First if occasions > 0 => Some(0),
            Self::Middle if occasions > 2 => Some(occasions / 2),
            Self::Last if occasions > 1 => Some(occasions - 1),
            _ => None,
        }
    }
}

/// A thing that panics at one of its occasions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub thing: Thing,
    pub number: usize,
}

impl Fault {
    pub fn words(self) -> String {
        format!("fault: {:?} {}", self.thing, self.number)
    }
}

/// How many occasions to panic a thing has in a call; 0 where the two have nothing to do with each other.
pub fn occasions(thing: Thing, call: Call, place: Place, shape: Shape) -> usize {
    let stream = matches!(call, Call::Stream(..));
    let pulled = stream || call.input() == Some(Input::Source);
    let ends_early = call.is_given_up();
    let is = |form| usize::from(call.form() == form);
    let items = match call {
        Call::Apply | Call::ApplyAsync(..) => 1,
        Call::Build => 0,
        // A look that must not wait pulls one item, and there is one for each drainer.
        Call::Stream(..) if ends_early => call.drainers(),
        _ => ITEMS,
    };
    let polls = match call.way() {
        Some(Way::Polled) if call.is_gated(place, shape) => POLLS,
        Some(Way::PolledAndDropped) => 1,
        _ => 0,
    };
    match thing {
        Thing::SourceBuild | Thing::SourceBuildDrop => usize::from(call.is_read_ahead()),
        Thing::SourceIntoIter => usize::from(stream),
        Thing::SourceNext if stream && ends_early => items,
        // The last one finds nothing.
        Thing::SourceNext if pulled => ITEMS + 1,
        // The reader pulls what it has room for.
        Thing::SourceHint if call.is_read_ahead() => 0,
        // As it is shared, and before a pull that must not wait.
        Thing::SourceHint if call.is_shared() && ends_early => 1 + items,
        // While a result is there, which is not before the gate opens.
        Thing::SourceHint if call.is_shared() => 1 + usize::from(!call.is_gated_stream()),
        Thing::SourceHint if stream && ends_early => 1,
        // Asked before each pull.
        Thing::SourceHint if stream => ITEMS + 1,
        // Asked at least once: how often is the standard library's affair.
        Thing::SourceHint | Thing::SourceDrop if pulled => 1,
        Thing::SourceNext | Thing::SourceHint | Thing::SourceDrop => 0,
        Thing::ItemDrop if matches!(call, Call::Apply | Call::ApplyAsync(..)) => 0,
        Thing::ItemDrop => items,
        Thing::Task | Thing::PayloadDrop if ends_early => 0,
        Thing::Task | Thing::PayloadDrop => items,
        Thing::ErrorDrop => items * is(Form::TryMap),
        // Of the thread that comes first; whether others come is not known.
        Thing::State | Thing::StateDrop | Thing::MakeDrop => is(Form::MapWith),
        Thing::Callback if ends_early => 0,
        Thing::ErrorCallback if !ends_early => 0,
        Thing::Callback | Thing::ErrorCallback => is(Form::Told),
        Thing::CallbackDrop | Thing::ErrorCallbackDrop => is(Form::Told),
        Thing::ClosureDrop => usize::from(call != Call::Build),
        // Elsewhere all of them are the user's.
        Thing::ResultDrop if call.drops_results() => items,
        Thing::ResultDrop => 0,
        Thing::WakerClone | Thing::WakerDrop => polls,
        Thing::WakerWake => usize::from(polls > 1),
        Thing::Body if matches!(place, Place::Scope | Place::With) => 2,
        Thing::BodyDrop if matches!(place, Place::Scope | Place::With) => 1,
        Thing::Body | Thing::BodyDrop => 0,
        Thing::Initializer if call == Call::Build => shape.workers,
        Thing::InitializerDrop => usize::from(call == Call::Build),
        Thing::Initializer => 0,
    }
}
