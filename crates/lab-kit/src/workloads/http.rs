//! HTTP over loopback: real sockets, real waiting, and nothing that leaves this machine.
//!
//! | file | what it is |
//! |---|---|
//! | `settings` | how the server behaves: latency, answers per path, errors, connections |
//! | `serving` | inside the server's process |
//! | `counters` | what it counts there |
//! | `server` | that process as its parent sees it |
//! | `client` | blocking requests over connections that are kept |
//!
//! Loopback is an honest stand-in, not a network: nothing is lost, and the server's CPU time is taken from the same
//! cores as the tasks'. [`Server::cpu_ns`] tells how much that is.
//!
//! ```no_run
//! use std::process::ExitCode;
//! use std::time::Duration;
//!
//! use lab_kit::contender::Contender;
//! use lab_kit::contenders::StdChunks;
//! use lab_kit::workloads::http::{Client, Server, Settings, serve_if_asked};
//!
//! fn main() -> ExitCode {
//!     // First of all: the server is this executable, started once more.
//!     serve_if_asked().unwrap_or_else(|| match experiment() {
//!         Ok(()) => ExitCode::SUCCESS,
//!         Err(_) => ExitCode::FAILURE,
//!     })
//! }
//!
//! fn experiment() -> std::io::Result<()> {
//!     let server = Server::start(&Settings {
//!         latency: Duration::from_millis(20).into(),
//!         ..Settings::default()
//!     })?;
//!     let client = Client::new(server.address(), 8);
//!     client.warm(8)?;
//!     let replies = StdChunks::new(8)?.map(&["/"; 16], |path| client.get(path));
//!     for reply in replies {
//!         assert_eq!(reply?.status, 200);
//!     }
//!     Ok(())
//! }
//! ```

mod client;
mod counters;
mod server;
mod serving;
mod settings;

pub use client::{Client, Reply};
pub use counters::Status;
pub use server::{Server, serve_if_asked};
pub use settings::{Answer, Latency, Settings};
