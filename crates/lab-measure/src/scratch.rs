//! Temporary folders that do not pile up: each goes when it is dropped, and where its process was killed, with the next of
//! the same purpose.

use std::env;
use std::fs;
use std::io;
use std::path::Path;
use std::process;

use anyhow::{Context, Result};
pub use tempfile::TempDir;

/// A new folder for what a run needs no longer than it lasts, where the system keeps temporary files. A run asks for it
/// before it builds or measures anything: without one it could not go on.
///
/// # Errors
/// When it cannot be made.
pub fn temporary() -> Result<TempDir> {
    let parent = env::temp_dir();
    folder(&parent, "lab-run").with_context(|| {
        let parent = parent.display();
        format!("cannot make a temporary folder in {parent}; name another place in TMPDIR")
    })
}

/// A new folder in `parent`, named by its purpose, the number of this process, and something random.
///
/// # Errors
/// When the parent cannot be read or the folder cannot be made.
pub fn folder(parent: &Path, purpose: &str) -> io::Result<TempDir> {
    sweep(parent, purpose)?;
    tempfile::Builder::new()
        .prefix(&format!("{purpose}-{}-", process::id()))
        .tempdir_in(parent)
}

/// Removes the folders of processes that are gone.
fn sweep(parent: &Path, purpose: &str) -> io::Result<()> {
    for entry in fs::read_dir(parent)?.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(|name| owner(name, purpose));
        if owner.is_some_and(is_gone) {
            // Another process may be sweeping too, and another user's folder is not ours to remove.
            let _gone_or_not_ours = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

/// The number of the process that made the folder of this name.
fn owner(name: &str, purpose: &str) -> Option<i32> {
    let rest = name.strip_prefix(purpose)?.strip_prefix('-')?;
    let (number, _random) = rest.split_once('-')?;
    number.parse().ok()
}

/// A number that has been given away again belongs to somebody who lives: such a folder stays.
#[cfg(unix)]
fn is_gone(process: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    Pid::from_raw(process).is_some_and(|process| test_kill_process(process) == Err(Errno::SRCH))
}

#[cfg(not(unix))]
fn is_gone(_process: i32) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn what_a_killed_process_left_goes_with_the_next_folder_of_its_purpose() {
        let mut ended = Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let parent = tempfile::tempdir().unwrap();
        let made = |name: String| {
            let folder = parent.path().join(name);
            fs::create_dir_all(folder.join("below")).unwrap();
            fs::write(folder.join("below/file"), "left").unwrap();
            folder
        };
        let left = made(format!("lab-x-{}-a", ended.id()));
        let others = [
            made(format!("lab-x-{}-a", process::id())),
            made(format!("lab-y-{}-a", ended.id())),
            made("lab-x-other".into()),
        ];
        let mine = folder(parent.path(), "lab-x").unwrap();
        assert!(!left.exists(), "its process is gone");
        assert!(others.iter().all(|folder| folder.exists()));
        let path = mine.path().to_owned();
        assert!(path.is_dir());
        drop(mine);
        assert!(!path.exists());
    }
}
