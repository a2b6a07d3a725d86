//! Everybody who is compared: names, families, abilities. They stand in `experiments/contenders.toml`, and are built in. A
//! contender that does not stand there keeps its id.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use lab_verdict::fault::Place;
use serde::Deserialize;

/// Added to a contender's id when its caller does not help: the honest half of a headline ratio.
pub const WORKERS_ONLY: &str = " workers only";

/// Name and major version of the form of `contenders.toml`.
const CONTENDERS_SCHEMA: &str = "lap-pool.contenders/2";

/// The whole of `contenders.toml`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Roster {
    /// `lap-pool.contenders/2`.
    schema: String,
    /// The families, each with a colour of its own.
    family: Vec<FamilyColours>,
    /// The colour of contenders that stand in no family.
    nobody: Colour,
    /// Who is drawn where a chart has no room for all, first come first.
    cast: Vec<String>,
    /// What a block at whose end a pool ends is called, by language.
    scope_words: BTreeMap<String, String>,
    /// The contenders, in the order in which a page lists them; within a family its head comes first.
    contender: Vec<Contender>,
}

/// A family with its colour.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct FamilyColours {
    /// Its id.
    id: String,
    /// Its colour.
    #[serde(flatten)]
    colour: Colour,
}

/// A colour in both themes, as `#rrggbb`.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Colour {
    /// In the light theme.
    pub light: String,
    /// In the dark one.
    pub dark: String,
}

/// What is known of a contender.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Contender {
    /// Its id in the records.
    id: String,
    /// For legends, tables and stamps.
    short: String,
    /// Where a sentence has room.
    long: String,
    /// Those whose relative it is; without any it is drawn in the neutral colour.
    family: Option<String>,
    /// The language that its user writes.
    language: String,
    /// What its constructor in lab-kit can do; nothing where there is none.
    #[serde(default)]
    #[expect(
        dead_code,
        reason = "held against lab-kit by a test of the experiments"
    )]
    can: Vec<Ability>,
    /// The feature of lab-kit without which it is not built, which a full run turns on.
    #[expect(
        dead_code,
        reason = "held against lab-kit by a test of the experiments"
    )]
    feature: Option<String>,
}

/// Something that a contender can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Ability {
    /// All results at once.
    Map,
    /// Results one by one.
    Streams,
    /// Results later.
    Deferred,
}

static ROSTER: LazyLock<Roster> = LazyLock::new(|| {
    Roster::parse(include_str!("../../../../experiments/contenders.toml"))
        .unwrap_or_else(|fault| panic!("{fault}"))
});

impl Roster {
    /// Reads and checks the text of `contenders.toml`.
    ///
    /// # Errors
    /// What is wrong in it, with its place.
    fn parse(text: &str) -> Result<Roster, String> {
        const FILE: &str = "experiments/contenders.toml";
        let roster: Roster = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            format!("{}: {}", Place::of(FILE, text, offset), error.message())
        })?;
        let fault = |value: &str, remedy: &str| {
            let offset = text.rfind(&format!("\"{value}\"")).unwrap_or(0);
            Err(format!(
                "{}: {value}: {remedy}",
                Place::of(FILE, text, offset)
            ))
        };
        if roster.schema != CONTENDERS_SCHEMA {
            return fault(&roster.schema, "this lab reads lap-pool.contenders/2");
        }
        let families = roster.family.iter().map(|family| &family.colour);
        let colours = families.chain([&roster.nobody]);
        for colour in colours.flat_map(|colour| [&colour.light, &colour.dark]) {
            let digits = colour.strip_prefix('#').unwrap_or_default();
            if digits.len() != 6 || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
                return fault(colour, "write a colour as #rrggbb");
            }
        }
        for (place, one) in roster.contender.iter().enumerate() {
            let is_known = |id: &String| roster.family.iter().any(|family| family.id == *id);
            if let Some(family) = one.family.as_ref().filter(|id| !is_known(id)) {
                return fault(family, "name it among the families");
            }
            if roster.contender[..place]
                .iter()
                .any(|other| other.id == one.id)
            {
                return fault(&one.id, "give each contender its own id");
            }
        }
        match roster.cast.iter().find(|id| roster.entry(id).is_none()) {
            Some(id) => fault(id, "cast a contender that stands below"),
            None => Ok(roster),
        }
    }

    fn entry(&self, id: &str) -> Option<&Contender> {
        self.contender.iter().find(|known| known.id == id)
    }
}

/// Contenders that belong together: a pool with its variants, an interpreter with its builds and our model of it. A family has
/// one colour on all pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family(usize);

impl Family {
    /// The place of its colour in the palette; the last is neutral.
    pub fn colour(self) -> usize {
        self.0
    }

    /// Whether it is that of contenders whom nobody knows.
    pub fn is_unknown(self) -> bool {
        self.0 == ROSTER.family.len()
    }
}

/// The colour of a place in the palette: each family's, in their order, and that of nobody's.
pub fn colour(place: usize) -> &'static Colour {
    let family = ROSTER.family.get(place);
    family.map_or(&ROSTER.nobody, |family| &family.colour)
}

/// A contender's name for legends, tables and stamps; an unknown one keeps its id.
pub fn contender(id: &str) -> &str {
    ROSTER.entry(id).map_or(id, |known| &known.short)
}

/// A contender's name where a sentence has room for the whole of it.
pub fn contender_in_full(id: &str) -> &str {
    ROSTER.entry(id).map_or(id, |known| &known.long)
}

/// The language that a contender's user writes.
pub fn language(id: &str) -> &str {
    ROSTER
        .entry(id)
        .map_or("its language", |known| &known.language)
}

/// What the user of a contender calls the block at whose end a pool ends.
pub fn scope_word(id: &str) -> &str {
    let words = ROSTER.scope_words.get(language(id));
    words.map_or("scope", String::as_str)
}

/// Whether an id is a contender's.
pub fn is_known(id: &str) -> bool {
    ROSTER.entry(id).is_some()
}

/// A title without the contender that it begins with: `lap-pool: in a scope` is `in a scope`.
pub fn without_contender(title: &str) -> &str {
    match title.split_once(": ") {
        Some((who, rest)) if ROSTER.contender.iter().any(|known| known.short == who) => rest,
        _ => title,
    }
}

/// The family of a contender; that of no known one where only its workers run is that of the whole.
pub fn family(id: &str) -> Family {
    let whole = || ROSTER.entry(id.strip_suffix(WORKERS_ONLY)?);
    let known = ROSTER.entry(id).or_else(whole);
    let place = |known: &Contender| {
        let family = known.family.as_ref()?;
        ROSTER.family.iter().position(|one| one.id == *family)
    };
    Family(known.and_then(place).unwrap_or(ROSTER.family.len()))
}

/// Which of its family's members a contender is, its head being 0; none for one that has none or is not known.
pub fn relative(id: &str) -> Option<usize> {
    let family = ROSTER.entry(id)?.family.as_ref()?;
    let all = ROSTER.contender.iter();
    let mut members = all.filter(|other| other.family.as_ref() == Some(family));
    members.position(|member| member.id == id)
}

/// Where a contender stands among those that a chart without room for all draws.
pub fn billing(id: &str) -> usize {
    let known = ROSTER.cast.iter().position(|known| known == id);
    known.unwrap_or(ROSTER.cast.len())
}

/// Where a contender stands in a list of all.
pub fn place(id: &str) -> usize {
    let known = ROSTER.contender.iter().position(|known| known.id == id);
    known.unwrap_or(ROSTER.contender.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::committed::assert_committed;
    use crate::palette::SLOTS;

    const TEXT: &str = include_str!("../../../../experiments/contenders.toml");

    #[test]
    fn the_roster_is_sound_and_each_family_has_a_colour() {
        let roster = Roster::parse(TEXT).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(roster.family.len() + 1, SLOTS);
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        let told = |from: &str, to: &str| Roster::parse(&TEXT.replace(from, to)).unwrap_err();
        let said = told("family = \"tokio\"", "family = \"tokyo\"");
        let end = "tokyo: name it among the families";
        assert!(
            said.starts_with("experiments/contenders.toml:") && said.ends_with(end),
            "{said}"
        );
        let said = told("id = \"channel\"\nshort", "id = \"tokio\"\nshort");
        assert!(said.contains("give each contender its own id"), "{said}");
        let said = told("light = \"#00795a\"", "light = \"green\"");
        assert!(said.contains("green: write a colour as #rrggbb"), "{said}");
        let said = told("long = \"rayon\"", "lang = \"rayon\"");
        assert!(said.contains("unknown field `lang`"), "{said}");
    }

    #[test]
    fn the_schema_has_not_drifted() {
        assert_committed::<Roster>("contenders-2.json");
    }
}
