//! Wakers, whose clones, calls and ends are the user's code too.

use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

use crate::fault::Thing;
use crate::ledger::{Ledger, Tracked};

/// A waker, or a clone of one.
struct Bell {
    ledger: Arc<Ledger>,
    /// That of the poll it was made for.
    number: usize,
    /// That of a clone.
    _itself: Option<Tracked>,
}

/// A waker for the poll of this number.
pub fn waker(ledger: &Arc<Ledger>, number: usize) -> Waker {
    let bell = Bell {
        ledger: Arc::clone(ledger),
        number,
        _itself: None,
    };
    // SAFETY: the functions of the table take what `raw` made, and keep to the contract of each.
    unsafe { Waker::from_raw(raw(bell)) }
}

static TABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, destroy);

fn raw(bell: Bell) -> RawWaker {
    RawWaker::new(Box::into_raw(Box::new(bell)).cast_const().cast(), &TABLE)
}

/// # Safety
/// As that of the waker table: `data` is from [`raw`], and not destroyed.
unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: a bell that is not destroyed, of which there are shared references only.
    let bell = unsafe { &*data.cast::<Bell>() };
    bell.ledger.strike(Thing::WakerClone, bell.number);
    raw(Bell {
        ledger: Arc::clone(&bell.ledger),
        number: bell.number,
        _itself: Some(bell.ledger.track(Thing::WakerDrop, bell.number)),
    })
}

/// # Safety
/// As for [`clone`], and `data` is not used again.
unsafe fn wake(data: *const ()) {
    // SAFETY: from `Box::into_raw` in `raw`, and given up here, once.
    let bell = unsafe { Box::from_raw(data.cast::<Bell>().cast_mut()) };
    bell.ledger.woken.add();
    bell.ledger.strike(Thing::WakerWake, 0);
}

/// # Safety
/// As for [`clone`].
unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: as in `clone`.
    let bell = unsafe { &*data.cast::<Bell>() };
    bell.ledger.woken.add();
    bell.ledger.strike(Thing::WakerWake, 0);
}

/// # Safety
/// As for [`wake`].
unsafe fn destroy(data: *const ()) {
    // SAFETY: as in `wake`.
    drop(unsafe { Box::from_raw(data.cast::<Bell>().cast_mut()) });
}
