//! Where a system has no threads, `ThreadPool::new` says so by its error; a panic would be a trap here.

use lap_pool::{PoolError, ThreadPool};

/// The error's length in bytes; 0 where there was none of the right kind.
#[unsafe(no_mangle)]
pub extern "C" fn refusal() -> usize {
    match ThreadPool::new(2) {
        Err(error @ PoolError::Spawn(_)) => error.to_string().len(),
        _ => 0,
    }
}
