//! What pools have done in this process, told at its end.
//!
//! A contender that counts its work says so when a pool of its ends ([`ended`]); a pool that is kept to the end of the
//! process is asked there ([`kept`]). Both are for outside the clock.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::protocol::Message;
use crate::record::PoolWork;

type Ask = Box<dyn Fn() -> PoolWork + Send>;

struct Pools {
    ended: Vec<PoolWork>,
    kept: Vec<Ask>,
}

static POOLS: Mutex<Pools> = Mutex::new(Pools {
    ended: Vec::new(),
    kept: Vec::new(),
});

/// A pool has ended and had done this.
pub fn ended(work: PoolWork) {
    work.add_to(&mut pools().ended);
}

/// A pool lives to the end of the process, and says there what it has done.
pub fn kept(ask: impl Fn() -> PoolWork + Send + 'static) {
    pools().kept.push(Box::new(ask));
}

/// What all of them have done so far, by contender.
pub fn so_far() -> Vec<PoolWork> {
    let pools = pools();
    let mut all = pools.ended.clone();
    for ask in &pools.kept {
        ask().add_to(&mut all);
    }
    all
}

/// Tells the conductor what all of them have done.
pub fn tell() {
    for work in so_far() {
        Message::Pools(work).send();
    }
}

fn pools() -> MutexGuard<'static, Pools> {
    POOLS.lock().unwrap_or_else(PoisonError::into_inner)
}
