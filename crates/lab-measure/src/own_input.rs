//! What the user gives to work on, looked at before anything runs.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::NamedTempFile;

use crate::scratch::{self, TempDir};

/// The folder behind `--files`.
///
/// # Errors
/// In words for the user: it is none, or it cannot be listed.
pub fn folder(path: &Path) -> Result<PathBuf, String> {
    let shown = path.display();
    if !path.is_dir() {
        return Err(format!(
            "--files needs a folder, and `{shown}` is none; name one that exists"
        ));
    }
    match fs::read_dir(path) {
        Ok(_) => Ok(path.to_path_buf()),
        Err(error) => Err(format!("--files cannot list `{shown}`: {error}")),
    }
}

/// Bytes of a list at most. It may come from a pipe or a device, and need not end by itself.
const MOST_BYTES: u64 = 16 << 20;

/// A copy of the list of addresses behind `--urls`, which is gone when this is dropped. What the user names may be a pipe,
/// which can be read once, and a run reads its list in several processes.
///
/// It is a temporary file that only this user can open, and not in the run's folder: addresses may have passwords in
/// them, and a run's folder is shown to others. It has a temporary folder of its own, so that the next run removes what a
/// killed one left.
#[derive(Debug)]
pub struct Addresses {
    copy: NamedTempFile,
    _folder: TempDir,
}

impl Addresses {
    /// Reads the list, once, and keeps a copy.
    ///
    /// # Errors
    /// As [`addresses`]; and when the copy cannot be written.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = text_of(path)?;
        let keep = || -> Result<Self> {
            let folder = scratch::temporary()?;
            let mut copy = NamedTempFile::new_in(&folder)?;
            let path = copy.path().display().to_string();
            copy.write_all(text.as_bytes())
                .with_context(|| format!("cannot write to {path}"))?;
            Ok(Self {
                copy,
                _folder: folder,
            })
        };
        keep().map_err(|error| format!("--urls cannot keep a copy of its list: {error:#}"))
    }

    /// The copy.
    pub fn path(&self) -> &Path {
        self.copy.path()
    }
}

/// The list of addresses behind `--urls`: a text file with at least one of [`lines`]. What they say is the experiment's
/// affair.
///
/// # Errors
/// In words for the user: it cannot be read, or there is nothing in it.
pub fn addresses(path: &Path) -> Result<PathBuf, String> {
    text_of(path).map(|_| path.to_path_buf())
}

fn text_of(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let text = read_up_to(path, MOST_BYTES)
        .map_err(|error| format!("--urls cannot read `{shown}`: {error}"))?;
    if lines(&text).next().is_none() {
        return Err(format!(
            "--urls needs a list of addresses, one a line, and `{shown}` holds none"
        ));
    }
    Ok(text)
}

/// The lines of a list that are neither empty nor comments, after the byte order mark with which editors on Windows begin a
/// file.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn read_up_to(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?.take(most + 1).read_to_string(&mut text)?;
    if read as u64 > most {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it is longer than {} MiB; name a shorter list", most >> 20),
        ));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_a_folder_that_exists() {
        let folders = tempfile::tempdir().unwrap();
        assert_eq!(folder(folders.path()), Ok(folders.path().to_path_buf()));
        let file = folders.path().join("file");
        std::fs::write(&file, "x").unwrap();
        for none in [file, folders.path().join("missing")] {
            let refusal = folder(&none).unwrap_err();
            assert!(
                refusal.contains("is none; name one that exists"),
                "{refusal}"
            );
        }
    }

    #[test]
    fn a_list_needs_one_line_that_says_something() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list.txt");
        for nothing in [
            "",
            " \n\n",
            "# only\n  # comments\n",
            "\u{feff}# behind a mark\n",
            "\u{feff}\r\n",
        ] {
            std::fs::write(&list, nothing).unwrap();
            let refusal = addresses(&list).unwrap_err();
            assert!(refusal.contains("list.txt` holds none"), "{refusal}");
        }
        for one in ["# one\nhttp://127.0.0.1/\n", "\u{feff}nonsense"] {
            std::fs::write(&list, one).unwrap();
            assert_eq!(addresses(&list).as_ref(), Ok(&list));
        }
    }

    #[test]
    fn a_list_that_cannot_be_read_is_refused_with_the_systems_reason() {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("binary");
        std::fs::write(&binary, [0xff, 0xfe, 0x00]).unwrap();
        for unreadable in [&folder.path().join("missing"), folder.path(), &binary] {
            let refusal = addresses(unreadable).unwrap_err();
            assert!(refusal.starts_with("--urls cannot read `"), "{refusal}");
        }
    }

    #[test]
    fn a_copy_says_what_the_list_said_and_goes_with_its_keeper() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list.txt");
        fs::write(&list, "http://me:secret@127.0.0.1/\n").unwrap();
        let kept = Addresses::read(&list).unwrap();
        fs::write(&list, "changed since").unwrap();
        let copy = kept.path().to_path_buf();
        assert_eq!(
            fs::read_to_string(&copy).unwrap(),
            "http://me:secret@127.0.0.1/\n"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&copy).unwrap().permissions();
            assert_eq!(mode.mode() & 0o077, 0, "others may look");
        }
        let place = copy.parent().unwrap().to_path_buf();
        let owner = format!("lab-run-{}-", std::process::id());
        let name = place.file_name().unwrap().to_string_lossy();
        assert!(name.starts_with(&owner), "{name} must tell whose it is");
        drop(kept);
        assert!(!place.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_list_without_an_end_is_refused() {
        let refusal = addresses(Path::new("/dev/zero")).unwrap_err();
        assert!(
            refusal.ends_with("longer than 16 MiB; name a shorter list"),
            "{refusal}"
        );
    }
}
