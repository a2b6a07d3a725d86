//! A report takes the place of the one before it, and of nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lab_measure::record::Mode;
use lab_report::render;

use crate::synthetic;

/// All files below a folder, relative to it.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    found.insert(path.strip_prefix(folder).unwrap().to_path_buf());
                }
            }
        }
    }
    found
}

#[test]
fn pages_that_the_new_report_does_not_have_are_gone_and_other_files_stay() {
    let folder = tempfile::tempdir().unwrap();
    let whole = render(&synthetic::site(), folder.path()).unwrap();
    for own in ["notes.txt", "data/mine.csv", "runs/x/run.json"] {
        let path = folder.path().join(own);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "the user's").unwrap();
    }
    let bare = synthetic::assemble(Mode::Default, Vec::new());
    let bare = render(&bare, folder.path()).unwrap();
    assert!(bare.files.len() < whole.files.len());
    let own = ["notes.txt", "data/mine.csv", "runs/x/run.json"].map(PathBuf::from);
    let expected: BTreeSet<PathBuf> = bare.files.into_iter().chain(own).collect();
    assert_eq!(files(folder.path()), expected);
}

#[test]
fn the_same_report_again_leaves_all_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let site = synthetic::site();
    let first = render(&site, folder.path()).unwrap();
    render(&site, folder.path()).unwrap();
    assert_eq!(
        files(folder.path()),
        first.files.into_iter().collect::<BTreeSet<_>>()
    );
}
