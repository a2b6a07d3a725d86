//! Where in its file a fault stands.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::fault::{At, Fault, Place, Step};
use crate::files::{RuleFile, RuleFileKind};

/// Files with rules, with the place of each key and value.
pub(crate) struct Located<'f> {
    files: Vec<(&'f RuleFile, Spanned<DeTable<'f>>)>,
}

/// A part of a file: a table, and where it begins.
#[derive(Clone, Copy)]
struct Part<'t, 'f> {
    table: &'t DeTable<'f>,
    offset: usize,
}

impl<'f> Located<'f> {
    /// Those of the files that are TOML.
    pub(crate) fn of(files: &'f [RuleFile]) -> Self {
        let parsed = |file: &'f RuleFile| Some((file, DeTable::parse(&file.text).ok()?));
        Self {
            files: files.iter().filter_map(parsed).collect(),
        }
    }

    /// The place of a fault: of its field, or of the part that lacks it.
    pub(crate) fn place(&self, fault: &Fault) -> Option<Place> {
        if fault.at.0.is_empty() {
            return self.of_repeated(fault);
        }
        let (file, part) = self.part(&fault.at)?;
        let offset = key(part.table, fault.field).unwrap_or(part.offset);
        Some(Place::of(&file.name, &file.text, offset))
    }

    /// The last of those that share what should be each one's own, as in `claim.id = C1`; or a field of a whole file.
    fn of_repeated(&self, fault: &Fault) -> Option<Place> {
        let found = self.files.iter().rev().find_map(|(file, table)| {
            let offset = match fault.field.split_once('.') {
                Some((list, field)) => parts(table.get_ref(), list)
                    .filter(|part| text(part.table, field) == Some(&fault.value))
                    .last()
                    .and_then(|part| key(part.table, field)),
                None => key(table.get_ref(), fault.field),
            };
            Some((*file, offset?))
        });
        found.map(|(file, offset)| Place::of(&file.name, &file.text, offset))
    }

    fn part(&self, at: &At) -> Option<(&'f RuleFile, Part<'_, 'f>)> {
        let (first, rest) = at.0.split_first()?;
        let (file, mut part) = self.first(first)?;
        for step in rest {
            let Some(next) = inner(part.table, step) else {
                break;
            };
            part = next;
        }
        Some((file, part))
    }

    /// The first step leads into one of the files.
    fn first(&self, step: &Step) -> Option<(&'f RuleFile, Part<'_, 'f>)> {
        if let Step::Prediction(number) = step {
            let all = self.files.iter().flat_map(|(file, table)| {
                parts(table.get_ref(), "prediction").map(move |part| (*file, part))
            });
            return all.clone().nth(number - 1);
        }
        self.files.iter().find_map(|(file, table)| {
            let whole = Part {
                table: table.get_ref(),
                offset: 0,
            };
            let part = match (step, &file.kind) {
                (Step::Experiment(name), RuleFileKind::Study(study)) => {
                    (name == study).then_some(whole)
                }
                _ => inner(whole.table, step),
            };
            Some((*file, part?))
        })
    }
}

/// The part that a step leads to, within a part.
fn inner<'t, 'f>(table: &'t DeTable<'f>, step: &Step) -> Option<Part<'t, 'f>> {
    let named = |list: &'static str, field: &'static str, value: &str| {
        parts(table, list).find(|part| text(part.table, field) == Some(value))
    };
    match step {
        Step::Experiment(name) => {
            let all = table.get("experiment")?.get_ref().as_table()?;
            Part::of(all.get(name.as_str())?)
        }
        Step::Control(number) => parts(table, "control").nth(number - 1),
        Step::Claim(id) => named("claim", "id", id),
        Step::Regime(name) => named("case", "name", name).or_else(|| named("regime", "name", name)),
        Step::Test(number) => parts(table, "test").nth(number - 1),
        Step::Heading(title) => named("heading", "title", title),
        Step::Sentence(ordinal) => parts(table, "sentence").find(|part| {
            let found = part.table.get("ordinal").map(|value| value.get_ref());
            found
                .and_then(DeValue::as_integer)
                .is_some_and(|found| found.as_str() == ordinal.to_string())
        }),
        Step::Prediction(number) => parts(table, "prediction").nth(number - 1),
    }
}

impl<'t, 'f> Part<'t, 'f> {
    fn of(value: &'t Spanned<DeValue<'f>>) -> Option<Self> {
        Some(Part {
            table: value.get_ref().as_table()?,
            offset: value.span().start,
        })
    }
}

/// The tables of a list, in their order.
fn parts<'t, 'f>(table: &'t DeTable<'f>, list: &str) -> impl Iterator<Item = Part<'t, 'f>> + Clone {
    let list = table.get(list).and_then(|list| list.get_ref().as_array());
    let items = list.into_iter().flat_map(|list| list.iter());
    items.filter_map(Part::of)
}

/// Where a field of a table stands: its key.
fn key(table: &DeTable<'_>, field: &str) -> Option<usize> {
    let mut keys = table.iter().map(|(key, _)| key);
    keys.find(|key| key.get_ref() == field)
        .map(|key| key.span().start)
}

fn text<'t>(table: &'t DeTable<'_>, field: &str) -> Option<&'t str> {
    table.get(field)?.get_ref().as_str()
}
