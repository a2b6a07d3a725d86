//! Every pool we compare, one file each, and the list of all.
//!
//! | contender | name | threads | how a `map` is cut |
//! |---|---|---|---|
//! | [`LapPool`] | lap-pool; lap-pool workers only | N, long-lived; by default the caller helps | chunks that follow the work |
//! | [`Serial`] | serial | the caller | not at all |
//! | [`RayonPool`] | rayon | N, long-lived | by rayon; called from outside the pool |
//! | [`RayonInside`] | rayon inside | N, long-lived | by rayon; the timed part runs inside the pool |
//! | [`StdChunks`] | std chunks | N per call | one chunk per thread |
//! | [`StdPerTask`] | std per task | one per item | one item per thread |
//! | [`ChannelPool`] | channel | N, long-lived | one boxed job per item |
//! | [`TokioBlocking`] | tokio | N, long-lived | one `spawn_blocking` per item |
//! | [`PythonModel`] | python model | N + 3, long-lived | `ceil(n / 4N)` items per message, as CPython does |
//!
//! Those of a full run are in [`more`].

use crate::roster::{Entry, ForEach, ForEachDeferred, ForEachStream, roster};

pub mod more;

mod channel;
mod jobs;
mod lap_pool;
mod loan;
mod python;
mod rayon_pool;
mod serial;
mod std_chunks;
mod std_per_task;
mod tokio_blocking;
mod worker_count;

#[cfg(feature = "more-contenders")]
mod chili;
#[cfg(feature = "fork-union")]
mod fork_union;
#[cfg(feature = "forte")]
mod forte;
#[cfg(feature = "more-contenders")]
mod openmp;
#[cfg(feature = "more-contenders")]
mod orx_parallel;
#[cfg(feature = "more-contenders")]
mod paralight;
#[cfg(feature = "more-contenders")]
mod pariter;
#[cfg(feature = "more-contenders")]
mod rusty_pool;
#[cfg(feature = "more-contenders")]
mod slots;
#[cfg(feature = "more-contenders")]
mod threadpool;

pub use channel::ChannelPool;
pub use jobs::ChannelResult;
pub use lap_pool::LapPool;
pub use python::{PythonImap, PythonModel, PythonResult, default_chunksize};
pub use rayon_pool::{Bridge, RayonInside, RayonPool};
pub use serial::Serial;
pub use std_chunks::StdChunks;
pub use std_per_task::StdPerTask;
pub use tokio_blocking::TokioBlocking;

#[cfg(feature = "fork-union")]
pub use self::fork_union::ForkUnion;
#[cfg(feature = "forte")]
pub use self::forte::Forte;
#[cfg(feature = "more-contenders")]
pub use self::{
    chili::Chili,
    openmp::OpenMp,
    orx_parallel::OrxParallel,
    paralight::Paralight,
    pariter::Pariter,
    rusty_pool::{RustyPool, RustyResult},
    threadpool::ThreadPoolCrate,
};

roster! {
    "lap-pool": LapPool::new, [streams deferred];
    "lap-pool workers only": LapPool::workers_only, [streams deferred];
    "python model": PythonModel::new, [streams deferred];
    "rayon": RayonPool::new, [deferred];
    "rayon inside": RayonInside::new, [];
    "std chunks": StdChunks::new, [];
    "std per task": |_| Ok(StdPerTask::new()), [];
    "channel": ChannelPool::new, [deferred];
    "tokio": TokioBlocking::new, [];
    "serial": |_| Ok(Serial), [streams];
}
