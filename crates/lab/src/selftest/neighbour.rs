//! A busy neighbour: another process that keeps one core busy.

use std::hint::black_box;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use lab_measure::lifeline;

/// A neighbour that works until this is dropped.
pub struct Neighbour(Child);

impl Neighbour {
    /// Starts one; `program` is this program's own file.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(program: &Path) -> Result<Self> {
        Command::new(program)
            .arg("neighbour")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .map(Self)
            .context("cannot start a busy neighbour")
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Be the neighbour: never rests, ends when standard input closes.
pub fn be_a_busy_neighbour() -> ! {
    lifeline::hold();
    let mut state = 1_u64;
    loop {
        state = black_box(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1),
        );
    }
}
