//! The figures of a lesson, where its study says: beside their claims, before or after them; each with what is in sight of it,
//! all else folded away under its title.

use std::collections::BTreeSet;

use lab_verdict::claims::Claim;
use maud::{Markup, html};

use super::Lesson;
use crate::page::parts::{figure, folded, lanes};
use crate::select::spec::Place;
use crate::select::{Figure, Picture};

/// A lesson of more claims than this is a long one.
const FEW_CLAIMS: usize = 3;

impl<'a> Lesson<'a> {
    /// Whether so many claims stand on the page that each has less in sight.
    pub(super) fn is_long(&self) -> bool {
        self.claims.len() > FEW_CLAIMS
    }

    /// Figures about the whole experiment.
    pub(super) fn summary(&self) -> Markup {
        let figures: Vec<&Figure> = self.figure_set.at(Place::Summary).collect();
        html! {
            @if !figures.is_empty() {
                section aria-labelledby="whole" {
                    h2 #whole { "Summary" }
                    (all(&figures))
                }
            }
        }
    }

    /// A claim's figures, each with the first claim beside which it stands; what is missing of them.
    pub(super) fn charts(&self, claim: &Claim, shown: &mut BTreeSet<&'a str>) -> Markup {
        let figures = self.figure_set.figures.iter();
        let (old, new): (Vec<&'a Figure>, Vec<&'a Figure>) = figures
            .filter(|figure| figure.spec.is_beside(&claim.id))
            .partition(|figure| shown.contains(figure.spec.id.as_str()));
        shown.extend(new.iter().map(|figure| figure.spec.id.as_str()));
        let old: Vec<&Picture> = old.iter().flat_map(|figure| &figure.pictures).collect();
        let gaps = self.figure_set.gaps.iter();
        let gaps = gaps.filter(|gap| gap.spec.is_beside(&claim.id));
        html! {
            (all(&new))
            @for gap in gaps {
                p.absent { "“" (gap.what()) "” is missing: " (gap.why) "." }
            }
            @if !old.is_empty() {
                p.sub {
                    "The charts for this claim stand above: "
                    @for (place, picture) in old.iter().enumerate() {
                        @if place > 0 { "; " }
                        a href={ "#" (picture.drawn.id) } { (picture.drawn.title) }
                    }
                    "."
                }
            }
        }
    }

    /// Figures that go beyond the advice, under their own headings.
    pub(super) fn beyond(&self) -> Markup {
        let figures: Vec<&Figure> = self.figure_set.at(Place::Beyond).collect();
        let sections = figures.chunk_by(|one, other| one.spec.heading == other.spec.heading);
        html! {
            @for section in sections {
                section aria-labelledby=(section[0].spec.id) {
                    h2 id=(section[0].spec.id) { (section[0].spec.heading.as_deref().unwrap_or_default()) }
                    (all(section))
                }
            }
        }
    }

    /// Figures that stand beside no claim of this page: what is in sight of them.
    pub(super) fn further(&self) -> Markup {
        let figures = self.figure_set.at(Place::Claims);
        let figures = figures.filter(|figure| !figure.is_beside_one_of(&self.claims));
        let open = figures.flat_map(|figure| figure.split(&self.claims).0);
        html! { @for picture in open { (figure(picture)) } }
    }

    /// Lanes of the subjects, as many as the study says.
    pub(super) fn lanes(&self) -> Markup {
        html! {
            @for figure in self.figure_set.at(Place::Lanes) {
                section aria-labelledby="lanes" {
                    h2 #lanes { (figure.spec.title.start()) }
                    p.sub { (figure.spec.caption.start()) }
                    (lanes(&figure.split(&self.claims).0))
                }
            }
        }
    }
}

/// The pictures in sight of some figures, and those that are folded away.
fn in_sight<'f>(figures: impl Iterator<Item = &'f Figure>) -> (Vec<&'f Picture>, Vec<&'f Picture>) {
    let (mut open, mut more) = (Vec::new(), Vec::new());
    for figure in figures {
        let (first, rest) = figure.pictures.split_at(figure.in_sight());
        open.extend(first);
        more.extend(rest);
    }
    (open, more)
}

/// Figures with all their pictures: those in sight first.
fn all(figures: &[&Figure]) -> Markup {
    let (open, more) = in_sight(figures.iter().copied());
    html! {
        @for picture in open { (figure(picture)) }
        (folded_charts(&more))
    }
}

/// Charts under their titles.
fn folded_charts(pictures: &[&Picture]) -> Markup {
    html! { @for picture in pictures { (folded(&picture.drawn.title, figure(picture))) } }
}
