//! A temporary tree of files, the same wherever it is made.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use fastrand::Rng;
use tempfile::TempDir;

/// Files per folder: few enough to be listed, enough for the tree to have folders.
const PER_FOLDER: usize = 100;

/// How the folders are named: this, the number of the process that made it, and something random.
const NAME: &str = "lab-files-";

/// Files of equal length below a temporary folder; the folder goes when this is dropped. What a process left that was
/// killed goes with the next tree in the same parent.
///
/// Their content is drawn from their numbers: equal in every tree, different in every file, and incompressible, so
/// that no file system stores them in less than their length. All of it is warm: it has just been written.
#[derive(Debug)]
pub struct Tree {
    files: Vec<PathBuf>,
    _folder: TempDir,
}

impl Tree {
    /// Makes `files` files of `bytes` bytes below a new folder in `parent`. Choose a parent on the disk that is to be
    /// read: the system's folder for temporary files is in memory on some machines.
    ///
    /// # Errors
    /// When a folder or a file cannot be made, or the disk is full; nothing is left then.
    pub fn new(parent: &Path, files: usize, bytes: usize) -> io::Result<Self> {
        sweep(parent)?;
        let folder = tempfile::Builder::new()
            .prefix(&format!("{NAME}{}-", process::id()))
            .tempdir_in(parent)?;
        let files = (0..files)
            .map(|number| write(folder.path(), number, bytes))
            .collect::<io::Result<_>>()?;
        Ok(Self {
            files,
            _folder: folder,
        })
    }

    /// The files, in order of their numbers and of their paths.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }
}

/// Removes the folders of processes that are gone.
fn sweep(parent: &Path) -> io::Result<()> {
    for entry in fs::read_dir(parent)?.flatten() {
        let name = entry.file_name();
        let owner = name.to_str().and_then(owner);
        if owner.is_some_and(is_gone) {
            // Another process may be sweeping too, and another user's folder is not ours to remove.
            let _gone_or_not_ours = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

/// The number of the process that made the folder of this name.
fn owner(name: &str) -> Option<i32> {
    let (number, _random) = name.strip_prefix(NAME)?.split_once('-')?;
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

fn write(folder: &Path, number: usize, bytes: usize) -> io::Result<PathBuf> {
    let below = folder.join(format!("{:05}", number / PER_FOLDER));
    fs::create_dir_all(&below)?;
    let path = below.join(format!("{:02}", number % PER_FOLDER));
    let mut content = vec![0; bytes];
    Rng::with_seed(number as u64).fill(&mut content);
    fs::write(&path, content)?;
    Ok(path)
}
