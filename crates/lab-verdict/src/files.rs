//! The files that rules stand in: `article.toml`, and the `rules.toml` of each study; or all in one `claims.toml`, as runs
//! kept them before each study had its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::claims::{
    Article, Claim, Control, Experiment, Heading, Practice, Prediction, Seconds, UserInput,
};
use crate::target::{Limit, Target};

/// Name and major version of the form of a study's `rules.toml`.
pub const RULES_SCHEMA: &str = "lap-pool.rules/2";
/// Name and major version of the form of `article.toml`.
pub const ARTICLE_SCHEMA: &str = "lap-pool.article/2";

/// A file with rules, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFile {
    /// What messages call it.
    pub name: String,
    /// What it is.
    pub kind: RuleFileKind,
    /// Its text.
    pub text: String,
}

/// What a file with rules is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleFileKind {
    /// `claims.toml`: all rules in one.
    Claims,
    /// `article.toml`.
    Article,
    /// The `rules.toml` of the study of this name.
    Study(String),
}

/// The whole of `article.toml`: the practices, and where every sentence went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ArticleFile {
    /// [`ARTICLE_SCHEMA`].
    pub schema: String,
    /// The article that the claims are drawn from.
    pub article: Article,
    /// The six practices, the article's headings in our words.
    pub practice: Vec<Practice>,
    /// Where every sentence of the article went, heading by heading.
    #[serde(default)]
    pub heading: Vec<Heading>,
}

/// The whole of a study's `rules.toml`: what it costs, its controls, and the claims that it judges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// [`RULES_SCHEMA`].
    pub schema: String,
    /// The practice on whose page it is shown, and that its claims belong to unless they name another.
    pub practice: String,
    /// What it does, in one line.
    pub title: String,
    /// The version of the binary's cells that these rules were written for.
    pub version: u32,
    /// Declared seconds per mode.
    pub seconds: Seconds,
    /// What of the user's own it can work on.
    #[serde(default)]
    pub inputs: Vec<UserInput>,
    /// Seconds that the user's own input may add at worst, in every mode: how long it takes is not up to this machine.
    #[serde(default)]
    pub input_seconds: BTreeMap<UserInput, u32>,
    /// Checks that the measurement itself works, run in the same processes and rounds.
    #[serde(default)]
    pub control: Vec<Control>,
    /// What its calls are meant to take.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub target: Vec<Target>,
    /// What each of these calls is meant to keep beside a busy neighbour that the run starts, instead of its own limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neighbour_limit: Option<Limit>,
    /// The claims that its record judges.
    #[serde(default)]
    pub claim: Vec<Claim>,
    /// Questions put to the user before a run, about claims of this study.
    #[serde(default)]
    pub prediction: Vec<Prediction>,
}

impl StudyFile {
    /// What it costs and its controls; its claims, each with this study and a practice; its questions.
    pub(crate) fn taken_apart(self, name: &str) -> (Experiment, Vec<Claim>, Vec<Prediction>) {
        let practice = self.practice.clone();
        let claims = self.claim.into_iter().map(|claim| Claim {
            practice: match claim.practice.is_empty() {
                true => practice.clone(),
                false => claim.practice,
            },
            experiment: name.to_owned(),
            ..claim
        });
        let claims = claims.collect();
        let experiment = Experiment {
            practice: self.practice,
            title: self.title,
            version: self.version,
            seconds: self.seconds,
            inputs: self.inputs,
            input_seconds: self.input_seconds,
            control: self.control,
            target: self.target,
            neighbour_limit: self.neighbour_limit,
        };
        (experiment, claims, self.prediction)
    }
}

#[cfg(test)]
mod schemas;
