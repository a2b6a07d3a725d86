//! The kernel's files below `/proc`, or why one cannot be read.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

/// Where the kernel's files are: `/proc`, and in tests a folder that lacks what they want to be lacking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proc {
    root: PathBuf,
}

impl Default for Proc {
    fn default() -> Self {
        Self::below("/proc")
    }
}

impl Proc {
    /// The kernel's files below another folder.
    pub fn below(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The text of a file, named relative to `/proc`.
    ///
    /// # Errors
    /// In words for the reader: this system has no such file, or does not let it be read.
    pub fn text(&self, file: &str) -> Result<String, String> {
        fs::read_to_string(self.root.join(file)).map_err(|error| match error.kind() {
            ErrorKind::NotFound if cfg!(target_os = "linux") => {
                format!("this system has no /proc/{file}")
            }
            ErrorKind::NotFound => format!("only Linux tells, in /proc/{file}"),
            _ => format!("/proc/{file} cannot be read: {error}"),
        })
    }

    /// What `parse` finds in a file.
    ///
    /// # Errors
    /// As [`Proc::text`], or when there is nothing of that kind in it.
    pub fn find<T>(&self, file: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        parse(&self.text(file)?).ok_or_else(|| format!("/proc/{file} does not tell it"))
    }
}
