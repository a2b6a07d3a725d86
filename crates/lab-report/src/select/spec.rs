//! A figure as a study declares it in its `study.toml`: what is on it, beside which claims it stands, what it says.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::quantity::Quantity;
use super::reading::texts::Says;
use super::template::Template;
use super::visits::{CellRef, rank};
use crate::draw::{Axis, Join, Scale};
use crate::text::names;

/// A figure. Its place in the file is its place on the page, among those of its claims and of its section.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct FigureSpec {
    /// Its name: with the values of `each`, anchor on the page and stem of the file names.
    pub id: String,
    /// The claims beside which it stands; it is shown with the first of them, and linked from the others.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Where it stands if not beside a claim.
    #[serde(default)]
    pub place: Place,
    /// The heading of its own section, for a figure that goes beyond the advice. Figures with the same one share it.
    pub heading: Option<String>,
    /// How many of its pictures are in sight, the others being folded away under their titles; without it, all.
    pub in_sight: Option<usize>,
    /// Whether nothing is missing where a record has no data for it: the user's own input was not asked for.
    #[serde(default)]
    pub optional: bool,
    /// The figure whose data this one's stands in for: it is drawn only where that one cannot be.
    pub instead_of: Option<String>,
    /// What draws it: one of the kinds of `select/kinds.rs`.
    pub kind: String,
    /// Its heading.
    pub title: Template,
    /// What it shows, in one or two sentences.
    pub caption: Template,
    /// Whose cells it shows.
    #[serde(default)]
    pub of: Cells,
    /// One picture for each value of these: `call`, `contender`, `curve` or a parameter.
    #[serde(default)]
    pub each: Vec<String>,
    /// The horizontal axis of lines.
    pub x: Option<AxisSpec>,
    /// The vertical axis of lines.
    pub y: Option<AxisSpec>,
    /// The curves of the record that it shows, by the start of their names.
    pub curve: Option<String>,
    /// How the points of lines are joined.
    #[serde(default)]
    pub join: Join,
    /// The dotted line to compare with: one of those of `select/limits.rs`.
    pub limit: Option<String>,
    /// The axis of dots.
    pub value: Option<AxisSpec>,
    /// What stands beside a dot; without it, contender and call.
    pub label: Option<Template>,
    /// By what rows are sorted: `call`, `contender`, `value` or parameters; without it, by contender and call.
    #[serde(default)]
    pub order: Vec<String>,
    /// Only the rows with the largest value of this parameter.
    pub largest: Option<String>,
    /// The parameter at whose value a vertical line stands.
    pub reference: Option<String>,
    /// Pairs of calls that are compared in the same rounds, the first with the second.
    #[serde(default)]
    pub pairs: Vec<(String, String)>,
    /// Whether only cells are shown that have another of their pair.
    #[serde(default)]
    pub only_pairs: bool,
    /// What a bar is that is no plain task, by the call whose lanes have it.
    #[serde(default)]
    pub notes: BTreeMap<String, String>,
    /// What to see, computed: one of those of `select/reading.rs`; other kinds have a reading of
    /// their own.
    pub reading: Option<String>,
    /// Words of its own for that, in place of those in `experiments/words.toml`.
    #[serde(default)]
    pub says: Says,
}

/// Where a figure stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// Beside its claims; without any, among what else was measured.
    #[default]
    Claims,
    /// Before all claims.
    Summary,
    /// After all claims, under a heading of its own.
    Beyond,
    /// Among the lanes, at the end.
    Lanes,
}

/// Whose cells a figure shows; what is left empty chooses nothing.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Cells {
    /// Groups of contenders.
    pub contender: Vec<Group>,
    /// Calls, in the order in which the figure lists them.
    pub call: Vec<String>,
    /// Parameters that the cells have.
    pub with: Vec<String>,
    /// The call of the plain loop with whose time theirs are compared.
    pub plain_loop: Option<String>,
    /// The call that leaves to the pool what the figure varies.
    pub own_choice: Option<String>,
}

/// Contenders that a figure takes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Group {
    /// Those for whom claims are judged.
    Subjects,
    /// The plain loop on the calling thread.
    Serial,
    /// All others.
    Others,
}

/// An axis.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct AxisSpec {
    /// What it measures.
    pub of: Quantity,
    /// Its words.
    pub label: String,
    /// How values are laid out.
    #[serde(default)]
    pub scale: Scale,
}

/// What no figure of a study shows, each with the reason.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(crate) struct NotDrawn {
    /// Timed calls.
    pub call: BTreeMap<String, String>,
    /// Curves.
    pub curve: BTreeMap<String, String>,
    /// Traced visits, by contender and call: `serial loop`.
    pub trace: BTreeMap<String, String>,
}

impl FigureSpec {
    /// Whether it stands beside a claim.
    pub(crate) fn is_beside(&self, claim: &str) -> bool {
        self.place == Place::Claims && self.claims.iter().any(|one| one == claim)
    }

    /// The reading that it has: one that it names, or its kind's own.
    pub(super) fn reading(&self) -> &str {
        self.reading.as_deref().unwrap_or(&self.kind)
    }

    /// The axes that it has.
    pub(super) fn axes(&self) -> impl Iterator<Item = &AxisSpec> {
        [&self.x, &self.y, &self.value].into_iter().flatten()
    }

    /// The texts with placeholders.
    pub(super) fn templates(&self) -> impl Iterator<Item = (&'static str, &Template)> {
        let always = [("title", &self.title), ("caption", &self.caption)];
        let label = self.label.as_ref().map(|label| ("label", label));
        always.into_iter().chain(label)
    }
}

impl Cells {
    /// Whether a cell is among them.
    pub(super) fn take(&self, visit: &CellRef<'_>) -> bool {
        let group = self.contender.is_empty() || self.contender.contains(&Group::of(visit));
        let call = self.call.is_empty() || self.call.contains(&visit.cell.call);
        group
            && call
            && self
                .with
                .iter()
                .all(|name| visit.cell.param(name).is_some())
    }

    /// Where a call stands among them.
    pub(super) fn place(&self, call: &str) -> usize {
        let known = self.call.iter().position(|known| known == call);
        known.unwrap_or(self.call.len())
    }

    /// Whether all of them make the same call, so that it need not be named.
    pub(super) fn share_a_call(&self) -> bool {
        self.call.len() == 1
    }
}

impl Group {
    fn of(visit: &CellRef<'_>) -> Self {
        let contender = visit.cell.contender.as_str();
        match rank(contender).cmp(&rank(names::SERIAL)) {
            std::cmp::Ordering::Less => Self::Subjects,
            std::cmp::Ordering::Equal => Self::Serial,
            std::cmp::Ordering::Greater => Self::Others,
        }
    }
}

impl AxisSpec {
    /// For a picture.
    pub(super) fn axis(&self) -> Axis {
        Axis {
            label: self.label.clone(),
            unit: self.of.unit(),
            scale: self.scale,
        }
    }
}
