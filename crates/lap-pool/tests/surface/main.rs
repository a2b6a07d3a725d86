//! Every call of the crate's surface, and every way for its handles to end, in few items and few threads: small enough
//! for Miri, which runs this program under many schedules and looks at each access (`.ci/nets/miri`). Data is owned and
//! borrowed heap memory wherever it can be, so that a use after its end, or a second one, is seen.
//!
//! What leaks on purpose is in [`leaks`], which Miri runs apart.

mod builder;
mod ends;
mod failures;
mod handles;
mod inputs;
mod leaks;
mod maps;
mod more_calls;
mod scopes;
mod shared;
mod streams;
#[path = "../support/mod.rs"]
mod support;
mod terminate;

use lap_pool::ThreadPool;

/// Pools of two workers: one whose callers help, one whose callers do not.
fn pools() -> [ThreadPool; 2] {
    [true, false].map(|helps| {
        let builder = ThreadPool::builder().workers(2).caller_helps(helps);
        builder.build().unwrap()
    })
}

/// So many strings, each in memory of its own.
fn words(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("word {number}")).collect()
}
