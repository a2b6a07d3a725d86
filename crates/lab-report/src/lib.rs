//! Records and verdicts become charts and pages. Never runs a benchmark, needs no benchmark binary.
//!
//! ```text
//! run folder --> Site --> verdicts, charts --> pages, CSV, SVG
//!            load         ReportModel                render
//! ```
//!
//! - [`site`]: what a report is made from, read from a run's folder; gaps and damage become entries.
//! - [`judged`]: every claim for every subject, each with the record that speaks for it.
//! - [`guesses`]: what the user guessed before the run, and what the run says of it.
//! - [`rule_files`]: where rules lie.
//! - [`runs`]: several runs side by side.
//! - `study`: what the studies' files say, as they are built in.
//! - `select`: a figure's declaration and the records become series; [`draw`], [`palette`]: series become pictures with
//!   their tables.
//! - [`text`]: a study's texts and an answer become sentences; numbers and names in words.
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

#[cfg(test)]
mod committed;
mod csv;
pub mod draw;
mod error;
pub mod guesses;
pub mod judged;
mod ledger;
mod lessons;
mod page;
pub mod palette;
pub mod pool_work;
pub mod render;
mod report_model;
pub mod rule_files;
pub mod runs;
pub mod sabotage;
mod select;
pub mod site;
mod study;
mod tables;
pub mod text;
mod trace;

pub use error::ReportError;
pub use judged::Judged;
pub use render::{Rendered, render};
pub use select::studies;
pub use site::{Missing, RawFile, Site, Why};
pub use text::closing::{ClosingLine, closing_line};
