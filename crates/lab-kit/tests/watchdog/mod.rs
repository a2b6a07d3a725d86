//! Ends a test that hangs, by its name, so that a lost wake-up is a failure and not a silence.

use std::process;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Aborts the process unless it is dropped within a minute.
pub struct Watchdog {
    _dropped: Sender<()>,
}

impl Watchdog {
    /// Watches the test that runs on this thread.
    pub fn start() -> Self {
        let test = thread::current().name().unwrap_or("a test").to_owned();
        let (sender, dropped) = channel();
        thread::spawn(move || {
            if dropped.recv_timeout(Duration::from_secs(60)) == Err(RecvTimeoutError::Timeout) {
                eprintln!("{test} still runs after 60 s");
                process::abort();
            }
        });
        Self { _dropped: sender }
    }
}
