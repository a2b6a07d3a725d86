//! Keeps the panics that are meant quiet, and names the cell where one is not, or where it hangs.

use std::io::Write as _;
use std::panic;
use std::sync::Once;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::cells::Cell;
use crate::ledger::HotPayload;

/// How long a cell may take before it counts as hung. Alone it takes less than a millisecond, under a sanitizer on
/// a busy machine a hundred times that.
const PATIENCE: Duration = Duration::from_secs(60);

/// The cells that are being run, one a test.
static RUNNING: Mutex<Vec<(thread::ThreadId, String)>> = Mutex::new(Vec::new());

/// Installs the hook, for good: threads come and go, and none of them may find another one in its place.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let payload = info.payload();
            let text = payload.downcast_ref::<String>();
            if payload.is::<HotPayload>() || text.is_some_and(|text| text.starts_with("fault: ")) {
                return;
            }
            before(info);
            let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
            for (_, cell) in running.iter() {
                // Not `eprintln`, which the harness keeps for the end: there may be none.
                writeln!(std::io::stderr(), "while running: {cell}").ok();
            }
        }));
    });
}

/// Ends the process, naming the cell, where one takes too long.
pub struct Watch {
    begins: Sender<String>,
}

impl Watch {
    pub fn new() -> Self {
        let (begins, cells) = channel::<String>();
        thread::spawn(move || {
            let mut cell = String::new();
            loop {
                match cells.recv_timeout(PATIENCE) {
                    Ok(next) => cell = next,
                    Err(RecvTimeoutError::Disconnected) => return,
                    Err(RecvTimeoutError::Timeout) => {
                        writeln!(std::io::stderr(), "HUNG: {cell}").ok();
                        std::process::abort();
                    }
                }
            }
        });
        Self { begins }
    }

    /// The next cell begins.
    pub fn begin(&self, cell: &Cell) {
        let name = cell.to_string();
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let me = thread::current().id();
        running.retain(|(thread, _)| *thread != me);
        running.push((me, name.clone()));
        drop(running);
        self.begins.send(name).expect("it listens to the end");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let me = thread::current().id();
        running.retain(|(thread, _)| *thread != me);
    }
}
