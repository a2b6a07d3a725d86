//! Starts the fresh processes, watches over them, puts the record together.

mod block;
mod child;
mod cut_short;
mod gathered;

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow};

use self::block::Block;
use crate::arguments::Arguments;
use crate::environment;
use crate::experiment::{Experiment, Settings, Solo, SoloKind};
use crate::output;
use crate::proc_files::Proc;
use crate::protocol::Progress;
use crate::record::{Absent, Mode, Origin, Probe, RECORD_SCHEMA, Record};
use crate::store;
use crate::unmeasured;

/// A fresh process that has not ended after this long hangs.
const TIMED_LIMIT: Duration = Duration::from_secs(120);
/// A visit with a process to itself that has not ended after this long hangs.
pub const SOLO_LIMIT: Duration = Duration::from_secs(60);
/// Processes in which something failed may take so long together. Then the rest is left out: what hangs once a process
/// would otherwise outlast the run.
const TIME_FOR_FAILURES: Duration = Duration::from_secs(150);
/// A step of the timed part counts this much in the progress, against 1 for a visit of its own.
const TIMED_WEIGHT: u64 = 20;

/// Conducts the whole experiment and writes its record.
///
/// # Errors
/// When the record cannot be written. A visit, or a whole process, that fails becomes a line in [`Record::absent`]
/// instead: what was measured before and after it stays good.
pub fn conduct(experiment: &Experiment, arguments: &Arguments) -> Result<()> {
    let path = arguments
        .record
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}.json", experiment.name)));
    store::expect_writable(&path)?;
    let record = Conductor::new(experiment, arguments, &Proc::default())?.run();
    store::write_json(&path, &record)?;
    if !arguments.progress {
        let place = path.display();
        output::tell(&format!("{}: record written to {place}", experiment.name));
    }
    Ok(())
}

struct Conductor<'a> {
    experiment: &'a Experiment,
    arguments: &'a Arguments,
    own_binary: PathBuf,
    record: Record,
    failing: Duration,
    done: u64,
    total: u64,
}

impl<'a> Conductor<'a> {
    /// An empty record; what the system does not tell stays empty in every process, and the record says why.
    fn new(experiment: &'a Experiment, arguments: &'a Arguments, proc: &Proc) -> Result<Self> {
        let own_binary = std::env::current_exe().context("cannot find this program's own file")?;
        let mut environment = environment::gather();
        environment
            .facts
            .extend((experiment.facts)(&arguments.settings));
        let probe = arguments.probe.as_deref().map(read_probe).transpose()?;
        let mode = arguments.settings.mode;
        let record = Record {
            schema: RECORD_SCHEMA.into(),
            experiment: experiment.name.into(),
            version: experiment.version,
            origin: Origin::Measured,
            started: now(),
            finished: String::new(),
            mode,
            seed: arguments.seed,
            command: reproduce(experiment.name, &arguments.settings, arguments.seed),
            environment,
            probe,
            cells: Vec::new(),
            processes: Vec::new(),
            rounds: Vec::new(),
            samples: Vec::new(),
            counts: Vec::new(),
            series: Vec::new(),
            lanes: Vec::new(),
            outcomes: Vec::new(),
            pools: Vec::new(),
            absent: unmeasured::figures(proc),
            code: experiment.excerpts(),
        };
        Ok(Self {
            experiment,
            arguments,
            own_binary,
            record,
            failing: Duration::ZERO,
            done: 0,
            total: 0,
        })
    }

    fn run(mut self) -> Record {
        let solo = match self.arguments.only {
            Some(_) => Vec::new(),
            None => (self.experiment.solo)(&self.arguments.settings),
        };
        let mode = self.arguments.settings.mode;
        let (processes, rounds) = self.arguments.plan.unwrap_or(mode.processes_and_rounds());
        self.total = solo.len() as u64 + u64::from(processes) * TIMED_WEIGHT;
        for index in 0..solo.len() {
            self.solo(&solo, index);
            self.step(1, "counts, memory, traces");
        }
        let mut block = Block::begin();
        for process in 0..processes {
            if self.failing >= TIME_FOR_FAILURES {
                self.left_out(process, processes);
                break;
            }
            self.timed(process, rounds, &mut block);
            self.step(TIMED_WEIGHT, "timed rounds");
        }
        block.close(&mut self.record);
        self.record.finished = now();
        self.record
    }

    fn step(&mut self, weight: u64, what: &str) {
        self.done += weight;
        if self.arguments.progress {
            let progress = Progress {
                done: self.done,
                total: self.total,
                what: what.into(),
            };
            let line = serde_json::to_string(&progress).expect("three plain fields");
            // Progress that nobody hears of is no reason to stop.
            let _ = output::line(io::stdout().lock(), &line);
        }
    }

    /// One visit of its own. What goes wrong is noted and does not end the experiment.
    fn solo(&mut self, list: &[Solo], index: usize) {
        let (visit, before) = (&list[index], &list[..index]);
        let is_of_memory = |visit: &&Solo| visit.kind == SoloKind::Memory;
        let (binary, index) = match visit.kind {
            SoloKind::Counted => (self.own_binary.clone(), index),
            SoloKind::Memory => (
                memory_twin(&self.own_binary),
                before.iter().filter(is_of_memory).count(),
            ),
        };
        let mut words: Vec<OsString> = vec!["--solo".into(), index.to_string().into()];
        words.extend(self.arguments.handed_on.clone());
        let said = child::run(&binary, &words, SOLO_LIMIT);
        match said.trouble {
            // Half of a visit that counts is no count.
            Some(trouble) => self
                .record
                .note_absent(Absent::failed(visit.cell.words(), format!("{trouble:#}"))),
            None => self.record.take(said.messages),
        }
    }

    /// A fresh process of the timed part. One that dies or hangs leaves what it had measured.
    fn timed(&mut self, process: u32, rounds: u32, block: &mut Block) {
        let begin = Instant::now();
        let seed = self
            .arguments
            .seed
            .wrapping_add(u64::from(process).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut words: Vec<OsString> = vec![
            "--fresh-process".into(),
            process.to_string().into(),
            rounds.to_string().into(),
        ];
        words.extend(["--seed".into(), seed.to_string().into()]);
        words.extend(self.arguments.handed_on.clone());
        let mut said = child::run(&self.own_binary, &words, TIMED_LIMIT);
        let mut failed = cut_short::has_lost_a_cell(&said.messages);
        if !cut_short::is_whole(&said.messages) {
            let ended = || anyhow!("it ended without its last line");
            let trouble = said.trouble.get_or_insert_with(ended);
            self.record.note_absent(Absent::failed(
                format!("the rest of fresh process {process} of the timed part"),
                format!("{trouble:#}"),
            ));
            failed = true;
            said.messages.extend(cut_short::closed(&said.messages));
        }
        self.record.take(said.messages);
        if failed {
            self.failing += begin.elapsed();
        }
        block.process_ended(&mut self.record);
    }

    fn left_out(&mut self, first: u32, processes: u32) {
        self.record.note_absent(Absent::failed(
            format!(
                "fresh processes {first} to {} of the timed part",
                processes - 1
            ),
            "too much time was lost in those before them, in which something failed",
        ));
    }
}

/// The binary with the visits of this kind, in the same order, and the counting allocator: `NAME_memory` beside `NAME`.
fn memory_twin(own: &Path) -> PathBuf {
    let stem = own.file_stem().unwrap_or_default().to_string_lossy();
    own.with_file_name(format!("{stem}_memory{}", std::env::consts::EXE_SUFFIX))
}

/// The command without the places of this machine: a page may be shown to a class.
fn reproduce(name: &str, settings: &Settings, seed: u64) -> String {
    let mut command = format!("cargo lab run {name}");
    if settings.mode != Mode::Default {
        command += &format!(" --{}", settings.mode.word());
    }
    for (option, given) in [("files", &settings.files), ("urls", &settings.urls)] {
        if given.is_some() {
            command += &format!(" --{option} PATH");
        }
    }
    format!("{command} --seed {seed}")
}

fn read_probe(path: &Path) -> Result<Probe> {
    let text = std::fs::read(path)
        .with_context(|| format!("cannot read the probe's result {}", path.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is no probe's result", path.display()))
}

/// Now, as RFC 3339 in UTC, to the second.
pub fn now() -> String {
    jiff::Timestamp::now()
        .strftime("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

#[cfg(test)]
mod tests;
