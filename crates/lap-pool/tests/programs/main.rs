//! Random programs of calls over one pool, each held against the same work done in turn: values, their order, which
//! failure is told, what runs at once, how far a source is read, what is dropped when.
//!
//! A program is decoded from bytes ([`decode`]), so that a failing one is made smaller by proptest and written down as a
//! word. Its parts: what it says ([`program`]), what its threads and tasks do ([`run`], [`calls`], [`handles`],
//! [`streams`], [`job`]), what is observed ([`world`], [`ledger`]) and what is allowed ([`check`]).
//!
//! - `cargo test -p lap-pool --test programs` runs it on threads of the system; `LAP_POOL_PROGRAMS` says how many programs.
//! - `RUSTFLAGS="--cfg lap_pool_shuttle" cargo test -p lap-pool --release --test programs` runs it under shuttle, where a
//!   schedule is a random choice at each step; `LAP_POOL_SCHEDULES` says how many schedules.
//! - `LAP_POOL_SEED` is where the random choices begin, `LAP_POOL_PROGRAM` is one program to run alone; a failure says both.
//! - `fuzz/` has the same programs as a fuzzer's target.
#![cfg(not(all(target_family = "wasm", target_os = "unknown")))]

mod calls;
mod check;
mod decode;
mod handles;
mod job;
mod ledger;
mod platform;
mod program;
mod run;
mod streams;
mod world;

mod random;
#[cfg(lap_pool_shuttle)]
mod schedules;
#[cfg(not(lap_pool_shuttle))]
mod threads;
