//! Hashing every file below a directory: work that waits for a disk, or does not.
//!
//! A file that cannot be read is its own item's error, never the end of the run; what is no file is skipped and
//! counted. [`Tree`] makes files where the user has named none; [`Cold`] makes the next read wait for the disk.

mod cold;
mod tree;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

pub use cold::Cold;
pub use tree::Tree;

/// The files below a directory, and what else was found there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Every regular file and every link that is not known to lead elsewhere, dangling ones included, in order of
    /// path. Reading one may still fail: that is its item's error.
    pub files: Vec<PathBuf>,
    /// What is not hashed.
    pub skipped: Skipped,
}

/// How many entries were left out of a [`Listing`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Links that lead to a directory: not followed, so that no tree is walked twice or without end.
    pub directory_links: u64,
    /// Links that lead only to links.
    pub link_loops: u64,
    /// Pipes, sockets and devices, which a reader might wait for without end, and links to them.
    pub special: u64,
    /// Directories that could not be listed.
    pub unreadable_directories: u64,
}

/// One file's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hashed {
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
}

/// What became of a listing's files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files read to the end.
    pub hashed: u64,
    /// Their length together.
    pub bytes: u64,
    /// Files that could not be read.
    pub failed: u64,
}

/// Lists a directory, with all below it.
///
/// # Errors
/// When `directory` itself cannot be listed.
pub fn list(directory: &Path) -> io::Result<Listing> {
    list_up_to(directory, usize::MAX)
}

/// Lists a directory, with all below it, until it has found so many files: the first in order of their paths.
///
/// # Errors
/// When `directory` itself cannot be listed.
pub fn list_up_to(directory: &Path, most: usize) -> io::Result<Listing> {
    fs::read_dir(directory)?;
    let mut listing = Listing::default();
    for entry in WalkDir::new(directory).min_depth(1).sort_by_file_name() {
        if listing.files.len() >= most {
            break;
        }
        match entry {
            Err(_unlistable) => listing.skipped.unreadable_directories += 1,
            Ok(entry) => listing.add(entry.file_type(), entry.into_path()),
        }
    }
    Ok(listing)
}

/// Hashes one file, 64 KiB at a time.
///
/// # Errors
/// When it cannot be read to its end, or is by now no regular file.
pub fn hash(path: &Path) -> io::Result<Hashed> {
    // Opening a pipe would wait for its writer, so ask first.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    let mut file = File::open(path)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut block = [0; 64 * 1024];
    loop {
        match file.read(&mut block) {
            Ok(0) => {
                return Ok(Hashed {
                    bytes,
                    sha256: hasher.finalize().into(),
                });
            }
            Ok(read) => {
                hasher.update(&block[..read]);
                bytes += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl Listing {
    fn add(&mut self, kind: fs::FileType, path: PathBuf) {
        if kind.is_file() {
            self.files.push(path);
        } else if kind.is_symlink() {
            self.add_link(path);
        } else if !kind.is_dir() {
            self.skipped.special += 1;
        }
    }

    fn add_link(&mut self, path: PathBuf) {
        match fs::metadata(&path) {
            Ok(target) if target.is_file() => self.files.push(path),
            Ok(target) if target.is_dir() => self.skipped.directory_links += 1,
            Ok(_) => self.skipped.special += 1,
            Err(_) if is_link_loop(&path) => self.skipped.link_loops += 1,
            Err(_dangling_or_forbidden) => self.files.push(path),
        }
    }
}

/// Whether following the link meets only links, more of them than any system follows (Linux: 40).
fn is_link_loop(link: &Path) -> bool {
    let mut here = link.to_path_buf();
    for _ in 0..64 {
        let Ok(target) = fs::read_link(&here) else {
            return false;
        };
        here.pop();
        here.push(target);
    }
    true
}

impl Summary {
    /// Counts the results of a listing's files, in any order.
    pub fn of<'r>(results: impl IntoIterator<Item = &'r io::Result<Hashed>>) -> Self {
        let mut summary = Self::default();
        for result in results {
            match result {
                Ok(hashed) => {
                    summary.hashed += 1;
                    summary.bytes += hashed.bytes;
                }
                Err(_) => summary.failed += 1,
            }
        }
        summary
    }
}
