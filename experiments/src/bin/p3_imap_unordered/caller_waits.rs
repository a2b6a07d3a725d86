//! How often the caller has to wait until all results are there: once for each, or once for all of them.
//!
//! The kernel counts it: each time a thread gives its core up because what it needs is not there yet. The tasks
//! compute, and in CPython let go of the interpreter's lock meanwhile; where that is taken again, its caller may wait for
//! the lock as well, and so more than once for a result.

use std::hint::black_box;

use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::LapPool;
use lab_kit::workloads::hash::Hash;
use lab_measure::switches;

/// Tasks of a visit.
pub const TASKS: u64 = 50;

/// Bytes that each hashes: some milliseconds, so that a caller that is slow to wake is awake before the next result.
pub const BLOCK_BYTES: u64 = 4 << 20;

/// The calls that are compared.
pub const CALLS: [&str; 2] = ["imap_unordered", "map_async_wait"];

/// Times that the calling thread waited during the call.
///
/// # Errors
/// In words for the reader: where the system does not tell.
pub fn counted(pool: &LapPool, call: &str) -> Result<u64, String> {
    let task = Hash::of_bytes(BLOCK_BYTES as usize);
    let work = move |item: u64| task.run(item);
    pool.map(&[1_u64; 16], |item| *item);
    let before = switches::of_this_thread()?;
    // lesson: lap-pool: all results, one by one or at once
    if call == "imap_unordered" {
        for result in pool.imap_unordered(0..TASKS, work) {
            black_box(result);
        }
    } else {
        let all = pool.pool().map_async(0..TASKS, work).expect("it runs");
        all.wait();
    }
    // lesson ends
    Ok(switches::of_this_thread()?.since(before).voluntary)
}
