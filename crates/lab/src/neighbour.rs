//! A busy neighbour: another process that takes the CPU from what is measured.

use std::hint::black_box;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use lab_measure::lifeline;

use crate::cli::NeighbourOptions;

/// A burst, and the pause after it, last from so long ...
const SHORTEST: Duration = Duration::from_millis(300);
/// ... to so long.
const LONGEST: Duration = Duration::from_millis(1_500);
/// How much is computed between two looks at the clock: some microseconds.
const STRETCH: u32 = 4_096;

/// A neighbour that works until this is dropped.
pub struct Neighbour(Child);

/// How it works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Without a pause.
    Steady,
    /// In bursts, whose lengths follow from this seed.
    Bursts(u64),
}

impl Neighbour {
    /// Starts one with so many threads; `program` is this program's own file.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(program: &Path, threads: u32, manner: Manner) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["neighbour", "--threads", &threads.to_string()]);
        if let Manner::Bursts(seed) = manner {
            command.args(["--bursts", &seed.to_string()]);
        }
        command
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

/// Be the neighbour; it ends when standard input closes.
pub fn be_a_busy_neighbour(options: &NeighbourOptions) -> ! {
    lifeline::hold();
    let begun = Instant::now();
    let seed = options.bursts;
    for _ in 1..options.threads.max(1) {
        thread::spawn(move || work(begun, seed));
    }
    work(begun, seed)
}

/// All threads work and rest together: they follow one seed and one clock.
fn work(begun: Instant, bursts: Option<u64>) -> ! {
    let Some(seed) = bursts else {
        loop {
            compute();
        }
    };
    let mut random = fastrand::Rng::with_seed(seed);
    let mut length = move || {
        let shortest = SHORTEST.as_millis() as u64;
        Duration::from_millis(random.u64(shortest..=LONGEST.as_millis() as u64))
    };
    let mut until = begun;
    loop {
        until += length();
        while Instant::now() < until {
            compute();
        }
        until += length();
        thread::sleep(until.saturating_duration_since(Instant::now()));
    }
}

fn compute() {
    let mut state = 1_u64;
    for _ in 0..STRETCH {
        state = black_box(
            state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1),
        );
    }
}
