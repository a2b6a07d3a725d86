//! The charts of a lesson: those that a claim needs in sight, all others folded away under their titles.

use std::collections::BTreeSet;

use lab_verdict::claims::Claim;
use maud::{Markup, html};

use super::Lesson;
use crate::figures::{Plate, Topic};
use crate::page::parts::{figure, folded, lanes};
use crate::sentence::scope::capital;

/// The most charts of one claim in sight.
const IN_SIGHT: usize = 2;

/// A lesson of more claims than this has one chart for each of them in sight.
const FEW_CLAIMS: usize = 3;

/// The most lanes in sight.
const LANES_IN_SIGHT: usize = 4;

/// What belongs to no single claim and is shown before all of them.
const WHOLE: [Topic; 2] = [Topic::Law, Topic::Headline];

/// What goes beyond the advice, each with a heading of its own.
const BEYOND: [(Topic, &str, &str); 2] = [
    (
        Topic::Chunks,
        "chunks",
        "Beyond the advice: the best size of a chunk",
    ),
    (
        Topic::League,
        "league",
        "Beyond the advice: how short may a task be?",
    ),
];

impl<'a> Lesson<'a> {
    /// Whether so many claims stand on the page that each has less in sight.
    pub(super) fn is_long(&self) -> bool {
        self.claims.len() > FEW_CLAIMS
    }

    /// Charts about the whole experiment; folded on a long page, where the claims' own charts come first.
    pub(super) fn whole(&self, shown: &mut BTreeSet<&'a str>) -> Markup {
        let plates: Vec<&Plate> = WHOLE
            .iter()
            .flat_map(|topic| self.gallery.on(*topic))
            .collect();
        shown.extend(plates.iter().map(|plate| plate.drawn.id.as_str()));
        let most = if self.is_long() { 0 } else { plates.len() };
        let (open, rest) = plates.split_at(most);
        html! {
            @if !plates.is_empty() {
                section aria-labelledby="whole" {
                    h2 #whole { "The whole of it" }
                    @for plate in open { (figure(plate)) }
                    (fold(rest))
                }
            }
        }
    }

    /// A claim's charts, each with the first claim that needs it: at most two in sight, first the one that shows what the rule
    /// compares.
    pub(super) fn charts(&self, claim: &Claim, shown: &mut BTreeSet<&'a str>) -> Markup {
        let topics = topics(claim);
        let (old, new): (Vec<&'a Plate>, Vec<&'a Plate>) = self
            .plates_for(claim, &topics)
            .into_iter()
            .partition(|plate| shown.contains(plate.drawn.id.as_str()));
        shown.extend(new.iter().map(|plate| plate.drawn.id.as_str()));
        let most = if self.is_long() { 1 } else { IN_SIGHT };
        let (open, more) = in_sight(&new, most);
        let gaps = self.gallery.gaps.iter();
        let gaps = gaps.filter(|gap| topics.contains(&gap.topic));
        html! {
            @for plate in open { (figure(plate)) }
            (fold(&more))
            @for gap in gaps {
                p.absent { (capital(gap.topic.missing())) " is missing: " (gap.why) "." }
            }
            @if !old.is_empty() {
                p.sub {
                    "The charts for this claim stand above: "
                    @for (place, plate) in old.iter().enumerate() {
                        @if place > 0 { "; " }
                        a href={ "#" (plate.drawn.id) } { (plate.drawn.title) }
                    }
                    "."
                }
            }
        }
    }

    fn plates_for(&self, claim: &Claim, topics: &BTreeSet<Topic>) -> Vec<&'a Plate> {
        let tests = claim.regime.iter().flat_map(|regime| &regime.test);
        let calls: BTreeSet<&str> = tests
            .flat_map(|test| std::iter::once(&test.of).chain(&test.vs))
            .map(String::as_str)
            .collect();
        topics
            .iter()
            .flat_map(|topic| self.gallery.on(*topic))
            .filter(|plate| plate.shows(&calls))
            .collect()
    }

    /// Charts that go beyond the advice: the first of each topic in sight.
    pub(super) fn beyond(&self, shown: &mut BTreeSet<&'a str>) -> Markup {
        let sections = BEYOND.map(|(topic, id, title)| {
            let plates: Vec<&'a Plate> = self.gallery.on(topic).collect();
            shown.extend(plates.iter().map(|plate| plate.drawn.id.as_str()));
            html! {
                @if let Some((first, rest)) = plates.split_first() {
                    section aria-labelledby=(id) {
                        h2 id=(id) { (title) }
                        (figure(first))
                        (fold(rest))
                    }
                }
            }
        });
        html! { @for section in sections { (section) } }
    }

    /// Charts that no claim's metric asks for.
    pub(super) fn further(&self, shown: &BTreeSet<&str>) -> Markup {
        let rest: Vec<&Plate> = self
            .gallery
            .plates
            .iter()
            .filter(|plate| plate.topic != Topic::Lanes)
            .filter(|plate| !shown.contains(plate.drawn.id.as_str()))
            .collect();
        let (own, rest): (Vec<&Plate>, Vec<&Plate>) = rest
            .into_iter()
            .partition(|plate| plate.topic == Topic::Files);
        html! {
            @if !own.is_empty() || !rest.is_empty() {
                section aria-labelledby="further" {
                    h2 #further { "What else was measured" }
                    @for plate in own { (figure(plate)) }
                    @match rest.len() {
                        0 | 1 => (fold(&rest)),
                        many => (folded(&format!("{many} more charts"), html! { div.inner { (fold(&rest)) } })),
                    }
                }
            }
        }
    }

    /// The subjects' lanes in sight, those of all others folded; all of one kind of task on one time axis.
    pub(super) fn lanes(&self) -> Markup {
        let (others, subjects): (Vec<&Plate>, Vec<&Plate>) =
            self.gallery.on(Topic::Lanes).partition(|plate| plate.aside);
        let kind = subjects.iter().filter(|plate| plate.kind == 0).count();
        let most = match kind {
            // On a long page the first kind is in sight where it is small enough to be there as a whole.
            1..=LANES_IN_SIGHT if self.is_long() => kind,
            _ if self.is_long() => 2,
            _ => LANES_IN_SIGHT,
        };
        let (first, rest) = subjects.split_at(subjects.len().min(most));
        html! {
            @if !others.is_empty() || !subjects.is_empty() {
                section aria-labelledby="lanes" {
                    h2 #lanes { "Lanes: who ran what when" }
                    p.sub { "From visits that were traced, and so not timed; all of one kind of task on one time axis." }
                    (lanes(first))
                    @if !rest.is_empty() {
                        (folded("More of the subjects’ lanes", lanes(rest)))
                    }
                    @if !others.is_empty() {
                        (folded("The same tasks under other pools", lanes(&others)))
                    }
                }
            }
        }
    }
}

fn topics(claim: &Claim) -> BTreeSet<Topic> {
    let tests = claim.regime.iter().flat_map(|regime| &regime.test);
    tests
        .flat_map(|test| Topic::of_metric(&test.metric))
        .copied()
        .collect()
}

/// Those in sight, and the others: of every topic the first one, the topic that compares before the one that surveys. Curves
/// over workers are one for each call that the claim names, and those of results in hand one for each order of the
/// tasks, so none of them counts as a repetition. Who waits for whom stands beside the hangs that it explains.
fn in_sight<'p>(plates: &[&'p Plate], most: usize) -> (Vec<&'p Plate>, Vec<&'p Plate>) {
    let mut seen: Vec<Topic> = Vec::new();
    let mut ranked: Vec<(usize, usize, &Plate)> = Vec::new();
    for (place, plate) in plates.iter().enumerate() {
        let is_series = [Topic::Scaling, Topic::InHand, Topic::Hangs].contains(&plate.topic);
        let is_repeated = seen.contains(&plate.topic) && !is_series;
        seen.push(plate.topic);
        if !is_repeated {
            ranked.push((usize::from(plate.topic == Topic::Throughput), place, plate));
        }
    }
    ranked.sort_by_key(|(surveys, place, _)| (*surveys, *place));
    let explains = |plate: &&Plate| plate.topic == Topic::WaitGraph;
    let ranked = ranked.into_iter().map(|(_, _, plate)| plate);
    let (reasons, ranked): (Vec<&Plate>, Vec<&Plate>) = ranked.partition(explains);
    let open: Vec<&Plate> = ranked.into_iter().take(most).chain(reasons).collect();
    let is_open = |plate: &Plate| open.iter().any(|other| other.drawn.id == plate.drawn.id);
    let more = plates.iter().copied().filter(|plate| !is_open(plate));
    (open.clone(), more.collect())
}

/// Charts under their titles.
fn fold(plates: &[&Plate]) -> Markup {
    html! { @for plate in plates { (folded(&plate.drawn.title, figure(plate))) } }
}
