//! What the pool promises its users, by topic. One program, since each would cost a link of its own; what needs a process to
//! itself (an allocator, limits, forks, threads that are counted) stands beside it.

mod apply;
mod builder;
mod callbacks;
mod cancel;
mod caught;
mod depth;
mod drops;
mod each_state;
mod edges;
mod ending;
mod errors;
mod examples;
mod give_way;
mod handover;
mod imap;
mod inputs;
mod iterators;
mod joining;
mod lifecycle;
mod limits;
mod live_sources;
mod map;
mod nested;
mod panics;
mod pipelines;
mod queued;
mod readahead;
mod recursion;
mod refusals;
mod scope;
mod shared_by_tasks;
mod shared_ends;
mod shared_sources;
mod shared_streams;
mod stats;
mod stream_ends;
mod stream_progress;
#[path = "../support/mod.rs"]
mod support;
mod together;
mod told;
mod try_map;
mod unlocked;
mod waits;
