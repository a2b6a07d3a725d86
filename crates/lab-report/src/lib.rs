//! Records and verdicts become charts and pages. Never runs a benchmark, needs no benchmark binary.
//!
//! ```text
//! run folder --> Site --> verdicts, charts --> pages, CSV, SVG
//!            load         Book                render
//! ```
//!
//! - [`site`]: what a report is made from, read from a run's folder; gaps and damage become entries.
//! - [`judged`]: every claim for every subject, each with the record that speaks for it.
//! - [`guesses`]: what the user guessed before the run, and what the run says of it.
//! - [`rule_files`]: where rules lie.
//! - [`runs`]: several runs side by side.
//! - [`text`]: what a study says of its claims, with the numbers filled in.
//! - [`sentence`]: every other statement with a number, for pages and terminal alike.
//! - [`names`], [`number`]: what contenders, calls, counts and numbers are called; calls, counts and parameters by the
//!   words of their studies.
//! - [`chart`], [`palette`]: pictures with their table twins, and their colours.
//! - [`sabotage`]: the page about a measurement that was spoilt on purpose.
//! - [`mod@render`]: the pages and files on disk.
//!
//! ```no_run
//! use lab_report::{Site, render};
//! use std::path::Path;
//!
//! let site = Site::load(Path::new("reports/runs/2026-11-22"), Path::new("experiments/recordings"), None)?;
//! let rendered = render(&site, Path::new("reports"))?;
//! println!("{}", rendered.index.display());
//! # Ok::<(), lab_report::ReportError>(())
//! ```

mod book;
pub mod chart;
#[cfg(test)]
mod committed;
mod csv;
mod error;
mod figures;
pub mod guesses;
pub mod judged;
mod ledger;
mod lessons;
pub mod names;
pub mod number;
mod page;
pub mod palette;
pub mod render;
mod roster;
pub mod rule_files;
pub mod runs;
pub mod sabotage;
pub mod sentence;
pub mod site;
mod tables;
pub mod text;
mod trace;
mod words;

pub use error::ReportError;
pub use figures::studies;
pub use judged::Judged;
pub use render::{Rendered, render};
pub use sentence::closing::{ClosingLine, closing_line};
pub use site::{Missing, RawFile, Site, Why};
