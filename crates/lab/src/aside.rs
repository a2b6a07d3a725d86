//! A temporary folder for what belongs into no run's folder.

use anyhow::{Context, Result};
use tempfile::TempDir;

/// Makes one; it goes when it is dropped. Asked for before anything is built or measured, so that a run does not begin
/// that cannot go on.
///
/// # Errors
/// When the system's folder for temporary files is not there or full.
pub fn folder() -> Result<TempDir> {
    tempfile::tempdir().with_context(|| {
        format!(
            "cannot make a temporary folder in {}; name another place in TMPDIR",
            std::env::temp_dir().display()
        )
    })
}
