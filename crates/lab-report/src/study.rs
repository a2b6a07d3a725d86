//! What the studies' files say: what their calls, counts and parameters are called, what is said of their claims, and which
//! figures they list. It stands in each study's `study.toml`, words and texts of several in `experiments/words.toml`, and is
//! built in: a report speaks as the tree does that its program was built from, whatever run it tells of. An id without words
//! keeps its id, or is spelt out.

pub(crate) mod braces;
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
use crate::select::reading::check::{Fault, faults_for_all};
use crate::select::reading::texts::Says;
use crate::select::spec::{FigureSpec, NotDrawn};
use crate::text::say::{ClaimText, Say};

/// Name and major version of the form of `study.toml` and `words.toml`.
const STUDY_SCHEMA: &str = "lap-pool.study/2";

/// A file with words: a study's, or that of several.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct StudyFile {
    /// `lap-pool.study/2`.
    schema: String,
    /// What its ids are called.
    #[serde(default)]
    words: Words,
    /// What is said of its claims, by id.
    #[serde(default)]
    claim: BTreeMap<String, ClaimText>,
    /// What is said of tests that have no text of their own.
    #[serde(default)]
    say: Vec<Say>,
    /// What readings say of figures that have no words of their own, by reading.
    #[serde(default)]
    reading: BTreeMap<String, Says>,
    /// Its figures, in the order of the page.
    #[serde(default)]
    pub(crate) figure: Vec<FigureSpec>,
    /// Claims without a figure, each with the reason.
    #[serde(default)]
    pub(crate) no_figure: BTreeMap<String, String>,
    /// Data that no figure shows, each with the reason.
    #[serde(default)]
    pub(crate) not_drawn: NotDrawn,
}

/// All files as one.
#[derive(Debug, Default)]
pub(crate) struct Study {
    words: Words,
    /// See [`StudyFile::claim`].
    pub(crate) claim: BTreeMap<String, ClaimText>,
    /// See [`StudyFile::say`].
    pub(crate) say: Vec<Say>,
    /// See [`StudyFile::reading`].
    pub(crate) reading: BTreeMap<String, Says>,
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
pub(crate) const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/study.rs"));

pub(crate) static STUDY: LazyLock<Study> =
    LazyLock::new(|| Study::read(FILES).unwrap_or_else(|fault| panic!("{fault}")));

impl StudyFile {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// A text of another form, with the place.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, String> {
        let file: StudyFile = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            let place = Place::of(name, text, offset);
            format!("{place}: {}", error.message())
        })?;
        match file.schema == STUDY_SCHEMA {
            true => Ok(file),
            false => Err(format!(
                "{name}: schema = {}: this lab reads {STUDY_SCHEMA}",
                file.schema
            )),
        }
    }
}

/// Whether a parameter has words.
pub(crate) fn has_parameter(id: &str) -> bool {
    STUDY.words.parameter.contains_key(id)
}

impl Study {
    /// Those of all files as one, with a text for all that a reading can say.
    ///
    /// # Errors
    /// As of `joined`; and a text of a reading that is missing, or cannot be filled.
    fn read(files: &[(&str, &str)]) -> Result<Study, String> {
        let all = Self::joined(files)?;
        match faults_for_all(&all.reading).into_iter().next() {
            None => Ok(all),
            Some(Fault {
                reading,
                key,
                value,
                remedy,
            }) => {
                let heading = format!("[reading.{reading}]");
                let place = files.iter().find_map(|(name, text)| {
                    let start = text.find(&heading)?;
                    let key = text[start..].find(&format!("\n{key} = "));
                    Some(Place::of(
                        name,
                        text,
                        key.map_or(start, |at| start + at + 1),
                    ))
                });
                let place =
                    place.map_or("experiments/words.toml".into(), |place| place.to_string());
                Err(format!("{place}: {heading} {key} = {value}: {remedy}"))
            }
        }
    }

    /// Those of all files as one.
    ///
    /// # Errors
    /// A text of another form, or an id that two files give words, with the place.
    fn joined(files: &[(&str, &str)]) -> Result<Study, String> {
        let mut all = Study::default();
        for (name, text) in files {
            let file = StudyFile::parse(name, text)?;
            all.say.extend(file.say);
            let joined = add(&mut all.words.call, file.words.call)
                .and(add(&mut all.words.count, file.words.count))
                .and(add(&mut all.words.parameter, file.words.parameter))
                .and(add(&mut all.claim, file.claim))
                .and(add(&mut all.reading, file.reading));
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
        Study::joined(files).unwrap_err()
    }

    fn study(words: &str) -> String {
        format!("schema = \"lap-pool.study/2\"\n{words}\n")
    }

    #[test]
    fn the_words_of_all_studies_can_be_joined() {
        let words = Study::joined(FILES)
            .unwrap_or_else(|fault| panic!("{fault}"))
            .words;
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
    fn a_text_that_a_reading_cannot_fill_is_told_where_it_stands_and_one_that_is_missing_by_its_name()
     {
        let read = |text: &str| Study::read(&[("words.toml", &study(text))]).unwrap_err();
        assert_eq!(
            read("\n[reading.ends]\nsaid = \"{most} was {fast}.\""),
            "words.toml:4:1: [reading.ends] said = {fast}: name one of most, took, least, n"
        );
        let first = FILES
            .iter()
            .find(|(name, _)| *name == "experiments/words.toml");
        let (name, text) = first.expect("the shared words");
        let without = text.replace("\nfell = \"{who} fell", "\n# fell = \"{who} fell");
        let said = Study::read(&[(name, &without)]).unwrap_err();
        let end = "[reading.growth] fell = nothing: write this text; name one of who, first, fewest, last, most";
        assert!(
            said.starts_with("experiments/words.toml:") && said.ends_with(end),
            "{said}"
        );
    }

    #[test]
    fn the_schema_has_not_drifted() {
        assert_committed::<StudyFile>("study-2.json");
    }
}
