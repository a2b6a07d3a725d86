//! A thread pool with the API of Python's multiprocessing.pool.ThreadPool, its traps removed

mod batch;
mod builder;
mod compile_fail;
mod door;
mod engine;
mod error;
mod feed;
mod fork;
mod imap;
mod input;
mod latch;
mod lifecycle;
mod map;
#[cfg(lap_pool_loom)]
#[doc(hidden)]
pub mod model;
mod options;
mod pool;
mod promise;
mod queue;
mod result;
mod ring;
mod slots;
mod source;
mod stream;
mod sync;
mod task;
mod unwind;
mod work;
mod worker;

pub use builder::Builder;
pub use error::{Panicked, PoolError, TaskError};
pub use imap::{Imap, Results};
pub use input::{Indexed, Input, Pulled, Spread};
pub use lifecycle::Busy;
pub use options::Options;
pub use pool::{Joined, Pool, ThreadPool};
pub use result::AsyncResult;
