//! All that the pages share, computed once: verdicts and charts.

use std::collections::BTreeMap;

use crate::figures::contenders::{Workload, workloads};
use crate::figures::lanes::Hero;
use crate::figures::visits::visits;
use crate::figures::{Gallery, Plate, lanes, rounds};
use crate::judged::Judged;
use crate::lessons::{self, LessonName};
use crate::sentence::scope::capital;
use crate::site::Site;
use crate::tables::{Sheet, sheets};

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
        let clean: String = experiment
            .chars()
            .map(|letter| match letter {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-' => letter,
                _ => '-',
            })
            .collect();
        format!("{clean}.html")
    }
}

/// A site with all that follows from it.
pub(crate) struct Book<'a> {
    /// What it is made from.
    pub site: &'a Site,
    /// Every claim for every subject.
    pub judged: Vec<Judged<'a>>,
    /// The charts of every experiment that has a lesson.
    pub galleries: BTreeMap<&'a str, Gallery>,
    /// What the lessons are called, by experiment.
    pub names: BTreeMap<&'a str, LessonName>,
    /// The picture of the whole article.
    pub hero: Hero,
    /// All contenders, workload by workload.
    pub workloads: Vec<Workload>,
    /// What other programs did during each measured record.
    pub strips: Vec<Plate>,
    /// All counts and times, by experiment.
    pub sheets: BTreeMap<&'a str, Vec<Sheet>>,
}

impl<'a> Book<'a> {
    /// Judges and draws.
    pub(crate) fn of(site: &'a Site) -> Self {
        let lessons = site
            .experiments()
            .into_iter()
            .filter(|name| has_lesson(site, name));
        let galleries: BTreeMap<&str, Gallery> = lessons
            .map(|name| (name, Gallery::of(site, name)))
            .collect();
        let experiments: Vec<&str> = galleries.keys().copied().collect();
        let names = lessons::names(&site.claims, &experiments);
        let names: BTreeMap<&str, LessonName> = experiments.into_iter().zip(names).collect();
        let hero = galleries
            .keys()
            .map(|name| lanes::hero(&visits(site, name)))
            .rev()
            .max_by_key(|hero| (hero.told, hero.plates.len()))
            .unwrap_or_default();
        let strips = site
            .experiments()
            .into_iter()
            .filter_map(|name| rounds::strip(site.measured(name)?, &title(&names, name)))
            .collect();
        Book {
            judged: site.judged(),
            galleries,
            names,
            hero,
            workloads: workloads(site),
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
        self.galleries.contains_key(experiment)
    }

    /// What an experiment is called where readers meet it.
    pub(crate) fn title(&self, experiment: &str) -> String {
        title(&self.names, experiment)
    }

    /// All charts with the page on which each stands.
    pub(crate) fn plates(&self) -> Vec<(&Plate, String)> {
        let on = |page: &'static str| move |plate| (plate, page.to_string());
        let mut all: Vec<(&Plate, String)> =
            self.hero.plates.iter().map(on(address::INDEX)).collect();
        for (name, gallery) in &self.galleries {
            let page = address::lesson(name);
            all.extend(gallery.plates().map(|plate| (plate, page.clone())));
        }
        let workloads = self.workloads.iter();
        all.extend(
            workloads
                .flat_map(|workload| workload.ratios.iter().chain(&workload.times))
                .map(on(address::CONTENDERS)),
        );
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
