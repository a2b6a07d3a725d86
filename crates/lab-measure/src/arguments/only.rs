//! A part of an experiment: a few of its timed cells and nothing else, for what only wants to compare those.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::record::Cell;

/// Timed cells that are wanted: those of this contender and call that have these parameters, and maybe more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The contender.
    pub contender: String,
    /// The call.
    pub call: String,
    /// Parameters that the cell must have.
    pub params: BTreeMap<String, u64>,
}

impl Wanted {
    /// Whether the cell is one of these.
    pub fn is(&self, cell: &Cell) -> bool {
        cell.matches(&self.contender, &self.call, &self.params)
    }
}

/// Reads a list of them, as JSON.
///
/// # Errors
/// In words for the command line.
pub fn read(path: &Path) -> Result<Vec<Wanted>, String> {
    let words =
        |error: &dyn std::fmt::Display| format!("--only cannot use `{}`: {error}", path.display());
    let text = std::fs::read(path).map_err(|error| words(&error))?;
    serde_json::from_slice(&text).map_err(|error| words(&error))
}
