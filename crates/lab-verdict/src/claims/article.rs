//! The article, its headings, and where every sentence of it went.

use serde::{Deserialize, Serialize};

/// Where the advice comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Title.
    pub title: String,
    /// Author.
    pub author: String,
    /// Address of the page.
    pub address: String,
    /// Date of the version that was read.
    pub date: String,
}

/// One heading of the article. It has no answer of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// `p1` to `p6`.
    pub id: String,
    /// The heading, in our words.
    pub title: String,
}

/// One heading of the article with all that stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// The heading, in our words.
    pub title: String,
    /// A few words to find it by; none for what stands before the first heading.
    #[serde(default)]
    pub find: String,
    /// The practice that the heading is about; none for what surrounds the practices.
    pub practice: Option<String>,
    /// What stands under it, in the article's order and without a gap.
    pub sentence: Vec<Sentence>,
}

/// A sentence of the article, or a run of them of which nothing can be judged. A code sample, an entry of a list and a
/// line of an advert count as one each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// Its place under the heading, from 1.
    pub ordinal: u32,
    /// The last place, where the entry speaks for several.
    pub through: Option<u32>,
    /// A few words (four at most) to find it by: of the first, where there are several.
    pub find: String,
    /// The claims that judge it.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Why it cannot be judged, in a few words.
    pub not_factual: Option<String>,
}

impl Sentence {
    /// The last place for which it speaks.
    pub fn last(&self) -> u32 {
        self.through.unwrap_or(self.ordinal)
    }

    /// How many it speaks for.
    pub fn places(&self) -> u32 {
        (self.last() + 1).saturating_sub(self.ordinal)
    }
}
