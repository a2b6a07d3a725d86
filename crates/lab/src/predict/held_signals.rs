//! The signals that end a program, held back while it has a terminal in its hands.
//!
//! A program that a signal ends at once leaves the terminal as it is: without echo, key by key. So the signal is only
//! noted while this lives, and does its work when this is dropped, after the terminal was put right.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::{flag, low_level};

/// Those that end a program which does nothing about them, and that it can do something about.
const ENDING: [i32; 4] = [SIGHUP, SIGINT, SIGQUIT, SIGTERM];

/// Holds them back until it is dropped.
pub struct HeldSignals {
    let_through: Arc<AtomicBool>,
    /// The signal that came meanwhile; 0 for none.
    came: Arc<AtomicUsize>,
}

impl HeldSignals {
    /// Holds them back from now on.
    ///
    /// # Errors
    /// When the system does not let us.
    pub fn hold() -> io::Result<Self> {
        let held = Self {
            let_through: Arc::new(AtomicBool::new(false)),
            came: Arc::new(AtomicUsize::new(0)),
        };
        for signal in ENDING {
            // Asked first, and for the rest of the program: a signal that nobody handles any more would be ignored.
            flag::register_conditional_default(signal, Arc::clone(&held.let_through))?;
            flag::register_usize(signal, Arc::clone(&held.came), signal as usize)?;
        }
        Ok(held)
    }

    /// Whether one came.
    pub fn came(&self) -> bool {
        self.came.load(SeqCst) != 0
    }
}

impl Drop for HeldSignals {
    fn drop(&mut self) {
        // From here on they end the program by themselves; what came before must be looked at after that.
        self.let_through.store(true, SeqCst);
        let came = self.came.load(SeqCst);
        if came != 0 {
            // Does not return, unless the system refuses; then the program goes on as if nothing had come.
            let _ = low_level::emulate_default_handler(came as i32);
        }
    }
}
