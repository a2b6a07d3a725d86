//! The pairs of samples that were taken in the same round.
//!
//! Two cells are compared only within a round, where both met the same machine: drift between rounds cancels.

use std::collections::{BTreeMap, BTreeSet};

use lab_measure::record::{Record, Sample};

use crate::answer::Reason;
use crate::cell::CellKey;
use crate::metric::Clock;

/// Two cells in the same round of the same process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The process.
    pub process: u32,
    /// The round within it.
    pub round: u32,
    /// ln(reading of the first cell / reading of the second), natural logarithm, no unit; per item where the two
    /// worked through different numbers of items.
    pub log_ratio: f64,
    /// Whether others used the machine during this round.
    pub contaminated: bool,
}

/// Why two cells cannot be paired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unpaired {
    /// A cell paired with itself has the ratio 1 by definition and says nothing.
    SameCell,
    /// No round has a reading of both.
    NoRound,
    /// A reading of zero: the clock is too coarse. Leaving such rounds out would favour the slow ones.
    ZeroReading,
    /// One of the two worked through no items at all, so there is no time per item.
    NoItems,
}

/// What one round says about one cell: readings and items, summed over its samples there (normally one).
#[derive(Clone, Copy, Default)]
struct Reading {
    ns: u64,
    items: u64,
}

/// Pairs the samples of two cells, given by their index, round by round in the record's order of processes.
///
/// # Errors
/// [`Unpaired`] where there is nothing to compare, or where a pair has no ratio.
pub fn pairs(record: &Record, of: u32, vs: u32, clock: Clock) -> Result<Vec<Pair>, Unpaired> {
    if of == vs {
        return Err(Unpaired::SameCell);
    }
    let contaminated = contaminated_rounds(record);
    let base = readings(record, vs, clock);
    let pairs = readings(record, of, clock)
        .into_iter()
        .filter_map(|(at, reading)| Some((at, reading, *base.get(&at)?)))
        .map(|(at, reading, base)| {
            Ok(Pair {
                process: at.0,
                round: at.1,
                log_ratio: log_ratio(reading, base)?,
                contaminated: contaminated.contains(&at),
            })
        })
        .collect::<Result<Vec<Pair>, Unpaired>>()?;
    if pairs.is_empty() {
        return Err(Unpaired::NoRound);
    }
    Ok(pairs)
}

/// The pairs' log-ratios, grouped by process.
pub fn by_process<'p>(pairs: impl IntoIterator<Item = &'p Pair>) -> Vec<Vec<f64>> {
    let mut groups: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for pair in pairs {
        groups.entry(pair.process).or_default().push(pair.log_ratio);
    }
    groups.into_values().collect()
}

impl Unpaired {
    /// Words for the reader of the page.
    pub fn words(self) -> &'static str {
        match self {
            Unpaired::SameCell => "both sides are the same cell",
            Unpaired::NoRound => "no round has a reading of both",
            Unpaired::ZeroReading => "a reading is 0 ns: the clock is too coarse",
            Unpaired::NoItems => "one side worked through no items",
        }
    }
}

/// Two keys have led to one cell: on this machine they mean the same, for example where the default number of workers is
/// the very number that it is compared with.
pub(crate) fn same_cell(what: &str, of: &CellKey, vs: &CellKey) -> Reason {
    Reason::NoData(Some(format!(
        "{what} of {of} against {vs}: {} here, and a cell against itself says nothing",
        Unpaired::SameCell.words()
    )))
}

fn readings(record: &Record, cell: u32, clock: Clock) -> BTreeMap<(u32, u32), Reading> {
    let mut rounds: BTreeMap<(u32, u32), Reading> = BTreeMap::new();
    for (sample, ns) in samples(record, cell, clock) {
        let reading = rounds.entry((sample.process, sample.round)).or_default();
        reading.ns += ns;
        reading.items += clock.items(sample);
    }
    rounds
}

/// The samples of a cell that have a reading of this clock, each with it.
pub(crate) fn samples(
    record: &Record,
    cell: u32,
    clock: Clock,
) -> impl Iterator<Item = (&Sample, u64)> {
    record
        .samples
        .iter()
        .filter(move |sample| sample.cell == cell)
        .filter_map(move |sample| Some((sample, clock.read(sample)?)))
}

fn log_ratio(of: Reading, vs: Reading) -> Result<f64, Unpaired> {
    if of.ns == 0 || vs.ns == 0 {
        return Err(Unpaired::ZeroReading);
    }
    let whole = (of.ns as f64).ln() - (vs.ns as f64).ln();
    if of.items == vs.items {
        return Ok(whole);
    }
    if of.items == 0 || vs.items == 0 {
        return Err(Unpaired::NoItems);
    }
    Ok(whole - (of.items as f64).ln() + (vs.items as f64).ln())
}

fn contaminated_rounds(record: &Record) -> BTreeSet<(u32, u32)> {
    record
        .rounds
        .iter()
        .filter(|round| round.is_contaminated())
        .map(|round| (round.process, round.round))
        .collect()
}
