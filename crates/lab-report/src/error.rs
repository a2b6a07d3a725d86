//! What keeps a report from being written. Missing and damaged records do not: they become cards.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a report could not be loaded or written.
#[derive(Debug)]
pub enum ReportError {
    /// A file or folder that the report cannot do without could not be read.
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A page or data file could not be written.
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The rules that were asked for by name are not readable as rules.
    Rules {
        /// Which file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl ReportError {
    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        ReportError::Read {
            path: path.to_path_buf(),
            source,
        }
    }

    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        ReportError::Write {
            path: path.to_path_buf(),
            source,
        }
    }
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReportError::Read { path, source } => {
                write!(f, "cannot read {}: {source}", path.display())
            }
            ReportError::Write { path, source } => {
                write!(f, "cannot write {}: {source}", path.display())
            }
            ReportError::Rules { path, reason } => {
                write!(f, "{} holds no rules: {reason}", path.display())
            }
        }
    }
}

/// Without a source: its words are part of the error's own, and would be told twice.
impl std::error::Error for ReportError {}
