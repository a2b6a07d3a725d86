//! What a run planned, and what became of each part.

use serde::{Deserialize, Serialize};

use super::{Environment, Probe};

/// Name and major version of [`RunManifest`]'s form.
pub const RUN_SCHEMA: &str = "lap-pool.run/1";

/// How much is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 5 fresh processes x 1 round: counts, curves, no answer that rests on time.
    Quick,
    /// 15 fresh processes x 2 rounds.
    Default,
    /// 15 fresh processes x 4 rounds, and the largest cells.
    Full,
}

impl Mode {
    /// The word for it on a command line.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Quick => "quick",
            Mode::Default => "default",
            Mode::Full => "full",
        }
    }

    /// (fresh processes, rounds in each) of the timed part.
    pub fn processes_and_rounds(self) -> (u32, u32) {
        match self {
            Mode::Quick => (5, 1),
            Mode::Default => (15, 2),
            Mode::Full => (15, 4),
        }
    }
}

/// `run.json`: written when a run starts, again after each part, and at its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RunManifest {
    /// [`RUN_SCHEMA`].
    pub schema: String,
    /// Name of the run's folder: date, time and a short random part.
    pub run_id: String,
    /// Start, RFC 3339 in UTC.
    pub started: String,
    /// End; absent while it runs and in a run that was cut short.
    pub finished: Option<String>,
    /// How much was run.
    pub mode: Mode,
    /// Seed of every random order.
    pub seed: u64,
    /// The command as typed.
    pub command: String,
    /// Threads of the busy neighbour that was started beside the run on purpose; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neighbour_threads: Option<u32>,
    /// SHA-256 of the copy of the rules in the run's folder: of `claims.toml`; or of the files in `rules`, article first and
    /// then by name, each behind a line with its name.
    pub claims_sha256: String,
    /// Machine, build and versions.
    pub environment: Environment,
    /// The noise test that preceded the first sample.
    pub probe: Option<Probe>,
    /// The parts, in the order in which they were to run.
    pub entries: Vec<Entry>,
}

/// One part of a run: an experiment, or the criterion benchmarks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Entry {
    /// The experiment's name; its record is `NAME.json` beside the manifest.
    pub name: String,
    /// What became of it.
    pub status: Status,
    /// How long it took.
    pub wall_ns: Option<u64>,
}

/// What became of a part of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", tag = "state", content = "reason")]
pub enum Status {
    /// Not reached; also the state of all that follows a run cut short.
    Planned,
    /// Its record is complete.
    Done,
    /// It ended without a record; the reason is for the reader of the page.
    Failed(String),
}
