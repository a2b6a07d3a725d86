//! What became of one item of the user's own input.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What became of one item, for example of one address: a failing item is a finding, never the end of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Outcome {
    /// Index into [`Record::cells`](super::Record::cells): the visit that worked on the item.
    pub cell: u32,
    /// The item, as the user wrote it.
    pub item: String,
    /// What became of it, in words for the reader: `200 OK, 12,345 bytes`, `no such host`.
    pub result: String,
    /// Whether the item was worked through.
    pub ok: bool,
    /// How long the item took; absent where it was never begun.
    pub wall_ns: Option<u64>,
    /// Requests that were sent a second time, because the server had closed the kept connection of the first.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tried_again: u32,
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// With these words begins the result of an item for which a visit had no time left. They tell nothing of the item itself.
pub const NOT_VISITED: &str = "not visited";

impl Outcome {
    /// Whether this tells anything of the item: not where the visit left it out.
    pub fn was_visited(&self) -> bool {
        !self.result.starts_with(NOT_VISITED)
    }

    /// By item the outcome that counts for it: its first failure, if it has one. A visit that left the item out says
    /// nothing of it, unless all of them did.
    pub fn by_item<'o>(
        outcomes: impl IntoIterator<Item = &'o Self>,
    ) -> BTreeMap<&'o str, &'o Self> {
        let mut items: BTreeMap<&str, &Self> = BTreeMap::new();
        for outcome in outcomes {
            let known = items.entry(&outcome.item).or_insert(outcome);
            if outcome.weight() > known.weight() {
                *known = outcome;
            }
        }
        items
    }

    /// How much this says of its item, more than another of the same item: a failure most, a visit left out nothing.
    fn weight(&self) -> u8 {
        match (self.ok, self.was_visited()) {
            (_, false) => 0,
            (true, true) => 1,
            (false, true) => 2,
        }
    }
}
