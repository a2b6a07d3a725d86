//! Hashing every file below a directory: work that waits for a disk, or does not.
//!
//! A file that cannot be read is its own item's error, never the end of the run; what is no file is skipped and
//! counted. [`Tree`] makes files where the user has named none; [`Cold`] makes the next read wait for the disk.

mod cold;
mod hash;
mod tree;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use walkdir::WalkDir;

pub use cold::Cold;
pub use hash::{Bounds, Hashed, Unread, Why, hash, hash_within};
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
    walk(directory, usize::MAX, None)
}

/// Lists a directory, with all below it, until it has found so many files: the first in order of their paths. A
/// directory without files may have any number of entries, so there is a latest time as well.
///
/// # Errors
/// As [`list`], and [`TimedOut`](io::ErrorKind::TimedOut) when that time has come.
pub fn list_within(directory: &Path, most: usize, latest: Instant) -> io::Result<Listing> {
    walk(directory, most, Some(latest))
}

fn walk(directory: &Path, most: usize, latest: Option<Instant>) -> io::Result<Listing> {
    fs::read_dir(directory)?;
    let mut listing = Listing::default();
    for entry in WalkDir::new(directory).min_depth(1).sort_by_file_name() {
        if listing.files.len() >= most {
            break;
        }
        if latest.is_some_and(|latest| Instant::now() >= latest) {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match entry {
            Err(_unlistable) => listing.skipped.unreadable_directories += 1,
            Ok(entry) => listing.add(entry.file_type(), entry.into_path()),
        }
    }
    Ok(listing)
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
