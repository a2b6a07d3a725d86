//! A temporary tree has the files asked for, the same each time, and leaves nothing.

use std::collections::BTreeSet;
use std::env::temp_dir;
use std::fs;

use lab_kit::contender::Contender;
use lab_kit::contenders::Serial;
use lab_kit::workloads::files::{Summary, Tree, hash, list};

use crate::watchdog::Watchdog;

#[test]
fn it_has_so_many_files_of_so_many_bytes() {
    let _watchdog = Watchdog::start();
    for (files, bytes) in [(0, 10), (1, 0), (101, 1_000), (3, 70_000)] {
        let parent = tempfile::tempdir().unwrap();
        let tree = Tree::new(parent.path(), files, bytes).unwrap();
        let listing = list(parent.path()).unwrap();
        assert_eq!(listing.files, tree.files());
        let summary = Summary::of(&Serial.map(&listing.files, |path| hash(path)));
        let expected = Summary {
            hashed: files as u64,
            bytes: (files * bytes) as u64,
            failed: 0,
        };
        assert_eq!(summary, expected);
    }
}

#[test]
fn every_tree_is_the_same_and_every_file_another() {
    let _watchdog = Watchdog::start();
    let hashes = || {
        let tree = Tree::new(&temp_dir(), 120, 500).unwrap();
        Serial.map(tree.files(), |path| hash(path).unwrap().sha256)
    };
    let one = hashes();
    assert_eq!(one, hashes());
    assert_eq!(one.iter().collect::<BTreeSet<_>>().len(), 120);
}

#[test]
fn its_content_cannot_be_compressed() {
    let _watchdog = Watchdog::start();
    let tree = Tree::new(&temp_dir(), 1, 256 * 1024).unwrap();
    let content = fs::read(&tree.files()[0]).unwrap();
    let mut pairs = vec![0_u32; 256 * 256];
    for pair in content.windows(2) {
        pairs[usize::from(pair[0]) * 256 + usize::from(pair[1])] += 1;
    }
    // Each pair is expected four times, with a standard deviation of two.
    assert!(pairs.iter().all(|&count| count < 24));
}

#[test]
fn it_is_gone_when_it_is_dropped() {
    let _watchdog = Watchdog::start();
    let parent = tempfile::tempdir().unwrap();
    let folders = || fs::read_dir(parent.path()).unwrap().count();
    let tree = Tree::new(parent.path(), 5, 5).unwrap();
    assert_eq!(folders(), 1);
    drop(tree);
    assert_eq!(folders(), 0);
}

#[cfg(unix)]
#[test]
fn what_a_killed_process_left_goes_with_the_next_tree() {
    use std::process::Command;

    let _watchdog = Watchdog::start();
    let mut ended = Command::new("true").spawn().unwrap();
    ended.wait().unwrap();
    let parent = tempfile::tempdir().unwrap();
    let folder = |owner: u32| {
        let folder = parent.path().join(format!("lab-files-{owner}-x"));
        fs::create_dir_all(folder.join("00000")).unwrap();
        fs::write(folder.join("00000/00"), "left").unwrap();
        folder
    };
    let (left, used) = (folder(ended.id()), folder(std::process::id()));
    let other = parent.path().join("lab-files-other");
    fs::create_dir(&other).unwrap();
    let _tree = Tree::new(parent.path(), 1, 1).unwrap();
    assert!(!left.exists(), "its owner is gone");
    assert!(used.exists() && other.exists());
}
