//! The words of the studies: what their calls, counts and parameters are called. They stand in each study's `study.toml`,
//! those of several studies in `experiments/words.toml`, and are built in: a report speaks as the tree does that its
//! program was built from, whatever run it tells of. An id without words keeps its id, or is spelt out.

pub mod call;
pub mod count;
pub mod parameter;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use lab_verdict::fault::Place;
use serde::Deserialize;

use self::call::CallWords;
use self::count::CountEntry;
use self::parameter::ParameterWords;

/// Name and major version of the form of `study.toml` and `words.toml`.
const STUDY_SCHEMA: &str = "lap-pool.study/2";

/// A file with words: a study's, or that of several.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct StudyFile {
    /// `lap-pool.study/2`.
    schema: String,
    /// What its ids are called.
    words: Words,
}

/// What ids are called.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
struct Words {
    /// Calls, by id.
    call: BTreeMap<String, CallWords>,
    /// Counts, by id.
    count: BTreeMap<String, CountEntry>,
    /// Parameters, by id.
    parameter: BTreeMap<String, ParameterWords>,
}

/// The files, each with its name.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/words.rs"));

static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::joined(FILES).unwrap_or_else(|fault| panic!("{fault}")));

impl Words {
    /// Those of all files as one.
    ///
    /// # Errors
    /// A text of another form, or an id that two files give words, with the place.
    fn joined(files: &[(&str, &str)]) -> Result<Words, String> {
        let mut all = Words::default();
        for (name, text) in files {
            let file: StudyFile = toml::from_str(text).map_err(|error| {
                let offset = error.span().map_or(0, |span| span.start);
                let place = Place::of(name, text, offset);
                format!("{place}: {}", error.message())
            })?;
            if file.schema != STUDY_SCHEMA {
                return Err(format!(
                    "{name}: schema = {}: this lab reads {STUDY_SCHEMA}",
                    file.schema
                ));
            }
            let again = |id: &str| {
                let offset = text
                    .find(&format!("\n{id} ="))
                    .map_or(0, |before| before + 1);
                let place = Place::of(name, text, offset);
                format!("{place}: {id} has words already: say them once, in experiments/words.toml")
            };
            for (id, words) in file.words.call {
                if all.call.insert(id.clone(), words).is_some() {
                    return Err(again(&id));
                }
            }
            for (id, words) in file.words.count {
                if all.count.insert(id.clone(), words).is_some() {
                    return Err(again(&id));
                }
            }
            for (id, words) in file.words.parameter {
                if all.parameter.insert(id.clone(), words).is_some() {
                    return Err(again(&id));
                }
            }
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn told(files: &[(&str, &str)]) -> String {
        Words::joined(files).unwrap_err()
    }

    fn study(words: &str) -> String {
        format!("schema = \"lap-pool.study/2\"\n{words}\n")
    }

    #[test]
    fn the_words_of_all_studies_can_be_joined() {
        let words = Words::joined(FILES).unwrap_or_else(|fault| panic!("{fault}"));
        assert!(words.call.len() > 50 && words.count.len() > 20 && words.parameter.len() > 10);
    }

    #[test]
    fn a_fault_is_told_with_its_place_and_remedy() {
        let one = study("[words.call]\nx = \"an x\"");
        let two = study("[words.call]\ny = \"a y\"\nx = \"another x\"");
        let said = told(&[("one.toml", &one), ("two.toml", &two)]);
        assert_eq!(
            said,
            "two.toml:4:1: x has words already: say them once, in experiments/words.toml"
        );
        let unknown = study("[words.cell]\nx = \"an x\"");
        let said = told(&[("one.toml", &unknown)]);
        assert!(said.starts_with("one.toml:2:8: unknown field"), "{said}");
    }

    #[test]
    fn the_schema_has_not_drifted() {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments/schema/study-2.json");
        let current =
            serde_json::to_string_pretty(&schemars::schema_for!(StudyFile)).unwrap() + "\n";
        if std::env::var_os("LAB_UPDATE_SCHEMA").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == current,
            "experiments/schema/study-2.json is not what the types say; if the change is meant, run the tests once with LAB_UPDATE_SCHEMA=1"
        );
    }
}
