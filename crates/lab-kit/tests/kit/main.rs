//! The contenders and the workloads. One program, because each would link everything; only those that start servers are
//! others, with a `main` of their own.

mod awaiting;
mod cpython;
mod files;
mod kept_connections;
mod lap_pool;
mod python_model;
mod same_results;
#[cfg(unix)]
mod script;
mod trace;
mod tree;
mod watchdog;
#[cfg(unix)]
mod witness;
