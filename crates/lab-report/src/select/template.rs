//! Texts of a study with placeholders, which a figure fills from its first cell.
//!
//! - `{contender}`, `{series}`: a contender, and with its call; `{call}`, `{work}`, `{tasks}`: a call, and what its tasks do;
//!   `{curve}`: what a curve is of.
//! - `{n}`: a parameter with its value, in the words of the study; `{n:number}`: the value alone; `{n:kind}`: what the
//!   value is called; `{n|task|tasks}`: so many of them.
//! - What a kind computes, for example `{cores}`: see `select/kinds.rs`.
//!
//! A reading's texts have what it computes, and nothing else: see `select/reading/texts.rs`.

use serde::Deserialize;

use super::visits::CellRef;
use crate::study::braces;
use crate::text::names;
use crate::text::number::count;

/// Placeholders that every figure fills.
pub(super) const COMMON: [&str; 6] = ["contender", "series", "call", "work", "tasks", "curve"];

/// A text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(with = "String"))]
#[serde(try_from = "String")]
pub(crate) struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Placeholder { name: String, form: Form },
}

/// How a placeholder's value is written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Words,
    Number,
    Kind,
    Counted(String, String),
}

/// What a template is filled from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Filling<'a> {
    /// The first cell of the picture, or that of a row.
    pub cell: Option<CellRef<'a>>,
    /// The name of its curve.
    pub curve: Option<&'a str>,
    /// What the kind of figure computes.
    pub computed: &'a [(&'static str, String)],
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let pieces = braces::pieces(&text)?.into_iter().map(|piece| match piece {
            braces::Piece::Words(words) => Ok(Piece::Text(words.to_owned())),
            braces::Piece::Inside(inside) => placeholder(inside),
        });
        Ok(Self(pieces.collect::<Result<_, String>>()?))
    }
}

fn placeholder(inside: &str) -> Result<Piece, String> {
    let parts: Vec<&str> = inside.split('|').collect();
    let (name, form) = match (parts.as_slice(), inside.split_once(':')) {
        ([name, one, many], _) => (*name, Form::Counted((*one).into(), (*many).into())),
        ([_], Some((name, "number"))) => (name, Form::Number),
        ([_], Some((name, "kind"))) => (name, Form::Kind),
        ([name], None) => (*name, Form::Words),
        _ => {
            return Err(format!(
                "{{{inside}}}: write {{NAME}}, {{NAME:number}}, {{NAME:kind}} or {{NAME|one|many}}"
            ));
        }
    };
    Ok(Piece::Placeholder {
        name: name.to_owned(),
        form,
    })
}

impl Template {
    /// The names of its placeholders, each with whether it has a noun.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Placeholder { name, form } => {
                Some((name.as_str(), matches!(form, Form::Counted(..))))
            }
            Piece::Text(_) => None,
        })
    }

    /// The words before its first placeholder: what it is called where there is nothing to fill it from.
    pub(crate) fn start(&self) -> &str {
        match self.0.first() {
            Some(Piece::Text(words)) => words.trim_end_matches([' ', ',', ':', '(']),
            _ => "",
        }
    }

    /// With its placeholders filled.
    pub(super) fn fill(&self, from: &Filling<'_>) -> String {
        let filled = self.0.iter().map(|piece| match piece {
            Piece::Text(words) => words.clone(),
            Piece::Placeholder { name, form } => from.value(name, form),
        });
        filled.collect()
    }
}

impl Filling<'_> {
    fn value(&self, name: &str, form: &Form) -> String {
        if let Some((_, value)) = self.computed.iter().find(|(known, _)| *known == name) {
            return match form {
                Form::Counted(one, many) => with_noun(value, one, many),
                _ => value.clone(),
            };
        }
        if name == "curve" {
            let curve = self.curve.unwrap_or_default();
            return curve
                .split_once(": ")
                .map_or(curve, |(_, what)| what)
                .to_owned();
        }
        let Some(visit) = &self.cell else {
            return names::parameter(name);
        };
        let call = visit.cell.call.as_str();
        match (name, visit.cell.param(name), form) {
            ("contender", ..) => names::contender(&visit.cell.contender).to_owned(),
            ("series", ..) => visit.name(),
            ("call", ..) => names::call(call).to_owned(),
            ("work", ..) => names::workload(call).title.to_owned(),
            ("tasks", ..) => names::workload(call).tasks.to_owned(),
            (_, None, _) => names::parameter(name),
            (_, Some(value), Form::Words) => names::parameter_with(name, value),
            (_, Some(value), Form::Number) => count(value),
            (_, Some(value), Form::Kind) => names::kind(name, value).to_owned(),
            (_, Some(value), Form::Counted(one, many)) => with_noun(&count(value), one, many),
        }
    }
}

/// A number that is written already, with its noun.
fn with_noun(written: &str, one: &str, many: &str) -> String {
    let noun = if written == "1" { one } else { many };
    format!("{written} {noun}")
}

#[cfg(test)]
mod tests {
    use lab_measure::record::{Origin, Record};

    use super::*;

    fn parsed(text: &str) -> Result<Template, String> {
        text.to_owned().try_into()
    }

    fn record() -> Record {
        let text =
            include_str!("../../../../experiments/recordings/cpython-3.11.7-p2_map_loop.json");
        let mut record: Record = serde_json::from_str(text).expect("a record");
        // What is recorded is called so.
        record.origin = Origin::Measured;
        let cell = &mut record.cells[0];
        cell.contender = "rayon".into();
        cell.call = "map".into();
        cell.params = [("n".to_owned(), 1000), ("workers".to_owned(), 1)].into();
        record
    }

    #[test]
    fn a_parameter_is_told_in_words_by_number_or_counted() {
        let record = record();
        let from = Filling {
            cell: Some(CellRef {
                record: &record,
                index: 0,
                cell: &record.cells[0],
            }),
            curve: Some("in_hand: one order"),
            computed: &[("cores", "2".into()), ("one", "1".into())],
        };
        let filled = |text| parsed(text).unwrap().fill(&from);
        let told = filled("{series}: {n:number} of {n}");
        assert_eq!(told, "rayon map: 1,000 of 1,000 tasks");
        let told = filled("{workers|thread|threads}, {curve}, {cores}");
        assert_eq!(told, "1 thread, one order, 2");
        let told = filled("{cores|core|cores}, {one|core|cores}");
        assert_eq!(told, "2 cores, 1 core");
    }

    #[test]
    fn what_is_no_placeholder_is_refused_with_what_could_stand_there() {
        assert!(parsed("{n").unwrap_err().contains("close it"));
        assert!(parsed("{n:words}").unwrap_err().contains("{NAME:number}"));
        assert!(parsed("{n|one}").unwrap_err().contains("{NAME|one|many}"));
    }

    #[test]
    fn a_title_that_cannot_be_filled_is_known_by_its_start() {
        let title = parsed("Tasks per second, {grain_ns}").unwrap();
        assert_eq!(title.start(), "Tasks per second");
    }
}
