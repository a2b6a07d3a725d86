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
            let joined = add(&mut all.call, file.words.call)
                .and(add(&mut all.count, file.words.count))
                .and(add(&mut all.parameter, file.words.parameter));
            joined.map_err(|id| {
                let offset = text
                    .find(&format!("\n{id} ="))
                    .map_or(0, |before| before + 1);
                let place = Place::of(name, text, offset);
                format!("{place}: {id} has words already: say them once, in experiments/words.toml")
            })?;
        }
        Ok(all)
    }
}

/// Adds words to those of other files, or gives the id that has some already.
fn add<T>(all: &mut BTreeMap<String, T>, more: BTreeMap<String, T>) -> Result<(), String> {
    for (id, words) in more {
        if all.contains_key(&id) {
            return Err(id);
        }
        all.insert(id, words);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::committed::assert_committed;

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
        assert_committed::<StudyFile>("study-2.json");
    }
}
