//! What a run leaves on disk: raw samples, counts and the circumstances, never anything derived.
//!
//! One [`Record`] is one experiment's data, written once and atomically ([`crate::store`]); one
//! [`RunManifest`] says which records a run planned and what became of each. Times are whole
//! nanoseconds, sizes whole bytes. A reader ignores fields it does not know; the number behind the
//! slash in [`RECORD_SCHEMA`] changes only when the meaning of a field does.

mod environment;
mod grade;
mod lanes;
mod manifest;
mod outcome;
mod pool_work;
mod probe;
#[cfg(test)]
mod schema;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use environment::{Environment, Fact};
pub use grade::Grade;
pub use lanes::{Lanes, Pull, Span, Yielded};
pub use manifest::{Entry, Mode, RUN_SCHEMA, RunManifest, Status};
pub use outcome::{NOT_VISITED, Outcome};
pub use pool_work::PoolWork;
pub use probe::Probe;

/// Name and major version of [`Record`]'s form.
pub const RECORD_SCHEMA: &str = "lap-pool.record/1";

/// Foreign CPU above this many cores marks a round as contaminated.
pub const CONTAMINATED_CORES: f64 = 0.1;

/// One experiment's data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Record {
    /// [`RECORD_SCHEMA`].
    pub schema: String,
    /// The experiment's name, for example `p2_map_vs_imap`.
    pub experiment: String,
    /// The experiment's own version; records of different versions are not compared.
    pub version: u32,
    /// Whether the data was measured by the run that shows it, or is kept from another machine.
    pub origin: Origin,
    /// Start, RFC 3339 in UTC.
    pub started: String,
    /// End, RFC 3339 in UTC.
    pub finished: String,
    /// How much was run.
    pub mode: Mode,
    /// Seed of every random order in this record.
    pub seed: u64,
    /// The command that makes this record again.
    pub command: String,
    /// Machine, build and versions.
    pub environment: Environment,
    /// The noise test that preceded the samples; absent in a record made without one.
    pub probe: Option<Probe>,
    /// Every combination of contender, call and parameters that was visited.
    pub cells: Vec<Cell>,
    /// The fresh processes, the unit of the statistics.
    pub processes: Vec<Process>,
    /// The rounds within them; each visits every timed cell once in random order.
    pub rounds: Vec<Round>,
    /// Timed samples.
    pub samples: Vec<Sample>,
    /// Counts: tasks run, inputs pulled, bytes live, threads created.
    pub counts: Vec<Count>,
    /// Curves recorded in one traced visit, for example inputs pulled against results returned.
    pub series: Vec<Series>,
    /// Who ran what when, from traced visits (never timed ones).
    pub lanes: Vec<Lanes>,
    /// What became of each item of the user's own input, for example of each address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Outcome>,
    /// What the pools did that count it themselves, by contender; empty in a record made before they were asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pools: Vec<PoolWork>,
    /// What could not be measured, and why.
    pub absent: Vec<Absent>,
    /// The measured code, as it was compiled into the experiment.
    pub code: Vec<Excerpt>,
}

/// A marked part of an experiment's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Excerpt {
    /// What it does, for a heading.
    pub title: String,
    /// The file, relative to the workspace.
    pub file: String,
    /// Number of its first line in that file, from 1.
    pub line: u32,
    /// `rust` or `python`.
    pub language: String,
    /// The text.
    pub text: String,
}

/// Where a record's data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Measured by the run that shows it.
    Measured,
    /// Kept from another machine and date; never shown as if it were measured here.
    Recorded,
}

/// One combination of contender, call and parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cell {
    /// The contender's name, for example `lap-pool`, `cpython`, `rayon`.
    pub contender: String,
    /// What was called, for example `map`, `imap`, `imap_unordered`.
    pub call: String,
    /// The parameters by name: `n`, `grain_ns`, `workers`, `item_bytes`, `buffersize`.
    pub params: BTreeMap<String, u64>,
    /// What the cell is for.
    pub role: Role,
}

/// What a cell is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A contender under comparison.
    Subject,
    /// Half of a known big effect that must appear.
    PositiveControl,
    /// The same code as another cell, which must not differ from it.
    NullControl,
}

/// One fresh process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Process {
    /// Its number in the record, from 0; samples refer to it.
    pub index: u32,
    /// Life from first to last round.
    pub wall_ns: u64,
    /// CPU time of the process since its start, and of the helpers it started.
    pub own_cpu_ns: u64,
    /// CPU cores that others kept busy meanwhile; absent where the system does not tell.
    pub foreign_cores: Option<f64>,
    /// Highest resident set size; absent where the system does not tell.
    pub peak_rss_bytes: Option<u64>,
}

/// One visit of every timed cell.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Round {
    /// The process it ran in.
    pub process: u32,
    /// Its number within the process, from 0.
    pub round: u32,
    /// Duration.
    pub wall_ns: u64,
    /// CPU time of our processes during it.
    pub own_cpu_ns: u64,
    /// CPU cores that others kept busy meanwhile; absent where the system does not tell.
    pub foreign_cores: Option<f64>,
}

impl Round {
    /// Whether others used more than [`CONTAMINATED_CORES`]; unknown counts as clean, and the page says so.
    pub fn is_contaminated(&self) -> bool {
        self.foreign_cores
            .is_some_and(|cores| cores > CONTAMINATED_CORES)
    }
}

/// One timed visit of one cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sample {
    /// Index into [`Record::cells`].
    pub cell: u32,
    /// The process.
    pub process: u32,
    /// The round within the process.
    pub round: u32,
    /// Position within the round's random order.
    pub order: u32,
    /// Items worked through.
    pub items: u64,
    /// Time from the call to the last result.
    pub wall_ns: u64,
    /// Time from the call to the first result in the caller's hands, where that was noted.
    pub first_ns: Option<u64>,
    /// CPU time of all threads meanwhile, where the clock allows it.
    pub cpu_ns: Option<u64>,
    /// CPU time that a server of ours used meanwhile in its own process; absent where there was none. It is not part
    /// of `cpu_ns`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_cpu_ns: Option<u64>,
}

/// One count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Count {
    /// Index into [`Record::cells`].
    pub cell: u32,
    /// Which repetition, from 0.
    pub repetition: u32,
    /// What was counted, for example `pulled_at_first_result`, `peak_live_items`, `peak_rss_bytes`.
    pub name: String,
    /// How many (or how many bytes, where the name says so).
    pub value: u64,
}

/// A curve from one traced visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Series {
    /// Index into [`Record::cells`].
    pub cell: u32,
    /// What it shows, for example `pulled_against_returned`, `result_times_ns`.
    pub name: String,
    /// The points, in order of the first number.
    pub points: Vec<(u64, u64)>,
}

/// Something that could not be measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Absent {
    /// What is missing, for example `cpython`.
    pub what: String,
    /// Why, in words for the reader of the page.
    pub reason: String,
    /// Whether it could have been measured and something of ours failed meanwhile: a server or an interpreter that died,
    /// a process that ended early. The rest of the record is good; the run's exit code tells.
    #[serde(default, skip_serializing_if = "is_false")]
    pub failed: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl Absent {
    /// What this machine or this run does not have.
    pub fn lacking(what: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            reason: reason.into(),
            failed: false,
        }
    }

    /// What was lost because something of ours failed.
    pub fn failed(what: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            failed: true,
            ..Self::lacking(what, reason)
        }
    }
}

impl Record {
    /// What was lost because something of ours failed meanwhile.
    pub fn failures(&self) -> impl Iterator<Item = &Absent> {
        self.absent.iter().filter(|absent| absent.failed)
    }
}

impl Cell {
    /// Contender, call and parameters: `cpython map (n 10, workers 4)`.
    pub fn words(&self) -> String {
        let params: Vec<String> = self
            .params
            .iter()
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        format!("{} {} ({})", self.contender, self.call, params.join(", "))
    }

    /// A parameter's value.
    pub fn param(&self, name: &str) -> Option<u64> {
        self.params.get(name).copied()
    }

    /// Whether contender and call are these and every given parameter has the given value.
    pub fn matches(&self, contender: &str, call: &str, params: &BTreeMap<String, u64>) -> bool {
        self.contender == contender
            && self.call == call
            && params
                .iter()
                .all(|(name, value)| self.param(name) == Some(*value))
    }
}
