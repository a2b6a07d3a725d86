//! The measured code: with the claim to which it belongs, what is common to all before them.

use lab_measure::record::Excerpt;
use lab_verdict::claims::Claim;
use maud::{Markup, html};

use super::Lesson;
use crate::page::code::excerpt;
use crate::page::parts::folded;
use crate::text::names::without_contender;

impl<'a> Lesson<'a> {
    /// Each piece once: what this run compiled before what a recording did.
    fn excerpts(&self) -> Vec<&'a Excerpt> {
        let mut found: Vec<&Excerpt> = Vec::new();
        for one in self
            .report
            .site
            .of(self.experiment)
            .flat_map(|record| &record.code)
        {
            if !found.iter().any(|known| known.title == one.title) {
                found.push(one);
            }
        }
        found
    }

    /// The code that belongs to no claim alone.
    pub(super) fn code(&self) -> Markup {
        let is_of = |one: &Excerpt| self.claims.iter().any(|claim| belongs(one, claim));
        let common = self.excerpts().into_iter().filter(|one| !is_of(one));
        let common: Vec<&Excerpt> = common.collect();
        html! {
            @if !common.is_empty() {
                section aria-labelledby="code" {
                    h2 #code { "The code that was measured" }
                    p.sub { "As it stood in the experiment’s source when it was compiled." }
                    (listings(&common))
                }
            }
        }
    }

    /// The code of a claim, in the order in which its rule names it.
    pub(super) fn code_of(&self, claim: &Claim) -> Markup {
        let all = self.excerpts();
        let own: Vec<&Excerpt> = claim
            .code
            .iter()
            .flat_map(|title| all.iter().filter(move |one| is_called(one, title)))
            .copied()
            .collect();
        listings(&own)
    }
}

fn belongs(one: &Excerpt, claim: &Claim) -> bool {
    claim.code.iter().any(|title| is_called(one, title))
}

/// Whether a rule means this piece: by its title, with or without the contender whose it is.
fn is_called(one: &Excerpt, title: &str) -> bool {
    one.title == title || without_contender(&one.title) == title
}

/// The first in each language in sight: one beside the other they show what differs.
fn listings(excerpts: &[&Excerpt]) -> Markup {
    let mut languages: Vec<&str> = Vec::new();
    let (first, others): (Vec<&Excerpt>, Vec<&Excerpt>) = excerpts.iter().partition(|one| {
        let is_fresh = !languages.contains(&one.language.as_str());
        languages.push(&one.language);
        is_fresh
    });
    html! {
        @if !first.is_empty() {
            div.listings { @for one in first { (excerpt(one)) } }
        }
        @for one in others { (folded(&one.title, excerpt(one))) }
    }
}
