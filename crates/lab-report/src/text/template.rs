//! A text with placeholders, as a study's file has it: `{who}’s imap {took} its map`.

use serde::Deserialize;

use crate::study::braces;

/// What a placeholder stands for. The list is closed: what would need an `if` is a phrase with all its forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// The contender.
    Who,
    /// What its user calls the block that ends a pool.
    ScopeWord,
    /// The language that its user writes.
    Language,
    /// The call in the numerator.
    Of,
    /// The call in the denominator.
    Vs,
    /// What sets the numerator's cell apart: `64 workers`.
    OfWith,
    /// What sets the denominator's cell apart: `a worker per core`.
    VsWith,
    /// `took 31 times as long as`, `took as long as`, `ran 22 times as fast as`.
    Took,
    /// `used 31 times as much CPU time as`.
    Used,
    /// What was counted.
    Count,
    /// What it is compared with, or divided by.
    Base,
    /// `12 of 50`.
    Share,
    /// The heading of the count: `items alive at once`.
    Heading,
    /// `at most 11 % longer than`, `all tasks`.
    HoldsIf,
    /// The same without what it is compared with: `at least twice as long`.
    FailsIf,
}

/// Each with its name, and whether it takes a noun in two forms: `{count|task|tasks}`.
const SLOTS: [(&str, Slot, bool); 15] = [
    ("who", Slot::Who, false),
    ("scope_word", Slot::ScopeWord, false),
    ("language", Slot::Language, false),
    ("of", Slot::Of, false),
    ("vs", Slot::Vs, false),
    ("of_with", Slot::OfWith, false),
    ("vs_with", Slot::VsWith, false),
    ("took", Slot::Took, false),
    ("used", Slot::Used, false),
    ("count", Slot::Count, true),
    ("base", Slot::Base, true),
    ("share", Slot::Share, true),
    ("heading", Slot::Heading, false),
    ("holds_if", Slot::HoldsIf, true),
    ("fails_if", Slot::FailsIf, true),
];

/// A noun in the singular and in the plural.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noun {
    pub(super) one: String,
    pub(super) many: String,
}

/// Words, or a placeholder among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Words(String),
    Slot(Slot, Option<Noun>),
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "String")]
pub(crate) struct Template(#[cfg_attr(test, schemars(with = "String"))] pub(super) Vec<Piece>);

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let pieces = braces::pieces(&text)?.into_iter().map(|piece| match piece {
            braces::Piece::Words(words) => Ok(Piece::Words(words.into())),
            braces::Piece::Inside(inside) => slot(inside),
        });
        Ok(Self(pieces.collect::<Result<_, String>>()?))
    }
}

fn slot(inside: &str) -> Result<Piece, String> {
    let mut parts = inside.split('|');
    let name = parts.next().unwrap_or_default();
    let known = SLOTS.iter().find(|(known, ..)| *known == name);
    let Some((_, slot, takes_noun)) = known else {
        let names: Vec<String> = SLOTS
            .iter()
            .map(|(name, ..)| format!("{{{name}}}"))
            .collect();
        return Err(format!(
            "{{{name}}} is no placeholder: use one of {}",
            names.join(", ")
        ));
    };
    let forms: Vec<&str> = parts.collect();
    let noun = match (forms.as_slice(), takes_noun) {
        ([], _) => None,
        // What a threshold asks for is of many, but for a bare number.
        ([many], true) if matches!(slot, Slot::HoldsIf | Slot::FailsIf) => Some(Noun {
            one: (*many).into(),
            many: (*many).into(),
        }),
        ([one, many], true) => Some(Noun {
            one: (*one).into(),
            many: (*many).into(),
        }),
        (_, true) => {
            return Err(format!(
                "{{{inside}}}: give the noun for one and for many, as in {{{name}|task|tasks}}"
            ));
        }
        (_, false) => return Err(format!("{{{inside}}}: {{{name}}} takes no noun")),
    };
    Ok(Piece::Slot(*slot, noun))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        Template::try_from(text.to_owned()).unwrap_err()
    }

    #[test]
    fn what_is_no_placeholder_is_told_with_those_that_are() {
        assert!(
            told("{whom} took long").starts_with("{whom} is no placeholder: use one of {who}, ")
        );
        assert_eq!(
            told("{count|task}"),
            "{count|task}: give the noun for one and for many, as in {count|task|tasks}"
        );
        assert_eq!(told("{who|a|b}"), "{who|a|b}: {who} takes no noun");
        assert_eq!(told("{who"), "a brace is open in \"{who\": close it");
    }
}
