//! The pages. Each is one self-contained document: style and pictures inline, no script, nothing fetched.
//!
//! - [`frame`]: what all pages share.
//! - [`inline`]: words within a line.
//! - [`parts`]: stamps, figures, tables, cards.
//! - [`fitted`]: tables that fit their page without scrolling.
//! - [`predictions`]: the user against the machine, where the user guessed.
//! - [`code`]: the measured code, lightly coloured.
//! - [`index`], [`lesson`], [`contenders`], [`machine`], [`data`]: the pages.

pub(crate) mod code;
pub(crate) mod contenders;
pub(crate) mod data;
pub(crate) mod earlier;
pub(crate) mod fitted;
pub(crate) mod frame;
pub(crate) mod glossary;
pub(crate) mod index;
pub(crate) mod inline;
pub(crate) mod lesson;
pub(crate) mod machine;
pub(crate) mod parts;
pub(crate) mod predictions;
pub(crate) mod runs;
