//! What can be run: the experiments that the rules declare, and the criterion benchmarks.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use lab_measure::record::Mode;
use lab_verdict::claims::{Claims, Seconds, UserInput};
use serde::Deserialize;

/// The part that runs the criterion benchmark `NAME` is called `criterion_NAME`.
const CRITERION: &str = "criterion_";

/// One part of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name; its record is `NAME.json`.
    pub name: String,
    /// What stands behind it.
    pub kind: Kind,
    /// What it does, in one line.
    pub title: String,
    /// The practice on whose page it is shown; none for a benchmark that no rule mentions.
    pub practice: Option<String>,
    /// What it is declared to cost; none for a benchmark that no rule mentions.
    pub seconds: Option<Seconds>,
    /// What of the user's own it can work on.
    pub inputs: Vec<UserInput>,
    /// Seconds that the user's own input may add at worst.
    pub input_seconds: BTreeMap<UserInput, u32>,
}

/// What stands behind a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A binary of `experiments/` with the part's name.
    Experiment,
    /// A criterion benchmark of `benches/` with this name.
    Criterion(String),
}

/// `benches/Cargo.toml`, as far as it is read here.
#[derive(Deserialize)]
struct BenchesManifest {
    #[serde(default)]
    bench: Vec<BenchTarget>,
}

#[derive(Deserialize)]
struct BenchTarget {
    name: String,
}

/// All parts: experiments first, by name, then benchmarks.
///
/// # Errors
/// When `benches/Cargo.toml` cannot be read.
pub fn parts(root: &Path, claims: &Claims) -> Result<Vec<Part>> {
    let path = root.join("benches").join("Cargo.toml");
    let text = fs::read_to_string(&path).context("cannot read benches/Cargo.toml")?;
    let manifest: BenchesManifest =
        toml::from_str(&text).context("benches/Cargo.toml is not what it should be")?;
    let benches: Vec<String> = manifest.bench.into_iter().map(|one| one.name).collect();
    Ok(combined(claims, &benches))
}

fn combined(claims: &Claims, benches: &[String]) -> Vec<Part> {
    let mut parts: Vec<Part> = claims
        .experiment
        .iter()
        .map(|(name, experiment)| Part {
            name: name.clone(),
            kind: match name.strip_prefix(CRITERION) {
                Some(bench) => Kind::Criterion(bench.to_owned()),
                None => Kind::Experiment,
            },
            title: experiment.title.clone(),
            practice: Some(experiment.practice.clone()),
            seconds: Some(experiment.seconds),
            inputs: experiment.inputs.clone(),
            input_seconds: experiment.input_seconds.clone(),
        })
        .collect();
    for bench in benches {
        let name = format!("{CRITERION}{bench}");
        if !parts.iter().any(|part| part.name == name) {
            parts.push(Part {
                title: format!("The criterion benchmark {bench}"),
                kind: Kind::Criterion(bench.clone()),
                name,
                practice: None,
                seconds: None,
                inputs: Vec::new(),
                input_seconds: BTreeMap::new(),
            });
        }
    }
    // A stable sort: within each kind the order stays that of the names.
    parts.sort_by_key(|part| part.kind != Kind::Experiment);
    parts
}

/// The parts with these names, in the catalogue's order; all of them if no name is given.
///
/// # Errors
/// When a name is unknown; the message lists the known ones.
pub fn select(parts: Vec<Part>, names: &[String]) -> Result<Vec<Part>> {
    for name in names {
        if !parts.iter().any(|part| part.name == *name) {
            let known: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
            bail!(
                "there is no experiment `{name}`; there are: {}",
                known.join(", ")
            );
        }
    }
    let chosen = |part: &Part| names.is_empty() || names.contains(&part.name);
    Ok(parts.into_iter().filter(chosen).collect())
}

/// Refuses an input that the part with this name has no use for; `known` are all parts.
///
/// # Errors
/// The message names those that have.
pub fn expect_use(known: &[Part], name: &str, input: UserInput) -> Result<()> {
    let takes = |part: &&Part| part.inputs.contains(&input);
    // A name that is not known is somebody else's to refuse.
    let wanted = known.iter().find(|part| part.name == name);
    if wanted.as_ref().is_none_or(takes) {
        return Ok(());
    }
    let option = match input {
        UserInput::Files => "--files",
        UserInput::Urls => "--urls",
    };
    let takers: Vec<&str> = known
        .iter()
        .filter(takes)
        .map(|p| p.name.as_str())
        .collect();
    match takers.as_slice() {
        [] => bail!("`{name}` has no use for {option}, nor has any other experiment; leave it out"),
        takers => bail!(
            "`{name}` has no use for {option}; leave it out, or run: {}",
            takers.join(", ")
        ),
    }
}

impl Part {
    /// What it is declared to cost in a mode, in seconds.
    pub fn declared(&self, mode: Mode) -> Option<u32> {
        self.seconds.map(|seconds| match mode {
            Mode::Quick => seconds.quick,
            Mode::Default => seconds.default,
            Mode::Full => seconds.full,
        })
    }

    /// What these inputs of the user may add to that at worst, in seconds.
    pub fn declared_for(&self, given: &[UserInput]) -> u32 {
        given
            .iter()
            .filter_map(|input| self.input_seconds.get(input))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue() -> Vec<Part> {
        let claims = Claims::parse(include_str!("../tests/claims.toml")).unwrap();
        combined(&claims, &["map".to_owned(), "other".to_owned()])
    }

    fn names(parts: &[Part]) -> Vec<&str> {
        parts.iter().map(|part| part.name.as_str()).collect()
    }

    #[test]
    fn benchmarks_follow_the_experiments_and_stand_there_once() {
        let parts = catalogue();
        assert_eq!(
            names(&parts),
            [
                "p2_map_vs_imap",
                "p3_responsive",
                "criterion_map",
                "criterion_other"
            ]
        );
        assert_eq!(parts[2].kind, Kind::Criterion("map".into()));
        assert_eq!(parts[2].declared(Mode::Quick), Some(4));
        assert_eq!(parts[3].declared(Mode::Quick), None);
    }

    #[test]
    fn an_unknown_name_is_answered_with_the_known_ones() {
        let error = select(catalogue(), &["p9".to_owned()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no experiment `p9`; there are: p2_map_vs_imap, p3_responsive, criterion_map, criterion_other"
        );
    }

    #[test]
    fn an_input_is_refused_where_it_has_no_use_and_its_users_are_named() {
        let said = |name: &str, input| {
            expect_use(&catalogue(), name, input).map_err(|error| error.to_string())
        };
        assert_eq!(said("p2_map_vs_imap", UserInput::Files), Ok(()));
        assert_eq!(
            said("criterion_map", UserInput::Files),
            Err(
                "`criterion_map` has no use for --files; leave it out, or run: p2_map_vs_imap"
                    .into()
            )
        );
        assert_eq!(
            said("p3_responsive", UserInput::Urls),
            Err(
                "`p3_responsive` has no use for --urls, nor has any other experiment; leave it out"
                    .into()
            )
        );
    }

    #[test]
    fn the_order_is_the_catalogues_whatever_was_typed_first() {
        let typed = ["criterion_map".to_owned(), "p2_map_vs_imap".to_owned()];
        let chosen = select(catalogue(), &typed).unwrap();
        assert_eq!(names(&chosen), ["p2_map_vs_imap", "criterion_map"]);
    }
}
