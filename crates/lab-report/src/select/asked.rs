//! What a figure is asked to show of a record: the cells of its cast, a picture for each value of what it varies.

use std::collections::{BTreeMap, BTreeSet};

use lab_measure::record::Series;

use super::spec::FigureSpec;
use super::template::Filling;
use super::visits::{CellRef, rank};
use super::{Picture, id};
use crate::draw::Head;

/// A figure, and the data that it is to be drawn from.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// What the study asks for.
    pub spec: &'a FigureSpec,
    /// The experiment.
    pub experiment: &'a str,
    /// All of its cells.
    pub all: &'a [CellRef<'a>],
    /// For each length of a task the numbers of tasks for which rules compare times.
    pub sizes: &'a BTreeMap<u64, BTreeSet<u64>>,
}

/// A cell, with one of its curves where the figure is about curves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Datum<'a> {
    /// The cell.
    pub visit: CellRef<'a>,
    /// The curve.
    pub curve: Option<&'a Series>,
}

/// What one picture of a figure shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Part<'a> {
    /// What is on it.
    pub data: Vec<Datum<'a>>,
    /// The values that tell it from the others, for its id.
    pub each: Vec<String>,
}

impl<'a> Asked<'a> {
    /// The cells of its cast that something was measured or counted of.
    pub(super) fn cells(&self) -> Vec<CellRef<'a>> {
        let all = self.all.iter().copied();
        let of = &self.spec.of;
        let beside = |visit: &CellRef<'_>| {
            [&of.plain_loop, &of.own_choice]
                .into_iter()
                .flatten()
                .any(|call| *call == visit.cell.call)
        };
        all.filter(|visit| !visit.is_only_traced())
            .filter(|visit| of.take(visit) || beside(visit))
            .collect()
    }

    /// A picture of each part that has one.
    pub(super) fn pictures(&self, of: impl Fn(&Part<'a>) -> Option<Picture>) -> Vec<Picture> {
        self.parts().iter().filter_map(of).collect()
    }

    /// Its parts, a picture each: one, or one for each value of what it varies.
    pub(super) fn parts(&self) -> Vec<Part<'a>> {
        let whole = Part {
            data: self
                .cells()
                .into_iter()
                .flat_map(|visit| self.data(visit))
                .collect(),
            each: Vec::new(),
        };
        self.spec.each.iter().fold(vec![whole], |parts, by| {
            let parts = parts.iter().flat_map(|part| self.split(part, by));
            parts.collect()
        })
    }

    fn data(&self, visit: CellRef<'a>) -> Vec<Datum<'a>> {
        let Some(wanted) = &self.spec.curve else {
            return vec![Datum { visit, curve: None }];
        };
        let curves = visit.record.series.iter();
        curves
            .filter(|curve| curve.cell == visit.index && curve.name.starts_with(wanted.as_str()))
            .filter(|curve| curve.points.len() > 1)
            .map(|curve| Datum {
                visit,
                curve: Some(curve),
            })
            .collect()
    }

    fn split(&self, whole: &Part<'a>, by: &str) -> Vec<Part<'a>> {
        let mut curves: Vec<&str> = Vec::new();
        let mut parts: BTreeMap<(usize, String), Part<'a>> = BTreeMap::new();
        for datum in &whole.data {
            let cell = datum.visit.cell;
            let key = match by {
                "call" => Some((self.spec.of.place(&cell.call), cell.call.clone())),
                "contender" => Some((rank(&cell.contender), cell.contender.clone())),
                "curve" => datum.curve.map(|curve| {
                    let (_, words) = curve.name.split_once(": ").unwrap_or(("", &curve.name));
                    let known = curves.iter().position(|known| *known == words);
                    curves.extend(known.is_none().then_some(words));
                    (known.unwrap_or(curves.len() - 1), words.to_owned())
                }),
                parameter => cell
                    .param(parameter)
                    .map(|value| (value as usize, value.to_string())),
            };
            let Some(key) = key else { continue };
            let part = parts.entry(key).or_default();
            part.data.push(*datum);
        }
        let named = parts.into_iter().map(|((_, name), part)| Part {
            each: [whole.each.as_slice(), &[name]].concat(),
            ..part
        });
        named.collect()
    }

    /// What the chart of a part begins with; its texts are filled from this cell.
    pub(super) fn head(&self, each: &[String], filling: &Filling<'_>) -> Head {
        let mut parts = vec![self.experiment, &self.spec.id];
        parts.extend(each.iter().map(String::as_str));
        Head {
            id: id(&parts),
            title: self.spec.title.fill(filling),
            description: self.spec.caption.fill(filling),
        }
    }

    /// The head of a figure with one picture, where a kind computes what its texts say.
    pub(super) fn computed(&self, computed: &[(&'static str, String)]) -> Head {
        let filling = Filling {
            cell: self.cells().first().copied(),
            computed,
            ..Filling::default()
        };
        self.head(&[], &filling)
    }
}

impl<'a> Part<'a> {
    /// From what its texts are filled: its first cell.
    pub(super) fn filling(&self) -> Filling<'a> {
        let first = self.data.first();
        Filling {
            cell: first.map(|datum| datum.visit),
            curve: first
                .and_then(|datum| datum.curve)
                .map(|curve| curve.name.as_str()),
            computed: &[],
        }
    }

    /// Its cell of a call.
    pub(super) fn of_call(&self, call: Option<&str>) -> Option<CellRef<'a>> {
        let found = self
            .data
            .iter()
            .find(|datum| Some(datum.visit.cell.call.as_str()) == call);
        found.map(|datum| datum.visit)
    }
}
