//! All that the pages share, computed once: verdicts and charts.

use std::collections::BTreeMap;

use lab_verdict::claims::Claim;

use crate::judged::Judged;
use crate::lessons::{self, LessonName};
use crate::select::contenders::{Workload, workloads};
use crate::select::kinds::lanes;
use crate::select::kinds::lanes::Hero;
use crate::select::spec::Place;
use crate::select::targets::{Targets, targets};
use crate::select::visits::visits;
use crate::select::{FigureSet, Picture, rounds};
use crate::site::Site;
use crate::tables::{Sheet, sheets};
use crate::text::scope::capital;

/// The addresses of the pages that every site has.
pub(crate) mod address {
    /// The article, annotated.
    pub(crate) const INDEX: &str = "index.html";
    /// All contenders.
    pub(crate) const CONTENDERS: &str = "contenders.html";
    /// Machine and method.
    pub(crate) const MACHINE: &str = "machine.html";
    /// Several runs side by side; only where they were.
    pub(crate) const RUNS: &str = "runs.html";
    /// All data.
    pub(crate) const DATA: &str = "data.html";

    /// The lesson of an experiment. Its name may come from a damaged file, so it is cleaned like any anchor.
    pub(crate) fn lesson(experiment: &str) -> String {
        format!("{}.html", clean(experiment))
    }

    /// Charts that an experiment has beside its lesson.
    pub(crate) fn more(experiment: &str) -> String {
        format!("{}-more.html", clean(experiment))
    }

    /// Lanes that an experiment has beside its lesson.
    pub(crate) fn lanes(experiment: &str) -> String {
        format!("{}-lanes.html", clean(experiment))
    }

    fn clean(experiment: &str) -> String {
        let letters = experiment.chars();
        letters
            .map(|letter| match letter {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' => letter,
                _ => '-',
            })
            .collect()
    }
}

/// A site with all that follows from it.
pub(crate) struct ReportModel<'a> {
    /// What it is made from.
    pub site: &'a Site,
    /// Every claim for every subject.
    pub judged: Vec<Judged<'a>>,
    /// The charts of every experiment that has a lesson.
    pub figure_sets: BTreeMap<&'a str, FigureSet>,
    /// What the lessons are called, by experiment.
    pub names: BTreeMap<&'a str, LessonName>,
    /// The picture of the whole article.
    pub hero: Hero,
    /// All contenders, workload by workload.
    pub workloads: Vec<Workload>,
    /// What calls are meant to take, study by study.
    pub targets: Vec<Targets>,
    /// What other programs did during each measured record.
    pub strips: Vec<Picture>,
    /// All counts and times, by experiment.
    pub sheets: BTreeMap<&'a str, Vec<Sheet>>,
}

impl<'a> ReportModel<'a> {
    /// Judges and draws.
    pub(crate) fn of(site: &'a Site) -> Self {
        let lessons = site
            .experiments()
            .into_iter()
            .filter(|name| has_lesson(site, name));
        let figure_sets: BTreeMap<&str, FigureSet> = lessons
            .map(|name| (name, FigureSet::of(site, name)))
            .collect();
        let experiments: Vec<&str> = figure_sets.keys().copied().collect();
        let names = lessons::names(&site.claims, &experiments);
        let names: BTreeMap<&str, LessonName> = experiments.into_iter().zip(names).collect();
        let hero = figure_sets
            .keys()
            .map(|name| lanes::hero(&visits(site, name)))
            .rev()
            .max_by_key(|hero| (hero.told, hero.pictures.len()))
            .unwrap_or_default();
        let strips = site
            .experiments()
            .into_iter()
            .filter_map(|name| rounds::strip(site.measured(name)?, &title(&names, name)))
            .collect();
        ReportModel {
            judged: site.judged(),
            figure_sets,
            names,
            hero,
            workloads: workloads(site),
            targets: targets(site),
            strips,
            sheets: site
                .experiments()
                .into_iter()
                .map(|name| (name, sheets(site, name)))
                .collect(),
            site,
        }
    }

    /// Whether an experiment has a page of its own.
    pub(crate) fn has_lesson(&self, experiment: &str) -> bool {
        self.figure_sets.contains_key(experiment)
    }

    /// The claims that an experiment judges.
    pub(crate) fn claims_of(&self, experiment: &str) -> Vec<&'a Claim> {
        let claims = self.site.claims.claim.iter();
        claims
            .filter(|claim| claim.experiment == experiment)
            .collect()
    }

    /// What an experiment is called where readers meet it.
    pub(crate) fn title(&self, experiment: &str) -> String {
        title(&self.names, experiment)
    }

    /// All charts with the page on which each stands.
    pub(crate) fn pictures(&self) -> Vec<(&Picture, String)> {
        let on = |page: &'static str| move |picture| (picture, page.to_string());
        let mut all: Vec<(&Picture, String)> =
            self.hero.pictures.iter().map(on(address::INDEX)).collect();
        for (name, figure_set) in &self.figure_sets {
            let claims = self.claims_of(name);
            for figure in &figure_set.figures {
                let beside = match figure.spec.place {
                    Place::Lanes => address::lanes(name),
                    _ => address::more(name),
                };
                let (on_lesson, more) = figure.split(&claims);
                for (page, pictures) in [(address::lesson(name), on_lesson), (beside, more)] {
                    all.extend(pictures.into_iter().map(|picture| (picture, page.clone())));
                }
            }
        }
        let workloads = self.workloads.iter();
        all.extend(
            workloads
                .flat_map(|workload| workload.ratios.iter().chain(&workload.times))
                .map(on(address::CONTENDERS)),
        );
        let targets = self.targets.iter();
        let targets = targets.filter_map(|one| one.picture.as_ref());
        all.extend(targets.map(on(address::CONTENDERS)));
        all.extend(self.strips.iter().map(on(address::MACHINE)));
        all
    }
}

/// The title of an experiment's lesson; of one that has no lesson, its own name spelt out.
fn title(names: &BTreeMap<&str, LessonName>, experiment: &str) -> String {
    match names.get(experiment) {
        Some(name) => name.title.clone(),
        None => capital(&experiment.replace('_', " ")),
    }
}

/// Experiments that were measured and that a claim names; measured ones alone where no rules could be read. What no claim
/// names, such as a benchmark whose cost is declared, is shown among the contenders.
fn has_lesson(site: &Site, experiment: &str) -> bool {
    let claims = &site.claims.claim;
    let named = claims.iter().any(|claim| claim.experiment == experiment);
    site.measured(experiment).is_some() && (claims.is_empty() || named)
}
