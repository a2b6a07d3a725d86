//! The figures that a study lists, drawn from a record. One without data becomes a [`Gap`]: what is missing, and why.
//!
//! - [`spec`]: a figure as `study.toml` declares it; [`template`]: its texts; [`studies`]: those of all studies; [`check`]: what
//!   they may not say.
//! - [`kinds`]: which kinds of figures there are, each with the file that draws it.
//! - [`asked`]: the cells and the parts that a figure is asked for; [`visits`]: the cells to draw, measured here or kept
//!   from elsewhere; [`curves`]: those over workers; [`quantity`]: what can be drawn of a cell; [`series`]: what is drawn of
//!   several.
//! - [`cast`]: who is on a picture without room for all; [`looks`]: colour and marker of each series.
//! - [`limits`] and [`reading`]: the dotted lines and the sentences that a study names.
//! - [`contenders`]: everything against the baseline; [`targets`]: what calls are meant to take; [`rounds`]: what other programs
//!   did meanwhile. They span studies.

mod asked;
mod cast;
mod check;
pub(crate) mod contenders;
pub(crate) mod curves;
pub(crate) mod kinds;
mod limits;
mod looks;
mod quantity;
pub(crate) mod reading;
pub(crate) mod rounds;
mod series;
pub(crate) mod spec;
pub mod studies;
pub(crate) mod targets;
mod template;
pub(crate) mod visits;

use lab_verdict::claims::{Claim, Evidence};

use crate::draw::Drawn;
use crate::site::Site;
use asked::Asked;
use spec::{FigureSpec, Place};

/// A chart on a page.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    /// The picture and its table.
    pub drawn: Drawn,
    /// One computed sentence that says what to see; may be empty.
    pub reading: String,
    /// Whether all of its data comes from another machine.
    pub recorded: bool,
    /// Whether it is of a contender that stands behind those of its figure.
    pub aside: bool,
    /// The traced visit in Chrome's format, for lanes.
    pub trace: Option<Vec<u8>>,
}

impl Picture {
    /// A chart without a trace, of data with this evidence.
    pub(crate) fn new(
        drawn: Drawn,
        reading: String,
        mut evidence: impl Iterator<Item = Evidence>,
    ) -> Self {
        Picture {
            drawn,
            reading,
            recorded: evidence.all(|one| one == Evidence::RecordedElsewhere),
            aside: false,
            trace: None,
        }
    }
}

/// A figure that was drawn.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// What the study says of it.
    pub spec: &'static FigureSpec,
    /// Its pictures.
    pub pictures: Vec<Picture>,
}

impl Figure {
    /// How many of its pictures are in sight.
    pub(crate) fn in_sight(&self) -> usize {
        let all = self.pictures.len();
        self.spec.in_sight.map_or(all, |some| some.min(all))
    }

    /// Whether it stands beside one of these claims.
    pub(crate) fn is_beside_one_of(&self, claims: &[&Claim]) -> bool {
        claims.iter().any(|claim| self.spec.is_beside(&claim.id))
    }

    /// Its pictures on the lesson with these claims, and those on a page beside it: of what belongs to no
    /// claim, and of lanes, only what is in sight stands on the lesson. Lanes in sight are the subjects'.
    pub(crate) fn split(&self, claims: &[&Claim]) -> (Vec<&Picture>, Vec<&Picture>) {
        let all: Vec<&Picture> = self.pictures.iter().collect();
        match self.spec.place {
            Place::Lanes => {
                let (aside, mut subjects): (Vec<&Picture>, Vec<&Picture>) =
                    all.into_iter().partition(|picture| picture.aside);
                let rest = subjects.split_off(self.in_sight().min(subjects.len()));
                (subjects, [rest, aside].concat())
            }
            Place::Claims if !self.is_beside_one_of(claims) => {
                let (open, more) = all.split_at(self.in_sight());
                (open.to_vec(), more.to_vec())
            }
            _ => (all, Vec::new()),
        }
    }
}

/// A figure that could not be drawn.
#[derive(Clone, Debug)]
pub(crate) struct Gap {
    /// What the study says of it.
    pub spec: &'static FigureSpec,
    /// Why there is none, a whole sentence.
    pub why: String,
}

impl Gap {
    /// What is missing.
    pub(crate) fn what(&self) -> &str {
        self.spec.title.start()
    }
}

/// The figures of one experiment, in the order of its study.
#[derive(Clone, Debug, Default)]
pub(crate) struct FigureSet {
    /// Those that could be drawn.
    pub figures: Vec<Figure>,
    /// Those that could not.
    pub gaps: Vec<Gap>,
}

impl FigureSet {
    /// All figures of its study that the site's data on an experiment allows.
    pub(crate) fn of(site: &Site, experiment: &str) -> FigureSet {
        let all = visits::visits(site, experiment);
        let sizes = visits::sizes_of_interest(site, experiment);
        let mut figure_set = FigureSet::default();
        for spec in studies::figures(experiment) {
            let drawn = kinds::kind(&spec.kind).map(|kind| {
                (kind.draw)(&Asked {
                    spec,
                    experiment,
                    all: &all,
                    sizes: &sizes,
                })
            });
            let pictures = drawn.unwrap_or_default();
            match pictures.is_empty() {
                false => figure_set.figures.push(Figure { spec, pictures }),
                true if spec.optional => {}
                true => figure_set.gaps.push(Gap {
                    spec,
                    why: why_absent(site, experiment, spec),
                }),
            }
        }
        figure_set.drop_substitutes();
        figure_set
    }

    /// Leaves out what was drawn instead of a figure that could be drawn, and counts nothing as missing that has something
    /// in its place.
    fn drop_substitutes(&mut self) {
        let ids = |figures: &[Figure]| -> Vec<&str> {
            figures
                .iter()
                .map(|figure| figure.spec.id.as_str())
                .collect()
        };
        let drawn = ids(&self.figures);
        let is_needless = |spec: &FigureSpec| {
            let instead_of = spec.instead_of.as_deref();
            instead_of.is_some_and(|other| drawn.contains(&other))
        };
        let needless: Vec<&str> = drawn
            .iter()
            .zip(&self.figures)
            .filter(|(_, figure)| is_needless(figure.spec))
            .map(|(id, _)| *id)
            .collect();
        let needless: Vec<String> = needless.into_iter().map(str::to_owned).collect();
        self.figures
            .retain(|figure| !needless.contains(&figure.spec.id));
        let stands_in = |gap: &Gap| {
            let mut others = self.figures.iter();
            others.any(|figure| figure.spec.instead_of.as_ref() == Some(&gap.spec.id))
        };
        self.gaps
            .retain(|gap| gap.spec.instead_of.is_none() && !stands_in(gap));
    }

    /// All charts.
    pub(crate) fn pictures(&self) -> impl Iterator<Item = &Picture> {
        self.figures.iter().flat_map(|figure| &figure.pictures)
    }

    /// The figures with a place of their own.
    pub(crate) fn at(&self, place: Place) -> impl Iterator<Item = &Figure> {
        let figures = self.figures.iter();
        figures.filter(move |figure| figure.spec.place == place)
    }
}

/// The record's own words for what it lacks, where it lacks what the figure needs, by its name.
fn why_absent(site: &Site, experiment: &str, spec: &FigureSpec) -> String {
    let needs = studies::needs(spec);
    let absent = site.of(experiment).flat_map(|record| &record.absent);
    let mut words = absent.filter(|absent| needs.contains(&absent.what));
    let words = words.next().map(|absent| absent.reason.clone());
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
