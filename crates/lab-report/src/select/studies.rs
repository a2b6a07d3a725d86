//! The figures of all studies, as they stand in each study's `study.toml`, and what they are drawn from.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use lab_verdict::fault::Place;

use super::check::{faults, offset};
use super::kinds::{Shows, kind};
use super::quantity::Quantity;
use super::spec::{FigureSpec, Group, NotDrawn};
use crate::study::{FILES, StudyFile};

static STUDIES: LazyLock<Vec<StudyFigures>> = LazyLock::new(|| {
    let studies = FILES
        .iter()
        .map(|(name, text)| StudyFigures::parse(name, text));
    studies
        .collect::<Result<_, String>>()
        .unwrap_or_else(|fault| panic!("{fault}"))
});

/// What a study says of its figures.
#[derive(Debug)]
pub struct StudyFigures {
    /// Its experiment.
    pub name: String,
    /// The name of its file, and what stands in it.
    file: (String, String),
    /// Claims without a figure, each with the reason.
    pub no_figure: BTreeMap<String, String>,
    figures: Vec<FigureSpec>,
    not_drawn: NotDrawn,
}

/// What a figure is drawn from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The figure.
    pub figure: String,
    /// The claims beside which it stands.
    pub claims: Vec<String>,
    /// The calls that it names.
    pub calls: Vec<String>,
    /// The parameters that it speaks of.
    pub parameters: Vec<String>,
    /// Whether it shows times.
    pub times: bool,
    /// The counts that it shows.
    pub counts: Vec<String>,
    /// The start of the names of the curves that it shows.
    pub curve: Option<String>,
    /// Whether it shows who ran what when.
    pub traces: bool,
    /// Whether the plain loop on the calling thread is among its contenders.
    pub serial: bool,
}

/// The figures of an experiment; none where it has no study.
pub(crate) fn figures(experiment: &str) -> &'static [FigureSpec] {
    let study = STUDIES.iter().find(|study| study.name == experiment);
    study.map_or(&[], |study| &study.figures)
}

/// All studies.
pub fn all() -> &'static [StudyFigures] {
    &STUDIES
}

/// The names of what a figure cannot be drawn without, as a record has them among what it lacks.
pub(super) fn needs(spec: &FigureSpec) -> Vec<String> {
    let sources = Sources::of(spec);
    let is_cpu = |axis: &super::spec::AxisSpec| axis.of == Quantity::Cpu;
    let cpu = spec.axes().any(is_cpu).then(|| "cpu".to_owned());
    [sources.calls, sources.counts]
        .concat()
        .into_iter()
        .chain(sources.curve)
        .chain(cpu)
        .collect()
}

impl StudyFigures {
    /// What the text of `NAME/study.toml` says of its figures.
    ///
    /// # Errors
    /// The first thing that it may not say, with its place and what to do about it.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, String> {
        let file = StudyFile::parse(name, text)?;
        if let Some(fault) = faults(&file.figure, name, text).into_iter().next() {
            return Err(fault);
        }
        let folder = name.strip_suffix("/study.toml").unwrap_or(name);
        Ok(Self {
            name: folder.rsplit('/').next().unwrap_or(folder).to_owned(),
            file: (name.to_owned(), text.to_owned()),
            figures: file.figure,
            no_figure: file.no_figure,
            not_drawn: file.not_drawn,
        })
    }

    /// What each of its figures is drawn from.
    pub fn sources(&self) -> Vec<Sources> {
        self.figures.iter().map(Sources::of).collect()
    }

    /// Where a key of a figure stands in its file; the beginning of the file, for another figure.
    pub fn place(&self, figure: &str, key: &str) -> Place {
        let (name, text) = &self.file;
        let number = self.figures.iter().position(|known| known.id == figure);
        let offset = number.map_or(0, |number| offset(text, number, key));
        Place::of(name, text, offset)
    }

    /// What no figure shows: timed calls, curves, traced visits by contender and call.
    pub fn not_drawn(&self) -> [Vec<&str>; 3] {
        let NotDrawn { call, curve, trace } = &self.not_drawn;
        [call, curve, trace].map(|of| of.keys().map(String::as_str).collect())
    }
}

impl Sources {
    fn of(spec: &FigureSpec) -> Self {
        let of = &spec.of;
        let pairs = spec.pairs.iter().flat_map(|(one, other)| [one, other]);
        let beside = [&of.plain_loop, &of.own_choice].into_iter().flatten();
        let mut sources = Self {
            figure: spec.id.clone(),
            claims: spec.claims.clone(),
            calls: of
                .call
                .iter()
                .chain(pairs)
                .chain(beside)
                .chain(spec.notes.keys())
                .cloned()
                .collect(),
            curve: spec.curve.clone(),
            serial: of.contender.is_empty() || of.contender.contains(&Group::Serial),
            ..Self::default()
        };
        let by = spec.each.iter().chain(&spec.order);
        let by = by.filter(|by| !["call", "contender", "curve", "value"].contains(&by.as_str()));
        let named = [&spec.largest, &spec.reference].into_iter().flatten();
        sources.parameters = by.chain(named).chain(&of.with).cloned().collect();
        for axis in spec.axes() {
            match &axis.of {
                Quantity::Parameter(name) => sources.parameters.push(name.clone()),
                Quantity::Count(name) => sources.counts.push(name.clone()),
                Quantity::Curve(_) => {}
                _ => sources.times = true,
            }
        }
        match kind(&spec.kind).map(|kind| kind.shows) {
            Some(Shows::Times) => sources.times = true,
            Some(Shows::Counts(names)) => {
                sources
                    .counts
                    .extend(names.iter().map(|name| (*name).to_owned()));
            }
            Some(Shows::Traces) => sources.traces = true,
            Some(Shows::Axes) | None => {}
        }
        sources
    }
}
