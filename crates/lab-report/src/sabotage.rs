//! The page about a measurement that was spoilt on purpose, and its sentences, for the terminal too.
//!
//! It has a folder of its own and no other page links to it: nothing on it says anything about a pool. Every sentence
//! is computed from the record, whoever named a winner this time.

mod page;
mod picture;
mod words;

use std::io;
use std::path::{Path, PathBuf};

use lab_verdict::sabotage::Sabotage;

use crate::ReportError;

pub use words::{lede, naive_sentence, ours_sentence, title, verdict};

/// Writes the page into the folder that holds `sabotage.json`, and gives its path.
///
/// # Errors
/// When it cannot be written.
pub fn render(sabotage: &Sabotage, folder: &Path) -> Result<PathBuf, ReportError> {
    let path = folder.join("index.html");
    lab_measure::store::write_atomically(&path, page::page(sabotage).as_bytes())
        .map_err(|error| ReportError::write(&path, io::Error::other(format!("{error:#}"))))?;
    Ok(path)
}
