//! The noise test before the first sample: spin jitter, pressure, load, and identical code against itself.

use std::hint::black_box;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::environment::allowed_cores;
use crate::foreign::Reading;
use crate::interval::Mean;
use crate::lifeline;
use crate::output;
use crate::pressure;
use crate::record::{Grade, Mode, Probe};
use crate::watched::Watched;

/// Fresh processes of the test of identical code against itself.
const PROCESSES: u32 = 15;
/// And where no answer will rest on time: enough for a grade.
const FEW_PROCESSES: u32 = 5;
/// One takes a fifth of a second; one that takes this long hangs.
const LIMIT: Duration = Duration::from_secs(60);
/// Rounds in each.
const ROUNDS: u32 = 4;
/// Confidence of the interval whose farther end is the noise floor.
const CONFIDENCE: f64 = 0.95;
/// Pieces of a sample, which two threads share as they come, and the steps of each: about 10 ms together.
const PIECES: usize = 1_000;
const PIECE_STEPS: u64 = 16_000;
/// Spins whose jitter is looked at, and the steps of each: about 100 us.
const SPINS: usize = 400;
const SPIN_STEPS: u64 = 80_000;

/// What one fresh process of the probe measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Measured {
    /// Log-ratio of identical code against itself, one per round.
    log_ratios: Vec<f64>,
    /// Twice one thread's time over two threads' time.
    capacity: f64,
}

/// Probes this machine for a run of this mode. `program` and `words` start a process that calls [`fresh_process`].
///
/// # Errors
/// When the fresh processes cannot be started or say nothing sensible.
pub fn run(program: &Path, words: &[&str], mode: Mode, seed: u64) -> Result<Probe> {
    let processes = match mode {
        Mode::Quick => FEW_PROCESSES,
        Mode::Default | Mode::Full => PROCESSES,
    };
    let psi_some_avg10 = pressure::psi_some_avg10();
    let load_1m = pressure::load_1m();
    let begin = Reading::now();
    let spins = spin_durations();
    let mut measured = Vec::new();
    for process in 0..processes {
        measured.push(one_process(
            program,
            words,
            seed.wrapping_add(u64::from(process)),
        )?);
    }
    let foreign_cores = begin.window_with_children().foreign_cores;
    let (mean, half_width) = interval(&measured);
    let floor = (mean.abs() + half_width).exp_m1();
    let capacities: Vec<f64> = measured.iter().map(|one| one.capacity).collect();
    Ok(Probe {
        spin_p50_ns: spins[spins.len() / 2],
        spin_p99_ns: spins[spins.len() * 99 / 100],
        psi_some_avg10,
        load_1m,
        foreign_cores,
        capacity_2t: median(capacities),
        aa_mean_log_ratio: mean,
        aa_half_width: half_width,
        aa_processes: processes,
        floor,
        grade: Grade::of(floor),
    })
}

/// Be one fresh process of the probe: prints one line of JSON.
///
/// # Errors
/// When it cannot be written.
pub fn fresh_process(seed: u64) -> Result<()> {
    lifeline::hold_if_asked();
    let mut random = fastrand::Rng::with_seed(seed);
    let pair = Pair::start();
    // The first samples of a process find their threads still on the core that started them.
    (0..3).for_each(|_| pair.work());
    let log_ratios = (0..ROUNDS)
        .map(|_| one_against_itself(&pair, &mut random))
        .collect();
    let capacity = match allowed_cores() {
        0 | 1 => 1.0,
        _ => timed(|| pair.work_alone()) / timed(|| pair.work()),
    };
    let measured = Measured {
        log_ratios,
        capacity,
    };
    let line = serde_json::to_string(&measured).expect("finite numbers");
    output::line(io::stdout().lock(), &line).context("cannot write to standard output")
}

/// Two threads that live on and wait for work: what a pool of two is at its simplest.
///
/// A thread started anew for each sample, or one that shares the work with the thread that wakes it, often lands on the
/// waker's own core for its first milliseconds where the cores share no cache that the scheduler knows of (most virtual
/// machines): identical code then differs by half. Two threads that were waiting each wake where they were before.
struct Pair {
    cursors: [Sender<Arc<AtomicUsize>>; 2],
    done: Receiver<()>,
}

impl Pair {
    fn start() -> Self {
        let (report, done) = mpsc::channel();
        let cursors = std::array::from_fn(|_| {
            let (hand, handed) = mpsc::channel::<Arc<AtomicUsize>>();
            let report = report.clone();
            thread::spawn(move || {
                for cursor in handed {
                    share(&cursor);
                    if report.send(()).is_err() {
                        return;
                    }
                }
            });
            hand
        });
        Self { cursors, done }
    }

    /// One sample by both.
    fn work(&self) {
        self.work_by(&self.cursors);
    }

    /// One sample by the first alone.
    fn work_alone(&self) {
        self.work_by(&self.cursors[..1]);
    }

    fn work_by(&self, threads: &[Sender<Arc<AtomicUsize>>]) {
        let cursor = Arc::new(AtomicUsize::new(0));
        for thread in threads {
            thread
                .send(Arc::clone(&cursor))
                .expect("the threads live as long as this");
        }
        for _ in threads {
            self.done.recv().expect("the threads live as long as this");
        }
    }
}

/// Takes pieces until none is left.
///
/// `Relaxed`: a piece belongs to whoever moves the cursor past it; the channel tells when all are done.
fn share(cursor: &AtomicUsize) {
    while cursor.fetch_add(1, Relaxed) < PIECES {
        spin(PIECE_STEPS);
    }
}

fn one_process(program: &Path, words: &[&str], seed: u64) -> Result<Measured> {
    let mut command = Command::new(program);
    command.args(words).arg(seed.to_string());
    let lines = Watched::start(&mut command, LIMIT)
        .and_then(Watched::finish)
        .context("a fresh process of the probe failed")?;
    serde_json::from_str(&lines.concat())
        .context("a fresh process of the probe said something unexpected")
}

/// The same code twice, in random order; the log-ratio of its two names.
fn one_against_itself(pair: &Pair, random: &mut fastrand::Rng) -> f64 {
    let (first, second) = (timed(|| pair.work()), timed(|| pair.work()));
    let ratio = (first / second).ln();
    if random.bool() { ratio } else { -ratio }
}

fn timed(work: impl FnOnce()) -> f64 {
    crate::cpu::settle();
    let begin = Instant::now();
    work();
    begin.elapsed().as_secs_f64()
}

/// Dependent integer steps: no memory, no system call.
fn spin(steps: u64) {
    let mut state = black_box(0x2545_F491_4F6C_DD1D_u64);
    for _ in 0..steps {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    black_box(state);
}

fn spin_durations() -> Vec<u64> {
    let mut durations: Vec<u64> = (0..SPINS)
        .map(|_| {
            let begin = Instant::now();
            spin(SPIN_STEPS);
            begin.elapsed().as_nanos() as u64
        })
        .collect();
    durations.sort_unstable();
    durations
}

/// Mean over processes of each process's mean log-ratio, and the half-width of its 95 % t interval.
fn interval(measured: &[Measured]) -> (f64, f64) {
    let means: Vec<f64> = measured
        .iter()
        .map(|one| one.log_ratios.iter().sum::<f64>() / one.log_ratios.len() as f64)
        .collect();
    let mean = Mean::of(&means).expect("the probe runs several processes");
    (mean.mean, mean.reach(CONFIDENCE))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(log_ratios: &[f64]) -> Measured {
        Measured {
            log_ratios: log_ratios.to_vec(),
            capacity: 2.0,
        }
    }

    #[test]
    fn the_interval_is_students_over_processes() {
        // Means 1, 2, 3: mean 2, sd 1, t(2 df, 97.5 %) = 4.302653.
        let (mean, half) = interval(&[
            measured(&[0.0, 2.0]),
            measured(&[2.0]),
            measured(&[3.0, 3.0]),
        ]);
        assert!((mean - 2.0).abs() < 1e-12);
        assert!((half - 4.302_653 / 3.0_f64.sqrt()).abs() < 1e-5, "{half}");
    }

    #[test]
    fn the_grade_follows_the_floor() {
        assert_eq!(Grade::of(0.009), Grade::Quiet);
        assert_eq!(Grade::of(0.01), Grade::Noisy);
        assert_eq!(Grade::of(0.051), Grade::Hopeless);
    }
}
