//! The product of the lists.

use std::fmt;

use crate::call::{Call, Form, Input, Kind, Way};
use crate::fault::{Fault, Moment, Thing, occasions};
use crate::place::{Place, Shape};

/// One combination.
#[derive(Clone, Copy, Debug)]
pub struct Cell {
    pub fault: Fault,
    /// What fails beside it, each time.
    pub beside: Option<Thing>,
    pub call: Call,
    pub place: Place,
    pub shape: Shape,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            fault: Fault { thing, number },
            beside,
            call,
            place,
            shape,
        } = self;
        write!(f, "{thing:?}#{number}")?;
        if let Some(beside) = beside {
            write!(f, "+{beside:?}")?;
        }
        write!(f, " in {call:?} at {place:?}, {shape:?}")
    }
}

/// One thing fails, at each moment.
pub fn single(place: Place) -> Vec<Cell> {
    product(place, &[None])
}

/// One thing fails, and beside it another whenever it has occasion to. At its first occasion of several there is
/// nothing beside it yet; `starmap` and its kin are maps by then, and who is told of a result matters to the callbacks alone.
/// A shared stream and one that is read ahead differ from others in what is dropped while something unwinds.
pub fn pairs(place: Place) -> Vec<Cell> {
    let mut cells = product(place, &Thing::BESIDE.map(Some));
    cells.retain(|cell| {
        let Fault { thing, number } = cell.fault;
        let early = number == 0 && occasions(thing, cell.call, place, cell.shape) > 1;
        let is_new = match (cell.call, cell.call.form()) {
            (Call::Stream(_, Kind::Shared(1), _), _) => false,
            (Call::Stream(_, Kind::Shared(_) | Kind::Readahead, way), _) => {
                matches!(way, Way::Loop | Way::Dropped | Way::Terminated)
            }
            (_, Form::Starmap(_)) => false,
            (_, Form::Told) => [Some(thing), cell.beside]
                .into_iter()
                .flatten()
                .any(Thing::is_a_callbacks),
            _ => true,
        };
        !early && is_new && is_the_pools(cell)
    });
    cells
}

fn product(place: Place, besides: &[Option<Thing>]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for shape in Shape::of(place) {
        let calls = Call::all();
        for call in calls
            .into_iter()
            .filter(|call| call.is_possible(place, shape))
        {
            for thing in Thing::ALL {
                let count = occasions(thing, call, place, shape);
                for number in Moment::ALL
                    .into_iter()
                    .filter_map(|moment| moment.of(count))
                {
                    cells.extend(besides.iter().map(|&beside| Cell {
                        fault: Fault { thing, number },
                        beside,
                        call,
                        place,
                        shape,
                    }));
                }
            }
        }
    }
    cells
}

/// Whether a pair is the pool's to survive: both are about in this call, and it is not the user's own code that drops
/// the one while it unwinds from the other, which aborts every program.
fn is_the_pools(cell: &Cell) -> bool {
    let Cell {
        fault,
        beside,
        call,
        place,
        shape,
    } = *cell;
    let Some(beside) = beside else { return true };
    let once = matches!(call, Call::Apply | Call::ApplyAsync(..));
    let stream = matches!(call, Call::Stream(..));
    let pulled = stream || call.input() == Some(Input::Source);
    let is_about = match beside {
        // Where something fails, results are left to the pool, and the error is told.
        Thing::ResultDrop => call.form() != Form::ForEach,
        Thing::ErrorCallback => call.form() == Form::Told,
        _ => occasions(beside, call, place, shape) > 0,
    };
    let users = match (fault.thing, beside) {
        // What a task owns is dropped as it unwinds, and what is turned into an iterator as that fails.
        (failed, Thing::ClosureDrop) => once && failed.is_the_items(),
        (Thing::ClosureDrop, Thing::Task | Thing::PayloadDrop) => once,
        (Thing::ItemDrop, Thing::Task | Thing::PayloadDrop) => true,
        (
            Thing::SourceBuild | Thing::SourceBuildDrop | Thing::SourceIntoIter,
            Thing::SourceDrop,
        ) => true,
        // What a callback owns is dropped as it unwinds.
        (Thing::Callback, Thing::CallbackDrop) => true,
        (Thing::ErrorCallback, Thing::ErrorCallbackDrop) => true,
        (Thing::ErrorCallbackDrop, Thing::ErrorCallback) => true,
        // The standard library's `collect` has source and items in its hands.
        (failed, Thing::SourceDrop | Thing::ItemDrop) => {
            let collected = pulled && !stream;
            collected && (failed.is_the_sources() || failed == Thing::ItemDrop)
        }
        _ => false,
    };
    is_about && !users && beside != fault.thing && call != Call::Build
}
