//! Which charts a record yields. A chart without data becomes a [`Gap`]: what is missing, and why.
//!
//! Nothing here is written for one experiment: a record with samples over `n` gets curves, one with the series
//! `pulled_against_returned` gets steps, and so on.
//!
//! - [`topic`]: what a chart is about.
//! - [`visits`]: the cells to draw, measured here or kept from elsewhere.
//! - [`cast`]: who is on a picture without room for all; [`looks`]: colour and marker of each series.
//! - [`throughput`], [`ratios`], [`first`], [`files`]: from timed samples.
//! - [`curves`], [`scaling`], [`law`], [`headline`], [`footprint`]: from cells that vary in workers.
//! - [`pulled`], [`in_hand`], [`memory`]: from counts and curves.
//! - [`sharing`]: from cells that vary in the share of a task under a lock.
//! - [`arrangements`]: from cells that do the same work in several ways.
//! - [`hangs`], [`wait_graph`]: from tasks that wait for each other.
//! - [`chunks`], [`league`]: the best size of a chunk, the shortest task that pays.
//! - [`lanes`]: from traced visits.
//! - [`contenders`]: everything against the baseline.
//! - [`rounds`]: what other programs did meanwhile.

pub(crate) mod arrangements;
mod cast;
pub(crate) mod chunks;
pub(crate) mod contenders;
pub(crate) mod curves;
pub(crate) mod files;
pub(crate) mod first;
pub(crate) mod footprint;
pub(crate) mod hangs;
pub(crate) mod headline;
pub(crate) mod in_hand;
pub(crate) mod lanes;
pub(crate) mod law;
pub(crate) mod league;
mod looks;
pub(crate) mod memory;
pub(crate) mod pulled;
pub(crate) mod ratios;
pub(crate) mod rounds;
pub(crate) mod scaling;
pub(crate) mod sharing;
pub(crate) mod throughput;
pub(crate) mod topic;
pub(crate) mod visits;
pub(crate) mod wait_graph;

use std::collections::BTreeSet;

use crate::chart::Drawn;
use crate::site::Site;
pub(crate) use topic::Topic;
use visits::CellRef;

/// A chart on a page.
#[derive(Clone, Debug)]
pub(crate) struct Plate {
    /// What it is about.
    pub topic: Topic,
    /// The calls that it shows, where it shows only some of its topic.
    pub calls: Vec<String>,
    /// The picture and its table.
    pub drawn: Drawn,
    /// One computed sentence that says what to see; may be empty.
    pub reading: String,
    /// Whether all of its data comes from another machine.
    pub recorded: bool,
    /// Whether it is secondary among those of its topic: folded away on the page.
    pub aside: bool,
    /// Which kind of its topic it is, counted from 0: lanes of one kind share a time axis.
    pub kind: usize,
    /// The traced visit in Chrome's format, for lanes.
    pub trace: Option<Vec<u8>>,
}

impl Plate {
    /// A chart about all of its topic, without a trace.
    pub(crate) fn new(topic: Topic, drawn: Drawn, reading: String, recorded: bool) -> Self {
        Plate {
            topic,
            calls: Vec::new(),
            drawn,
            reading,
            recorded,
            aside: false,
            kind: 0,
            trace: None,
        }
    }

    /// Whether it shows one of these calls, or all.
    pub(crate) fn shows(&self, calls: &BTreeSet<&str>) -> bool {
        self.calls.is_empty() || self.calls.iter().any(|call| calls.contains(call.as_str()))
    }
}

/// A chart that could not be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gap {
    /// What it would have been about.
    pub topic: Topic,
    /// Why there is none, a whole sentence.
    pub why: String,
}

/// The charts of one experiment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gallery {
    /// Those that could be drawn, by topic.
    pub plates: Vec<Plate>,
    /// Those that could not.
    pub gaps: Vec<Gap>,
}

impl Gallery {
    /// All charts that the site's data on an experiment allows.
    pub(crate) fn of(site: &Site, experiment: &str) -> Gallery {
        let calls = visits::calls_of_interest(site, experiment);
        let sizes = visits::sizes_of_interest(site, experiment);
        let all = visits::visits(site, experiment);
        let visits: Vec<CellRef<'_>> = (all.iter().copied())
            .filter(|visit| !visit.is_only_traced())
            .collect();
        let mut gallery = Gallery::default();
        let draws: [(Topic, Vec<Plate>); 17] = [
            (
                Topic::Throughput,
                throughput::plates(&visits, &calls, experiment),
            ),
            (
                Topic::Law,
                law::plate(&visits, experiment).into_iter().collect(),
            ),
            (Topic::Headline, headline::plates(&visits, experiment)),
            (Topic::Footprint, footprint::plates(&visits, experiment)),
            (Topic::Scaling, scaling::plates(&visits, experiment)),
            (
                Topic::Sharing,
                sharing::plate(&visits, experiment).into_iter().collect(),
            ),
            (Topic::Hangs, hangs::plates(&visits, experiment)),
            (
                Topic::Arrangement,
                arrangements::plates(&visits, experiment),
            ),
            (
                Topic::Ratio,
                ratios::plates(&visits, &calls, &sizes, experiment),
            ),
            (Topic::Pulled, pulled::plates(&visits, experiment)),
            (Topic::InHand, in_hand::plates(&visits, experiment)),
            (Topic::Memory, memory::plates(&visits, &calls, experiment)),
            (Topic::First, first::plates(&visits, experiment)),
            (
                Topic::Files,
                files::plate(&visits, experiment).into_iter().collect(),
            ),
            (Topic::Chunks, chunks::plates(&visits, experiment)),
            (Topic::League, league::plates(&visits, experiment)),
            (Topic::Lanes, lanes::plates(&all, &calls, experiment)),
        ];
        let asked = asked(site, experiment);
        let drawn: Vec<Topic> = draws
            .iter()
            .filter(|(_, plates)| !plates.is_empty())
            .map(|(topic, _)| *topic)
            .collect();
        for (topic, plates) in draws {
            if plates.is_empty() && topic.is_expected(&drawn, &asked) {
                gallery.gaps.push(Gap {
                    topic,
                    why: why_absent(site, experiment, topic),
                });
            }
            gallery.plates.extend(plates);
        }
        gallery
    }

    /// The charts on a topic.
    pub(crate) fn on(&self, topic: Topic) -> impl Iterator<Item = &Plate> {
        self.plates.iter().filter(move |plate| plate.topic == topic)
    }
}

/// The topics that the experiment's rules are about.
fn asked(site: &Site, experiment: &str) -> BTreeSet<Topic> {
    let claims = site.claims.claim.iter();
    claims
        .filter(|claim| claim.experiment == experiment)
        .flat_map(|claim| &claim.regime)
        .flat_map(|regime| &regime.test)
        .flat_map(|test| Topic::of_metric(&test.metric))
        .copied()
        .collect()
}

/// The record's own words for what it lacks, where it has any that fit.
fn why_absent(site: &Site, experiment: &str, topic: Topic) -> String {
    let stems: &[&str] = match topic {
        Topic::Throughput
        | Topic::Scaling
        | Topic::Law
        | Topic::Headline
        | Topic::Footprint
        | Topic::Sharing
        | Topic::Arrangement
        | Topic::Ratio => &["time", "sample"],
        Topic::Pulled | Topic::InHand => &["pull", "series", "curve"],
        Topic::Memory => &["memory", "peak", "alloc", "rss"],
        Topic::First => &["first"],
        Topic::Lanes => &["lane", "trace"],
        Topic::Hangs | Topic::WaitGraph => &["hang", "tasks_finished"],
        Topic::Files | Topic::Chunks | Topic::League | Topic::Contenders | Topic::Rounds => &[],
    };
    let words = site.measured(experiment).and_then(|record| {
        record
            .absent
            .iter()
            .find(|absent| stems.iter().any(|stem| absent.what.contains(stem)))
            .map(|absent| absent.reason.clone())
    });
    words.unwrap_or_else(|| "the record holds no data for it".into())
}

/// An id for anchors and file names: lower case, digits and dashes.
pub(crate) fn id(parts: &[&str]) -> String {
    let mut id = String::new();
    for letter in parts.join("-").chars() {
        match letter.to_ascii_lowercase() {
            plain if plain.is_ascii_alphanumeric() => id.push(plain),
            _ if !id.ends_with('-') && !id.is_empty() => id.push('-'),
            _ => {}
        }
    }
    id.trim_end_matches('-').to_string()
}
