//! Where a fault comes out, by the contract's section on failure.

use crate::call::{Call, Order, Way};
use crate::cells::Cell;
use crate::fault::{Fault, Thing};
use crate::ledger::Stage;

/// Where a fault comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// As a panic, there.
    Unwinds(Stage),
    /// As a panic there, or not at all: the last to hold it may be another thread.
    MayUnwind(Stage),
    /// As the value of a failed task, for the item of this index.
    Fails(Option<usize>),
    Nowhere,
}

/// Where the fault comes out.
pub fn surface(cell: Cell) -> Surface {
    use Surface::{Fails, MayUnwind, Nowhere, Unwinds};
    let Fault { thing, number } = cell.fault;
    let stream = matches!(cell.call, Call::Stream(..));
    let way = cell.call.way();
    let in_loop = way == Some(Way::Loop);
    let index = (!matches!(cell.call, Call::ApplyAsync(..))).then_some(number);
    match thing {
        Thing::Body | Thing::BodyDrop => Unwinds(Stage::Body),
        _ if cell.call.is_read_ahead() && is_the_readers(thing) => surface_read_ahead(cell),
        // The source's owner is the consumer, and so is who asks it.
        Thing::SourceIntoIter => Unwinds(Stage::Call),
        Thing::SourceHint if cell.call.is_shared() && number == 0 => Unwinds(Stage::Call),
        Thing::SourceNext | Thing::SourceHint | Thing::SourceDrop if !stream || in_loop => {
            Unwinds(Stage::Call)
        }
        Thing::SourceNext | Thing::SourceHint => Unwinds(Stage::Read),
        Thing::SourceDrop => Unwinds(Stage::Drop),
        // An item's panic is its result.
        Thing::Task | Thing::ItemDrop | Thing::PayloadDrop => match (cell.call, way) {
            (Call::Stream(..), Some(Way::Next)) => Unwinds(Stage::Read),
            (Call::Stream(Order::Input, ..), Some(Way::Dropped))
                if number < cell.call.drainers() =>
            {
                Unwinds(Stage::Read)
            }
            (Call::Stream(Order::Completion, ..), Some(Way::Dropped)) => MayUnwind(Stage::Read),
            (_, Some(Way::Dropped | Way::PolledAndDropped)) => Nowhere,
            _ if cell.call.is_given_up() => Nowhere,
            (_, None | Some(Way::Loop)) => Unwinds(Stage::Call),
            _ => Fails(index),
        },
        Thing::ClosureDrop => match way {
            None => Unwinds(Stage::Call),
            Some(Way::Dropped | Way::PolledAndDropped) if !stream => Nowhere,
            // A task's is dropped for want of a run; a map's may have run, and what it says is not kept back.
            Some(_) if cell.call.is_given_up() && index.is_none() => Nowhere,
            // It goes with the handle, or with the worker that is last at it.
            _ if in_loop => MayUnwind(Stage::Call),
            _ if stream => MayUnwind(Stage::Drop),
            _ => Fails(None),
        },
        Thing::ResultDrop => Nowhere,
        Thing::ErrorDrop => Fails(index),
        Thing::State | Thing::StateDrop | Thing::MakeDrop => Unwinds(Stage::Call),
        // A callback's panic takes the result's place.
        Thing::Callback | Thing::CallbackDrop | Thing::ErrorCallback | Thing::ErrorCallbackDrop => {
            match way {
                Some(Way::Dropped | Way::PolledAndDropped) => Nowhere,
                _ => Fails(None),
            }
        }
        // The pool clones a waker, and drops the one before, in the consumer's own poll.
        Thing::WakerClone => Unwinds(Stage::Poll),
        Thing::WakerDrop if way == Some(Way::Polled) && number + 1 < crate::fault::POLLS => {
            Unwinds(Stage::Poll)
        }
        Thing::WakerDrop | Thing::WakerWake => Nowhere,
        Thing::Initializer | Thing::InitializerDrop => Fails(None),
        Thing::SourceBuild | Thing::SourceBuildDrop => unreachable!("these are the reader's"),
    }
}

/// Whether it fails on the thread that reads a source ahead.
fn is_the_readers(thing: Thing) -> bool {
    let is_built = matches!(
        thing,
        Thing::SourceBuild | Thing::SourceBuildDrop | Thing::SourceIntoIter
    );
    is_built || thing.is_the_sources()
}

/// Where the panic of a source that is read ahead comes out: behind all results before it, if the consumer comes that far.
fn surface_read_ahead(cell: Cell) -> Surface {
    let Fault { thing, number } = cell.fault;
    match cell.call.way() {
        Some(Way::Loop) => Surface::Unwinds(Stage::Call),
        // The source ends with its stream.
        Some(Way::Terminated) if thing == Thing::SourceDrop => Surface::Nowhere,
        // In time for the look, or after the pool.
        Some(Way::Terminated) => Surface::MayUnwind(Stage::Read),
        Some(Way::Dropped) if thing == Thing::SourceDrop || number > 0 => Surface::Nowhere,
        _ => Surface::Unwinds(Stage::Read),
    }
}
