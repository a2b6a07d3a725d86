//! What a set of rules may not say, where it says so, and what to do about it.

use std::fmt;

/// One thing that a rule may not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where in the rules.
    pub at: At,
    /// The field.
    pub field: &'static str,
    /// Its value.
    pub value: String,
    /// What to do about it.
    pub remedy: String,
    /// Where in the files, as far as it was found.
    pub place: Option<Place>,
}

/// Where in the rules, from the whole to the part: `claim C3, case "empty tasks", test 2`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At(pub Vec<Step>);

/// One step of [`At`]. Numbers count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An experiment, by name.
    Experiment(String),
    /// A control of an experiment.
    Control(usize),
    /// A claim, by id.
    Claim(String),
    /// A case of a claim, by name.
    Regime(String),
    /// A test of a case.
    Test(usize),
    /// A heading of the article, by title.
    Heading(String),
    /// A sentence under a heading, by its ordinal.
    Sentence(u32),
    /// A question put before a run, in the order of all.
    Prediction(usize),
}

/// A place in a file. Lines and columns count from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the reader knows it.
    pub file: String,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl At {
    /// One step from the whole.
    pub fn of(step: Step) -> Self {
        Self(vec![step])
    }

    /// A step farther.
    #[must_use]
    pub fn then(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl Place {
    /// That of the byte at `offset` of a file's text.
    pub fn of(file: &str, text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
        }
    }
}

impl fmt::Display for Place {
    /// `rules.toml:12:5`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}", self.file, self.line, self.column)
    }
}

impl fmt::Display for At {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return out.write_str("the rules");
        }
        for (number, step) in self.0.iter().enumerate() {
            let comma = if number > 0 { ", " } else { "" };
            write!(out, "{comma}{step}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Experiment(name) => write!(out, "experiment {name}"),
            Step::Control(number) => write!(out, "control {number}"),
            Step::Claim(id) => write!(out, "claim {id}"),
            Step::Regime(name) => write!(out, "case \"{name}\""),
            Step::Test(number) => write!(out, "test {number}"),
            Step::Heading(title) => write!(out, "heading \"{title}\""),
            Step::Sentence(ordinal) => write!(out, "sentence {ordinal}"),
            Step::Prediction(number) => write!(out, "prediction {number}"),
        }
    }
}

impl fmt::Display for Fault {
    /// `FILE:LINE:COLUMN: claim C3, case "empty tasks", test 2: metric = clock: name one of ...`
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(out, "{place}: ")?;
        }
        write!(
            out,
            "{}: {} = {}: {}",
            self.at, self.field, self.value, self.remedy
        )
    }
}
