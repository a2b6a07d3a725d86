//! A temporary tree of files, the same wherever it is made.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use lab_measure::scratch;
use tempfile::TempDir;

/// Files per folder: few enough to be listed, enough for the tree to have folders.
const PER_FOLDER: usize = 100;

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
        let folder = scratch::folder(parent, "lab-files")?;
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

fn write(folder: &Path, number: usize, bytes: usize) -> io::Result<PathBuf> {
    let below = folder.join(format!("{:05}", number / PER_FOLDER));
    fs::create_dir_all(&below)?;
    let path = below.join(format!("{:02}", number % PER_FOLDER));
    let mut content = vec![0; bytes];
    Rng::with_seed(number as u64).fill(&mut content);
    fs::write(&path, content)?;
    Ok(path)
}
