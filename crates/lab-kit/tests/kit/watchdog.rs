//! Ends a test that hangs, by its name, so that a lost wake-up is a failure and not a silence.

use std::process;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Far longer than any test takes, also beside a dozen compilers.
const PATIENCE: Duration = Duration::from_secs(300);

/// Aborts the process unless it is dropped before this time is over.
pub struct Watchdog {
    _dropped: Sender<()>,
}

impl Watchdog {
    /// Watches the test that runs on this thread.
    pub fn start() -> Self {
        let test = thread::current().name().unwrap_or("a test").to_owned();
        let (sender, dropped) = channel();
        thread::spawn(move || {
            if dropped.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                eprintln!("{test} still runs after {} s", PATIENCE.as_secs());
                process::abort();
            }
        });
        Self { _dropped: sender }
    }
}
