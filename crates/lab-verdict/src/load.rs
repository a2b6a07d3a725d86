//! From the text of `claims.toml` to [`Claims`], refusing what could not be judged soundly.

use std::error::Error;
use std::fmt;

use lab_measure::record::Mode;

use crate::check;
use crate::claims::{CLAIMS_SCHEMA, Claims};

/// Why a text is not a set of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimsError {
    /// It is not TOML, or a field is missing, unknown or of another type; the reader's own words, with the line.
    Form(String),
    /// It has the right form, and these faults: all of them, in the order of the text.
    Faults(Vec<Fault>),
}

/// One thing that a rule may not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: `claim C3, regime "empty tasks", test 2`.
    pub at: String,
    /// The field.
    pub field: &'static str,
    /// Its value.
    pub value: String,
    /// What to do about it.
    pub remedy: String,
}

impl Claims {
    /// Reads and checks the text of `claims.toml`.
    ///
    /// # Errors
    /// [`ClaimsError`]: every fault that the check finds, each with its remedy.
    pub fn parse(text: &str) -> Result<Self, ClaimsError> {
        let table: toml::Table = toml::from_str(text).map_err(form)?;
        // Before the fields: a text of another form would only be told about its unknown fields.
        let schema = table.get("schema").and_then(toml::Value::as_str);
        if schema.is_some_and(|schema| schema != CLAIMS_SCHEMA) {
            return Err(ClaimsError::Faults(vec![other_schema(schema)]));
        }
        let claims: Claims = toml::from_str(text).map_err(form)?;
        let faults = check::faults(&claims);
        if faults.is_empty() {
            Ok(claims)
        } else {
            Err(ClaimsError::Faults(faults))
        }
    }

    /// What all experiments together are declared to cost, in seconds.
    pub fn declared_seconds(&self, mode: Mode) -> u32 {
        self.experiment
            .values()
            .map(|experiment| match mode {
                Mode::Quick => experiment.seconds.quick,
                Mode::Default => experiment.seconds.default,
                Mode::Full => experiment.seconds.full,
            })
            .sum()
    }
}

fn form(error: toml::de::Error) -> ClaimsError {
    ClaimsError::Form(error.to_string())
}

fn other_schema(schema: Option<&str>) -> Fault {
    Fault {
        at: "claims.toml".to_owned(),
        field: "schema",
        value: schema.unwrap_or_default().to_owned(),
        remedy: format!(
            "this lab reads {CLAIMS_SCHEMA}: use the lab that the rules were written for"
        ),
    }
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClaimsError::Form(words) => write!(out, "claims.toml: {words}"),
            ClaimsError::Faults(faults) => {
                let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
                out.write_str(&lines.join("\n"))
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault {
            at,
            field,
            value,
            remedy,
        } = self;
        write!(out, "{at}: {field} = {value}: {remedy}")
    }
}

impl Error for ClaimsError {}
