//! Cells, and the `main` of every experiment binary.

mod arguments;
mod excerpts;
mod finds;
pub mod only;
pub mod own_input;
mod solo;

use std::collections::BTreeMap;
use std::io;
use std::process::ExitCode;

use anyhow::Context;
pub use arguments::{Arguments, Task};
pub use finds::Finds;
pub use solo::{Solo, SoloKind};

use crate::record::{Absent, Cell, Excerpt, Fact, Lanes, Mode, Outcome, Role};
use crate::stopwatch::Stopwatch;
use crate::{conductor, lifeline, output, visit};

/// What an experiment binary declares. [`Experiment::main`] does the rest.
#[derive(Clone, Copy)]
pub struct Experiment {
    /// Name of the binary.
    pub name: &'static str,
    /// Raised by hand whenever a cell changes its meaning; records of different versions are not compared.
    pub version: u32,
    /// The sources with marked code for the experiment's page: (text, path within the workspace).
    pub sources: &'static [(&'static str, &'static str)],
    /// Versions and facts that only the experiment knows and that cost nothing to ask; others by [`Timed::fact`].
    pub facts: fn(&Settings) -> Vec<Fact>,
    /// Declares the timed cells, in each fresh process anew: builds the pools, prepares the inputs.
    pub timed: fn(&Settings, &mut Timed),
    /// The visits that have a process to themselves: counts, memory, traces. Building the list must cost nothing.
    pub solo: fn(&Settings) -> Vec<Solo>,
}

/// What the experiment may depend on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How much is run.
    pub mode: Mode,
    /// Workers of every pool: the allowed cores, at least 2 and at most 8.
    pub workers: usize,
    /// The user's own directory, from `--files`.
    pub files: Option<std::path::PathBuf>,
    /// The user's own list of addresses, from `--urls`: a file that exists and is not empty, and that can be read as often as
    /// one likes.
    pub urls: Option<std::path::PathBuf>,
}

impl Settings {
    /// Those of a run on so many allowed cores, with nothing of the user's own.
    pub fn of(mode: Mode, cores: u32) -> Self {
        Self {
            mode,
            workers: cores.clamp(2, 8) as usize,
            files: None,
            urls: None,
        }
    }
}

/// Timed cells of one process.
#[derive(Default)]
pub struct Timed {
    pub(crate) process: u32,
    pub(crate) cells: Vec<TimedCell>,
    pub(crate) absent: Vec<Absent>,
    pub(crate) facts: Vec<Fact>,
}

pub(crate) struct TimedCell {
    pub(crate) cell: Cell,
    pub(crate) warm_up: bool,
    pub(crate) run: Box<dyn FnMut(&mut Stopwatch)>,
}

/// What a visit found.
#[derive(Debug, Default)]
pub struct Findings {
    pub(crate) counts: Vec<(String, u64)>,
    pub(crate) series: Vec<(String, Vec<(u64, u64)>)>,
    pub(crate) lanes: Vec<Lanes>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) absent: Vec<Absent>,
}

/// Makes a cell.
pub fn cell(contender: &str, call: &str, params: &[(&str, u64)]) -> Cell {
    Cell {
        contender: contender.into(),
        call: call.into(),
        params: parameters(params),
        role: Role::Subject,
    }
}

fn parameters(params: &[(&str, u64)]) -> BTreeMap<String, u64> {
    params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), *value))
        .collect()
}

impl Timed {
    /// No cells yet, for the fresh process of this number.
    pub(crate) fn of_process(process: u32) -> Self {
        Self {
            process,
            ..Self::default()
        }
    }

    /// The number of the fresh process that is declared for, from 0. A cell that needs fewer processes than the rest
    /// is declared in some of them only; the same number must always declare the same cells.
    pub fn process(&self) -> u32 {
        self.process
    }

    /// Adds a cell. It is visited once before the first round, to warm up and to see how often it must be repeated
    /// for a sample of a few milliseconds.
    pub fn add(&mut self, cell: Cell, run: impl FnMut(&mut Stopwatch) + 'static) {
        self.cells.push(TimedCell {
            cell,
            warm_up: true,
            run: Box::new(run),
        });
    }

    /// Adds a cell that is visited once a round and not before: because a smaller one has warmed up the same code on the
    /// same pool, or because its tasks wait, so that a visit is long and a cold cache nothing beside it.
    pub fn add_large(&mut self, cell: Cell, run: impl FnMut(&mut Stopwatch) + 'static) {
        self.cells.push(TimedCell {
            cell,
            warm_up: false,
            run: Box::new(run),
        });
    }

    /// Notes that something is not measured here.
    pub fn absent(&mut self, what: &str, reason: impl Into<String>) {
        self.absent.push(Absent::lacking(what, reason));
    }

    /// A fact for the record's environment that only a process that measures knows, for example which interpreter it
    /// started: so the conductor need not start one only to ask. Said by several processes, it stands there once.
    pub fn fact(&mut self, fact: Fact) {
        self.facts.push(fact);
    }
}

impl Findings {
    /// A count.
    pub fn count(&mut self, name: &str, value: u64) {
        self.counts.push((name.into(), value));
    }

    /// All counts, in the order in which they were found.
    pub fn counts(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts
            .iter()
            .map(|(name, value)| (name.as_str(), *value))
    }

    /// A curve.
    pub fn series(&mut self, name: &str, points: Vec<(u64, u64)>) {
        self.series.push((name.into(), points));
    }

    /// What became of one item of the user's own input; its cell number is filled in on the way.
    pub fn outcome(&mut self, outcome: Outcome) {
        self.outcomes.push(outcome);
    }

    /// A traced visit; its cell number is filled in on the way.
    pub fn lanes(&mut self, lanes: Lanes) {
        self.lanes.push(lanes);
    }

    /// Notes that something is not measured here.
    pub fn absent(&mut self, what: &str, reason: impl Into<String>) {
        self.absent.push(Absent::lacking(what, reason));
    }

    /// Notes that something was lost because something of ours failed: the run's exit code tells.
    pub fn failed(&mut self, what: &str, reason: impl Into<String>) {
        self.absent.push(Absent::failed(what, reason));
    }
}

impl Experiment {
    /// The `main` of an experiment binary: conducts, or does one process's work when started by a conductor.
    pub fn main(&self) -> ExitCode {
        let arguments = match Arguments::from_command_line(self.name) {
            Ok(arguments) => arguments,
            Err(refusal) => return refusal,
        };
        lifeline::hold_if_asked();
        let outcome = match &arguments.task {
            Task::Conduct => conductor::conduct(self, &arguments),
            Task::Timed { process, rounds } => {
                visit::timed(self, &arguments, *process, *rounds);
                Ok(())
            }
            Task::Describe { process } => {
                let description = visit::describe(self, &arguments, *process);
                let line = serde_json::to_string(&description).expect("names and plain numbers");
                output::line(io::stdout().lock(), &line).context("cannot write to standard output")
            }
            Task::Solo { index } => visit::solo(self, &arguments, *index),
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                output::tell(&format!("{}: {error:#}", self.name));
                ExitCode::FAILURE
            }
        }
    }

    /// The parts of the sources between a line `// lesson: TITLE` and a line `// lesson ends`.
    pub fn excerpts(&self) -> Vec<Excerpt> {
        self.sources
            .iter()
            .flat_map(|(source, file)| excerpts::of(source, file))
            .collect()
    }
}
