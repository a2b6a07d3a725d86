//! Hashing a directory survives whatever is in it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use lab_kit::contender::Contender;
use lab_kit::contenders::{RayonPool, Serial};
use lab_kit::workloads::files::{Skipped, Summary, hash, list, list_within};
use tempfile::TempDir;

use crate::watchdog::Watchdog;

fn directory(files: &[(&str, &[u8])]) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    directory
}

fn names(directory: &Path) -> Vec<String> {
    let listing = list(directory).unwrap();
    let relative = |path: &Path| {
        path.strip_prefix(directory)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    listing.files.iter().map(|path| relative(path)).collect()
}

#[test]
fn every_file_is_listed_in_order_and_hashed() {
    let _watchdog = Watchdog::start();
    let large = vec![7; 200_000];
    let directory = directory(&[("b", b"abc"), ("a/deep/down", b""), ("a/large", &large)]);
    assert_eq!(names(directory.path()), ["a/deep/down", "a/large", "b"]);

    let listing = list(directory.path()).unwrap();
    let results = Serial.map(&listing.files, |path| hash(path));
    assert_eq!(
        Summary::of(&results),
        Summary {
            hashed: 3,
            bytes: 200_003,
            failed: 0
        }
    );
    // FIPS 180-2, appendix B.1: SHA-256 of "abc".
    let abc = results[2].as_ref().unwrap();
    assert_eq!(
        abc.sha256[..8],
        [0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea]
    );

    let parallel = RayonPool::new(2)
        .unwrap()
        .map(&listing.files, |path| hash(path));
    for (one, other) in results.iter().zip(&parallel) {
        assert_eq!(one.as_ref().unwrap(), other.as_ref().unwrap());
    }
}

#[test]
fn a_bounded_listing_is_the_first_files_of_the_whole_one() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c", "d"] {
        fs::write(directory.path().join(name), name).unwrap();
    }
    let whole = list(directory.path()).unwrap();
    let later = Instant::now() + Duration::from_secs(3600);
    let few = list_within(directory.path(), 2, later).unwrap();
    assert_eq!(few.files, whole.files[..2]);
    let late = list_within(directory.path(), 2, Instant::now()).unwrap_err();
    assert_eq!(late.kind(), std::io::ErrorKind::TimedOut);
}

#[test]
fn an_empty_directory_has_no_files() {
    let _watchdog = Watchdog::start();
    let listing = list(directory(&[]).path()).unwrap();
    assert_eq!(
        (listing.files.len(), listing.skipped),
        (0, Skipped::default())
    );
    assert_eq!(Summary::of(&[]), Summary::default());
}

#[test]
fn a_directory_that_is_not_there_is_an_error() {
    let _watchdog = Watchdog::start();
    assert!(list(&directory(&[]).path().join("none")).is_err());
    assert!(list(&directory(&[("file", b"")]).path().join("file")).is_err());
}

#[test]
fn a_file_that_cannot_be_read_fails_alone() {
    let _watchdog = Watchdog::start();
    let directory = directory(&[("kept", b"1234"), ("removed", b"12")]);
    let listing = list(directory.path()).unwrap();
    fs::remove_file(directory.path().join("removed")).unwrap();
    let results = Serial.map(&listing.files, |path| hash(path));
    assert_eq!(
        Summary::of(&results),
        Summary {
            hashed: 1,
            bytes: 4,
            failed: 1
        }
    );
}

#[cfg(unix)]
mod links_and_special_files {
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    #[test]
    fn a_dangling_link_fails_alone_and_a_link_to_a_file_is_its_file() {
        let _watchdog = Watchdog::start();
        let directory = directory(&[("file", b"1234")]);
        symlink("file", directory.path().join("link")).unwrap();
        symlink("none", directory.path().join("dangling")).unwrap();
        assert_eq!(names(directory.path()), ["dangling", "file", "link"]);
        let listing = list(directory.path()).unwrap();
        let results = Serial.map(&listing.files, |path| hash(path));
        assert_eq!(
            Summary::of(&results),
            Summary {
                hashed: 2,
                bytes: 8,
                failed: 1
            }
        );
    }

    #[test]
    fn loops_and_links_to_directories_are_skipped_and_counted() {
        let _watchdog = Watchdog::start();
        let directory = directory(&[("below/file", b"1")]);
        symlink("..", directory.path().join("below/up")).unwrap();
        symlink("below", directory.path().join("across")).unwrap();
        symlink("self", directory.path().join("self")).unwrap();
        symlink("pong", directory.path().join("ping")).unwrap();
        symlink("ping", directory.path().join("pong")).unwrap();
        assert_eq!(names(directory.path()), ["below/file"]);
        let skipped = list(directory.path()).unwrap().skipped;
        assert_eq!(
            skipped,
            Skipped {
                directory_links: 2,
                link_loops: 3,
                ..Skipped::default()
            }
        );
    }

    #[test]
    fn pipes_and_sockets_are_skipped_counted_and_never_waited_for() {
        let _watchdog = Watchdog::start();
        let directory = directory(&[("file", b"1")]);
        let (pipe, socket) = (
            directory.path().join("pipe"),
            directory.path().join("socket"),
        );
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let _listener = UnixListener::bind(&socket).unwrap();
        symlink("pipe", directory.path().join("link")).unwrap();
        assert_eq!(names(directory.path()), ["file"]);
        let skipped = list(directory.path()).unwrap().skipped;
        assert_eq!(
            skipped,
            Skipped {
                special: 3,
                ..Skipped::default()
            }
        );
        // A file that has become a pipe since it was listed.
        assert!(hash(&pipe).is_err());
        assert!(hash(&socket).is_err());
    }

    /// Whoever is root may list any folder, but no one one whose path is longer than a path can be.
    #[test]
    fn a_folder_that_cannot_be_listed_is_counted_and_the_rest_is_read() {
        use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
        let _watchdog = Watchdog::start();
        let directory = directory(&[("file", b"1")]);
        let open = |at: &OwnedFd, name: &str| openat(at, name, OFlags::DIRECTORY, Mode::empty());
        let mut here = openat(CWD, directory.path(), OFlags::DIRECTORY, Mode::empty()).unwrap();
        let name = "n".repeat(250);
        for _ in 0..20 {
            mkdirat(&here, &name, Mode::RWXU).unwrap();
            here = open(&here, &name).unwrap();
        }
        let listing = list(directory.path()).unwrap();
        assert_eq!(listing.files, [directory.path().join("file")]);
        assert_eq!(listing.skipped.unreadable_directories, 1);
    }
}
