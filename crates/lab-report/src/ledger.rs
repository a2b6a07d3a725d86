//! Which files of a folder are the report's own: a list, kept beside the pages, of what was written last.
//!
//! The next report removes what it no longer has. It removes a file only if the list names it and it still has the very
//! bytes that were written: whatever somebody else put or changed there stays. The list is in the form that `sha256sum
//! --check` reads.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path};

use lab_measure::store::sha256_hex;

/// The list's name in the folder of the pages.
pub const LEDGER: &str = "pages.txt";

/// The files that were written, by name relative to the folder, each with its SHA-256.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger(BTreeMap<String, String>);

impl Ledger {
    /// The list of an earlier report; an empty one where there is none that can be read.
    pub fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(folder.join(LEDGER)).unwrap_or_default();
        let entries = text.lines().filter_map(|line| line.split_once("  "));
        Self(
            entries
                .filter(|(_, name)| stays_inside(name))
                .map(|(hash, name)| (name.to_owned(), hash.to_owned()))
                .collect(),
        )
    }

    /// Notes a file that was written.
    pub fn note(&mut self, name: &str, bytes: &[u8]) {
        self.0.insert(name.to_owned(), sha256_hex(bytes));
    }

    /// The list as a file.
    pub fn text(&self) -> String {
        let line = |(name, hash): (&String, &String)| format!("{hash}  {name}\n");
        self.0.iter().map(line).collect()
    }

    /// Removes from the folder what this list has and the newer one has not.
    ///
    /// # Errors
    /// When a file that should go cannot be removed; the rest is gone by then.
    pub fn remove_what_is_not_in(&self, newer: &Self, folder: &Path) -> io::Result<()> {
        let mut failed = Ok(());
        for (name, hash) in self
            .0
            .iter()
            .filter(|(name, _)| !newer.0.contains_key(*name))
        {
            let path = folder.join(name);
            // A file that is gone, or that we may not read, is not ours to remove.
            let ours = fs::read(&path).is_ok_and(|bytes| sha256_hex(&bytes) == *hash);
            if ours && let Err(error) = fs::remove_file(&path) {
                failed = Err(error);
            }
        }
        failed
    }
}

/// Whether a name leads to a place in the folder, whatever stands in the list.
fn stays_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    !name.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with the files of this list, each holding its own name.
    fn folder(names: &[&str]) -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::default();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
            ledger.note(name, name.as_bytes());
        }
        (folder, ledger)
    }

    fn listed(names: &[&str]) -> Ledger {
        let mut ledger = Ledger::default();
        names.iter().for_each(|name| ledger.note(name, b""));
        ledger
    }

    #[test]
    fn what_is_no_longer_written_goes_and_the_rest_stays() {
        let (folder, older) = folder(&["index.html", "p3.html", "data/p3.csv"]);
        fs::write(folder.path().join("notes.txt"), "the user's").unwrap();
        let newer = listed(&["index.html"]);
        older.remove_what_is_not_in(&newer, folder.path()).unwrap();
        let there = |name: &str| folder.path().join(name).exists();
        assert!(there("index.html") && there("notes.txt"));
        assert!(!there("p3.html") && !there("data/p3.csv"));
    }

    #[test]
    fn a_page_that_somebody_has_changed_stays() {
        let (folder, older) = folder(&["p3.html"]);
        fs::write(folder.path().join("p3.html"), "mine now").unwrap();
        older
            .remove_what_is_not_in(&Ledger::default(), folder.path())
            .unwrap();
        assert!(folder.path().join("p3.html").exists());
    }

    #[test]
    fn a_file_that_is_gone_already_is_no_error() {
        let (folder, older) = folder(&["p3.html"]);
        fs::remove_file(folder.path().join("p3.html")).unwrap();
        let gone = older.remove_what_is_not_in(&Ledger::default(), folder.path());
        assert!(gone.is_ok());
    }

    #[test]
    fn a_list_is_read_as_it_was_written_and_leads_nowhere_outside() {
        let (folder, ledger) = folder(&["index.html", "data/with  two spaces.csv"]);
        let outside = "0  ../x\n0  /etc/x\n0  ./x\n0  \nnonsense\n";
        let text = format!("{}{outside}", ledger.text());
        fs::write(folder.path().join(LEDGER), text).unwrap();
        assert_eq!(Ledger::read(folder.path()), ledger);
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(Ledger::read(empty.path()), Ledger::default());
    }
}
