//! Answers and numbers in words. What is said of a claim a person wrote, in its study's `study.toml`; `words.toml` has texts
//! for tests that have none of their own, or whose own do not fit the rule of an older run.
//!
//! - `claim_text`: what a study says of a claim; `say`: the form of its texts, and which fits a test; `template`: a text
//!   with placeholders, all of which stand there; `facts`, `ratio`, `threshold`: what they are filled with.
//! - [`rehearsal`]: every such sentence at numbers that try it.
//! - [`verdict_text`]: the sentences of one verdict; [`said`]: one whose number can be set apart; [`comparison`]: what a test
//!   compares, for a table.
//! - [`answer`], [`counsel`]: the words and the mark of an answer, and what to do about it; [`reason`], [`missing`],
//!   `left_out`: why there is none, and what would help.
//! - [`summary`], [`closing`]: the summary over all verdicts, and the table that closes a run in the terminal.
//! - `target`: what a call is meant to take, and whether it does.
//! - [`scope`]: on which machine, from which kind of run.
//! - [`standing`]: how a best number of workers stands to Goetz's formula; [`lock`]: an interpreter beside one without its
//!   lock.
//! - [`names`], `roster`, [`number`]: what contenders, calls, counts and numbers are called.
//!
//! No contender's name stands here; all come from the data by way of [`names`].

pub mod answer;
pub(crate) mod claim_text;
pub mod closing;
pub mod comparison;
pub mod counsel;
pub(crate) mod facts;
pub(crate) mod left_out;
pub mod lock;
pub mod missing;
pub mod names;
pub mod number;
pub mod overview;
pub(crate) mod ratio;
pub mod reason;
pub mod rehearsal;
pub(crate) mod roster;
pub mod said;
pub(crate) mod say;
pub mod scope;
pub mod standing;
pub mod summary;
pub(crate) mod target;
mod template;
mod threshold;
pub mod verdict_text;

pub use claim_text::rule;
