//! A folder of a run's own, which is not there before the run and does not stay for nothing.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A folder that was made for a run. It goes again when this is dropped, unless something worth keeping came into it.
#[derive(Debug)]
pub struct NewFolder {
    run_id: String,
    path: PathBuf,
    is_kept: bool,
}

impl NewFolder {
    /// Makes a folder below `runs` that nobody else has, and gives it a name: `create_dir` fails where a run of the same
    /// minute drew the same name.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(runs: &Path, started: &str) -> Result<Self> {
        fs::create_dir_all(runs).with_context(|| format!("cannot make {}", runs.display()))?;
        loop {
            let run_id = run_id(started, fastrand::u16(..));
            let path = runs.join(&run_id);
            match fs::create_dir(&path) {
                Ok(()) => {
                    return Ok(Self {
                        run_id,
                        path,
                        is_kept: false,
                    });
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot make {}", path.display()));
                }
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The run's name.
    pub fn run_id(&self) -> &str {
        &self.run_id
    }

    /// From now on it stays.
    pub fn keep(&mut self) {
        self.is_kept = true;
    }
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        if !self.is_kept {
            // What cannot be removed is in nobody's way.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Date, time to the minute, and a short random part: `2026-11-22T1512Z-3fa9`. No colon: Windows allows none.
fn run_id(started: &str, random: u16) -> String {
    let minute = started.get(..16).unwrap_or(started).replace(':', "");
    format!("{minute}Z-{random:04x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runs_name_is_its_minute_and_a_random_part() {
        assert_eq!(
            run_id("2026-11-22T15:12:07Z", 0x3fa9),
            "2026-11-22T1512Z-3fa9"
        );
    }

    #[test]
    fn a_folder_stays_only_if_it_is_kept() {
        let runs = tempfile::tempdir().unwrap();
        let mut kept = NewFolder::make(runs.path(), "2026-11-22T15:12:07Z").unwrap();
        kept.keep();
        let given_up = NewFolder::make(runs.path(), "2026-11-22T15:12:07Z").unwrap();
        fs::write(given_up.path().join("run.json"), "{}").unwrap();
        let paths = [&kept, &given_up].map(|folder| folder.path().to_path_buf());
        drop((kept, given_up));
        assert_eq!(paths.map(|path| path.exists()), [true, false]);
    }
}
