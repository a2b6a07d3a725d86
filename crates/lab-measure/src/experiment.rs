//! What an experiment binary declares: its cells, its visits, and what the visits may find.

mod excerpts;
mod findings;
mod finds;
mod settings;
mod solo;
mod timed;

use std::collections::BTreeMap;

pub use findings::Findings;
pub use finds::Finds;
pub use settings::Settings;
pub use solo::{Solo, SoloKind};
pub use timed::Timed;
pub(crate) use timed::TimedCell;

use crate::record::{Cell, Excerpt, Fact, Role};

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

impl Experiment {
    /// The parts of the sources between a line `// lesson: TITLE` and a line `// lesson ends`.
    pub fn excerpts(&self) -> Vec<Excerpt> {
        self.sources
            .iter()
            .flat_map(|(source, file)| excerpts::of(source, file))
            .collect()
    }
}
