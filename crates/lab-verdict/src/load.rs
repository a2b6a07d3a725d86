//! From the text of rules to [`Claims`], refusing what could not be judged soundly.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use lab_measure::record::Mode;
use serde::de::DeserializeOwned;

use crate::check;
use crate::claims::{CLAIMS_SCHEMA, Claim, Claims};
use crate::fault::{At, Fault, Place, Step};
use crate::files::{ARTICLE_SCHEMA, ArticleFile, RULES_SCHEMA, RuleFile, RuleFileKind, StudyFile};
use crate::locate::Located;

/// Why texts are not a set of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClaimsError {
    /// One is not TOML, or a field is missing, unknown or of another type; in words, with the place.
    Form(String),
    /// They have the right form, and these faults: all of them, in the order of the text.
    Faults(Vec<Fault>),
}

impl Claims {
    /// Reads and checks the text of a `claims.toml`.
    ///
    /// # Errors
    /// [`ClaimsError`]: every fault that the check finds, each with its place and its remedy.
    pub fn parse(text: &str) -> Result<Self, ClaimsError> {
        Self::of(&[RuleFile {
            name: "claims.toml".into(),
            kind: RuleFileKind::Claims,
            text: text.into(),
        }])
    }

    /// Reads and checks rules: one `claims.toml`, or `article.toml` and the rules of studies. Claims stand in the order of
    /// the files.
    ///
    /// # Errors
    /// [`ClaimsError`]: every fault that the check finds, each with its place and its remedy.
    pub fn of(files: &[RuleFile]) -> Result<Self, ClaimsError> {
        let claims = match files {
            [
                RuleFile {
                    kind: RuleFileKind::Claims,
                    ..
                },
            ] => read(&files[0], CLAIMS_SCHEMA)?,
            _ => joined(files)?,
        };
        let mut faults = check::faults(&claims);
        if faults.is_empty() {
            return Ok(claims);
        }
        let located = Located::of(files);
        for fault in &mut faults {
            fault.place = located.place(fault);
        }
        Err(ClaimsError::Faults(faults))
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

/// The rules of an article and of studies, as one.
fn joined(files: &[RuleFile]) -> Result<Claims, ClaimsError> {
    let mut article: Option<ArticleFile> = None;
    let (mut experiments, mut claims, mut questions) = (BTreeMap::new(), Vec::new(), Vec::new());
    for file in files {
        match &file.kind {
            RuleFileKind::Claims => {
                let remedy = "leave it out: it holds all rules, and so do the other files";
                return Err(ClaimsError::Form(format!("{}: {remedy}", file.name)));
            }
            RuleFileKind::Article => article = Some(read(file, ARTICLE_SCHEMA)?),
            RuleFileKind::Study(name) => {
                let study: StudyFile = read(file, RULES_SCHEMA)?;
                study.claim.iter().try_for_each(|claim| own(claim, file))?;
                let (experiment, own, asked) = study.taken_apart(name);
                experiments.insert(name.clone(), experiment);
                claims.extend(own);
                questions.extend(asked);
            }
        }
    }
    let Some(article) = article else {
        let remedy = "there is no article.toml among them, which names the practices";
        return Err(ClaimsError::Form(format!("the rules: {remedy}")));
    };
    Ok(Claims {
        schema: RULES_SCHEMA.into(),
        article: article.article,
        practice: article.practice,
        heading: article.heading,
        experiment: experiments,
        claim: claims,
        prediction: questions,
    })
}

/// Whether a study's claim leaves it to the file whose record judges it, and gives its cases ids.
fn own(claim: &Claim, file: &RuleFile) -> Result<(), ClaimsError> {
    let at = At::of(Step::Claim(claim.id.clone()));
    let fault = |at: At, field, value: &str, remedy: &str| {
        let mut fault = Fault {
            at,
            field,
            value: value.to_owned(),
            remedy: remedy.to_owned(),
            place: None,
        };
        fault.place = Located::of(std::slice::from_ref(file)).place(&fault);
        Err(ClaimsError::Faults(vec![fault]))
    };
    if !claim.experiment.is_empty() {
        let remedy = "leave it out: the file's own study judges it";
        return fault(at, "experiment", &claim.experiment, remedy);
    }
    for case in &claim.regime {
        let at = at.then(Step::Regime(case.name.clone()));
        let start = format!("{}/", claim.id);
        match &case.id {
            None => {
                return fault(
                    at,
                    "id",
                    "absent",
                    &format!("give it one, as in \"{start}empty\""),
                );
            }
            Some(id) if !id.starts_with(&start) || id.len() == start.len() => {
                return fault(at, "id", id, &format!("begin it with \"{start}\""));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// A file of this form.
fn read<T: DeserializeOwned>(file: &RuleFile, schema: &str) -> Result<T, ClaimsError> {
    let form = |error: toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        let place = Place::of(&file.name, &file.text, offset);
        ClaimsError::Form(format!("{place}: {}", error.message()))
    };
    let table: toml::Table = toml::from_str(&file.text).map_err(form)?;
    // Before the fields: a text of another form would only be told about its unknown fields.
    let found = table.get("schema").and_then(toml::Value::as_str);
    if let Some(found) = found.filter(|found| *found != schema) {
        let mut fault = Fault {
            at: At::default(),
            field: "schema",
            value: found.to_owned(),
            remedy: format!("this lab reads {schema}: use the lab that the rules were written for"),
            place: None,
        };
        fault.place = Located::of(std::slice::from_ref(file)).place(&fault);
        return Err(ClaimsError::Faults(vec![fault]));
    }
    toml::from_str(&file.text).map_err(form)
}

impl fmt::Display for ClaimsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClaimsError::Form(words) => out.write_str(words),
            ClaimsError::Faults(faults) => {
                let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
                out.write_str(&lines.join("\n"))
            }
        }
    }
}

impl Error for ClaimsError {}
