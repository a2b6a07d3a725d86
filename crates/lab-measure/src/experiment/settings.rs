//! What an experiment may depend on.

use std::path::PathBuf;

use crate::record::Mode;

/// What the experiment may depend on.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How much is run.
    pub mode: Mode,
    /// Workers of every pool: the allowed cores, at least 2 and at most 8.
    pub workers: usize,
    /// The user's own directory, from `--files`.
    pub files: Option<PathBuf>,
    /// The user's own list of addresses, from `--urls`: a file that exists and is not empty, and that can be read as often as
    /// one likes.
    pub urls: Option<PathBuf>,
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
