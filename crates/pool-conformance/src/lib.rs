#![doc = include_str!("../README.md")]
//!
//! # How it is built
//!
//! A [`Subject`] is what a pool looks like from here, with default methods that answer "absent". [`ROWS`] is the table of
//! behaviours, a function each. [`examine`] holds a [`Candidate`] against all rows, on threads of their own, with a limit,
//! and answers with data; [`Table`] prints it. [`WRONG`] are pools that each spoil one thing, to show that rows can fail.

mod by_hand; // a pool of std threads
mod failure; // Failure
mod lap; // lap-pool as a subject
mod probe; // a subject in the hands of a row
mod rows; // the table
mod runner; // examine, ask
mod schedule; // forcing schedules
mod subject; // the trait
mod table; // outcomes for a terminal
mod trial; // what a row is given
mod wrong; // wrong pools

pub use by_hand::BY_HAND;
pub use failure::{Answer, Failure, Payload};
pub use lap::{LAP_POOL, LAP_POOL_WORKERS_ONLY};
pub use rows::{ROWS, Row, Where};
pub use runner::{Candidate, Make, Outcome, Report, ask, examine};
pub use subject::{
    Callback, Callbacks, Function, Initializer, Item, Options, Order, PairFunction, Pending, Setup,
    Source, Stream, Subject, Task,
};
pub use table::Table;
pub use trial::{Kept, Limits, Stop, Trial};
pub use wrong::WRONG;
