//! The criterion benchmarks: one call per benchmark and round, in random order, read as samples like any others.
//!
//! No ratio is taken from within one call of criterion: identical code, timed twice in a row, gave intervals that did
//! not overlap. A round visits every benchmark once, each in a process and a folder of its own, so that rounds pair
//! them as the experiments' rounds pair cells.

mod calls;
mod identity;
mod ingest;

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use lab_measure::conductor::now;
use lab_measure::environment::{self, locked_versions};
use lab_measure::foreign::Reading;
use lab_measure::proc_files::Proc;
use lab_measure::record::{
    Cell, Mode, Origin, Probe, Process, RECORD_SCHEMA, Record, Role, Round, Sample,
};
use lab_measure::unmeasured;

use self::calls::Benchmark;
use self::identity::Identity;
use crate::progress::Progress;

/// Raised whenever the cells change their meaning.
const VERSION: u32 = 1;

/// The crates of contenders that a full run has besides.
const OF_A_FULL_RUN: [&str; 7] = [
    "chili",
    "fork_union",
    "orx-parallel",
    "paralight",
    "pariter",
    "rusty_pool",
    "threadpool",
];

/// Which benchmark, and how much of it.
pub struct BenchRequest<'a> {
    /// The benchmark's file.
    pub binary: &'a Path,
    /// Name of the part and of its record.
    pub name: &'a str,
    /// How much is run.
    pub mode: Mode,
    /// Seed of the random orders.
    pub seed: u64,
    /// The noise test that preceded it.
    pub probe: &'a Probe,
    /// The checkout, whose lock file knows criterion's version.
    pub root: &'a Path,
}

/// Runs all rounds.
///
/// # Errors
/// When the benchmark lists nothing, a call fails or hangs, or criterion writes its files in another way than we read.
pub fn run(request: &BenchRequest<'_>, progress: &Progress) -> Result<Record> {
    let benchmark = Benchmark {
        binary: request.binary,
        mode: request.mode,
    };
    let about = benchmark.about()?;
    let identities: Vec<Identity> = benchmark
        .ids()?
        .iter()
        .map(|id| Identity::parse(id))
        .collect::<Result<_>>()?;
    if identities.is_empty() {
        bail!("it lists no benchmark");
    }
    let rounds = rounds(request.mode);
    let total = u64::from(rounds) * identities.len() as u64;
    let mut record = begin(request, &identities);
    record.absent.extend(about.absent);
    let mut random = fastrand::Rng::with_seed(request.seed);
    for round in 0..rounds {
        let mut sequence: Vec<usize> = (0..identities.len()).collect();
        random.shuffle(&mut sequence);
        let since = Reading::now();
        let begun = Instant::now();
        for (place, cell) in sequence.into_iter().enumerate() {
            let identity = &identities[cell];
            let measured = benchmark
                .measure(&identity.id, about.ns_per_step)
                .with_context(|| format!("the benchmark `{}` failed", identity.id))?;
            record.samples.push(Sample {
                cell: cell as u32,
                process: round,
                round: 0,
                order: place as u32,
                items: identity.items(),
                wall_ns: measured.median_ns,
                first_ns: None,
                cpu_ns: None,
                server_cpu_ns: None,
            });
            let told = measured.pools.into_iter();
            told.for_each(|work| work.add_to(&mut record.pools));
            progress.step(record.samples.len() as u64, total, &identity.id);
        }
        let wall_ns = begun.elapsed().as_nanos() as u64;
        close_round(&mut record, round, wall_ns, &since);
    }
    record.finished = now();
    Ok(record)
}

/// Rounds, each of which stands for one process in the statistics.
fn rounds(mode: Mode) -> u32 {
    match mode {
        Mode::Quick => 1,
        Mode::Default | Mode::Full => 5,
    }
}

fn begin(request: &BenchRequest<'_>, identities: &[Identity]) -> Record {
    let mut environment = environment::gather();
    let lock = fs::read_to_string(request.root.join("Cargo.lock")).unwrap_or_default();
    let mut crates = vec!["criterion", "rayon", "crossbeam-channel"];
    if request.mode == Mode::Full {
        crates.extend(OF_A_FULL_RUN);
    }
    environment.facts.extend(locked_versions(&lock, &crates));
    let flag = match request.mode {
        Mode::Default => String::new(),
        mode => format!(" --{}", mode.word()),
    };
    Record {
        schema: RECORD_SCHEMA.into(),
        experiment: request.name.into(),
        version: VERSION,
        origin: Origin::Measured,
        started: now(),
        finished: String::new(),
        mode: request.mode,
        seed: request.seed,
        command: format!(
            "cargo lab run {}{flag} --seed {}",
            request.name, request.seed
        ),
        environment,
        probe: Some(request.probe.clone()),
        cells: identities.iter().map(cell).collect(),
        processes: Vec::new(),
        rounds: Vec::new(),
        samples: Vec::new(),
        counts: Vec::new(),
        series: Vec::new(),
        lanes: Vec::new(),
        outcomes: Vec::new(),
        pools: Vec::new(),
        absent: Vec::from_iter(unmeasured::foreign_cpu(&Proc::default())),
        code: Vec::new(),
    }
}

fn cell(identity: &Identity) -> Cell {
    Cell {
        contender: identity.function.clone(),
        call: identity.group.clone(),
        params: identity.params.clone(),
        role: Role::Subject,
    }
}

fn close_round(record: &mut Record, round: u32, wall_ns: u64, since: &Reading) {
    let window = since.window_with_children();
    record.rounds.push(Round {
        process: round,
        round: 0,
        wall_ns,
        own_cpu_ns: window.own_ns,
        foreign_cores: window.foreign_cores,
    });
    record.processes.push(Process {
        index: round,
        wall_ns,
        own_cpu_ns: window.own_ns,
        foreign_cores: window.foreign_cores,
        peak_rss_bytes: None,
    });
}
