//! The contenders of a full run, behind the feature `more-contenders`, so that nobody else has to build them.
//!
//! | contender | crate, version, licence | threads | how a `map` is cut |
//! |---|---|---|---|
//! | `ThreadPoolCrate` | threadpool 1.8, MIT or Apache-2.0 | N, long-lived | one boxed job per item, results on a channel |
//! | `RustyPool` | rusty_pool 1.0, Apache-2.0 | N, long-lived | the same |
//! | `Pariter` | pariter 0.6, MPL-2.0, MIT or Apache-2.0 | N per call | one message per item |
//! | `OrxParallel` | orx-parallel 4.1, MIT or Apache-2.0 | N, long-lived, at most one per core | chunks that adapt |
//! | `Paralight` | paralight 0.0.12, MIT or Apache-2.0 | N, long-lived | a range per thread; others steal from it |
//! | `Chili` | chili 0.2, MIT or Apache-2.0 | N - 1, the caller, and a heartbeat | by halves, down to the item |
//! | `ForkUnion` | fork_union 2.3, Apache-2.0 | N - 1 that always spin, and the caller | a share per thread, or item by item |
//! | `Forte` | forte 1.0.0-beta.2, MIT or Apache-2.0 | N - 1, and the caller | by halves, down to the item |
//! | `OpenMp` | the C compiler's | N - 1 that spin for a while, and the caller | a share per thread, or shrinking ones |
//!
//! None needs a library of the system beyond what comes with a compiler. What each does with a panic, and what must not be
//! done with it, stands with its type. They are no part of [`all`](super::all), which lessons go through: some cannot bear a
//! map inside a map, one never stops spinning.

pub use self::listed::{NAMES, deferred, streams};

use crate::contender::Contender;
use crate::roster::{Entry, ForEach};

/// The features of this crate that are on and add somebody.
pub const FEATURES: &[&str] = &[
    #[cfg(feature = "more-contenders")]
    "more-contenders",
    #[cfg(feature = "fork-union")]
    "fork-union",
    #[cfg(feature = "forte")]
    "forte",
];

/// A feature of this crate beyond `more-contenders`: whether it is on, whom it adds, and what it asks of the machine.
type Further = (bool, &'static [&'static str], &'static str);

const FURTHER: [Further; 2] = [
    (
        cfg!(feature = "fork-union"),
        &["fork_union", "fork_union dynamic"],
        "needs a compiler for C++17, and the lab found no c++ when it was built",
    ),
    (
        cfg!(feature = "forte"),
        &["forte"],
        "needs Rust 1.96 or newer, and the lab was built with an older one",
    ),
];

/// Those that a full run would compare and cannot here, each with the reason. Without the feature nobody is asked for, and
/// nobody absent.
pub fn absent() -> Vec<(&'static str, &'static str)> {
    if !cfg!(feature = "more-contenders") {
        return Vec::new();
    }
    let further = FURTHER.iter().filter(|(is_built, ..)| !is_built);
    let further = further.flat_map(|(_, names, reason)| names.iter().map(|name| (*name, *reason)));
    further.chain(without_openmp()).collect()
}

#[cfg(feature = "more-contenders")]
fn without_openmp() -> impl Iterator<Item = (&'static str, &'static str)> {
    let reason = openmp_loop::reason_for_absence().into_iter();
    reason.flat_map(|reason| ["openmp", "openmp guided"].map(|name| (name, reason)))
}

#[cfg(not(feature = "more-contenders"))]
fn without_openmp() -> impl Iterator<Item = (&'static str, &'static str)> {
    std::iter::empty()
}

/// Each that can run here.
pub fn all(taker: &mut impl ForEach) {
    listed::all(&mut Present(taker));
}

/// Leaves out who is absent: of one, only what the compiler of C has tells.
struct Present<'a, T>(&'a mut T);

impl<T: ForEach> ForEach for Present<'_, T> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if absent().iter().all(|(name, _)| *name != entry.name) {
            self.0.take(entry);
        }
    }
}

#[allow(
    unused_imports,
    unused_variables,
    reason = "the features say who is in a list, if anybody"
)]
mod listed {
    use super::super::*;

    roster! {
        #[cfg(feature = "more-contenders")] "threadpool": ThreadPoolCrate::new, [deferred];
        #[cfg(feature = "more-contenders")] "rusty_pool": RustyPool::new, [deferred];
        #[cfg(feature = "more-contenders")] "pariter": Pariter::new, [streams];
        #[cfg(feature = "more-contenders")] "orx-parallel": OrxParallel::new, [];
        #[cfg(feature = "more-contenders")] "paralight": Paralight::new, [];
        #[cfg(feature = "more-contenders")] "chili": Chili::new, [];
        #[cfg(feature = "fork-union")] "fork_union": ForkUnion::new, [];
        #[cfg(feature = "fork-union")] "fork_union dynamic": ForkUnion::dynamic, [];
        #[cfg(feature = "forte")] "forte": Forte::new, [];
        #[cfg(feature = "more-contenders")] "openmp": OpenMp::new, [];
        #[cfg(feature = "more-contenders")] "openmp guided": OpenMp::guided, [];
    }
}
