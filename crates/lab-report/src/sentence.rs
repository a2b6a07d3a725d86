//! Every statement with a number, computed from the verdict and the record it rests on.
//!
//! - [`answer`]: the words and the mark of an answer, the words for evidence.
//! - [`reason`]: why there is no answer, and what would help.
//! - [`figure`]: what a test compares and came to, for a table.
//! - [`said`]: a statement whose number can be set apart.
//! - [`scope`]: on which machine, for which tasks, from which kind of run.
//! - [`verdict_text`]: the sentences of one verdict, with the texts of its study.
//! - [`lede`]: the summary over all verdicts.
//! - [`counsel`]: what to do with a piece of advice, in a word.
//! - [`scaling`]: curves over workers against their limit and the laws.
//! - [`standing`]: how the best number of workers stands to Goetz's formula.
//! - [`missing`]: what stands in place of a record that is not there.
//! - [`closing`]: the same words for the table that closes a run in the terminal.
//!
//! No contender's name stands here; all come from the data by way of [`crate::names`].

pub mod answer;
pub mod closing;
pub mod counsel;
pub mod figure;
pub mod lede;
pub(crate) mod left_out;
pub mod lock;
pub mod missing;
pub mod reason;
pub mod said;
pub mod scaling;
pub mod scope;
pub mod standing;
pub mod verdict_text;
pub mod workers;
