//! The readings of dots.

use lab_measure::record::Origin;
use lab_verdict::{CellKey, Clock, compare};

use super::joined;
use super::texts::{Sentence, pairs, per_file, soonest};
use crate::select::series::{Row, is_pair};
use crate::select::spec::FigureSpec;
use crate::text::names;
use crate::text::number::{count, percent, time, with_interval};
use crate::text::ratio::{over, within};
use crate::text::scope::place;

/// Who has the first result soonest and who latest, among what was measured here, if anything was: two machines are no
/// comparison.
pub(super) fn soonest(spec: &FigureSpec, rows: &[Row<'_>]) -> String {
    let is_here = |row: &&Row<'_>| row.visit.record.origin == Origin::Measured;
    let compared: Vec<&Row<'_>> = match rows.iter().any(|row| is_here(&row)) {
        true => rows.iter().filter(is_here).collect(),
        false => rows.iter().collect(),
    };
    let Some((least, most)) = extremes(compared.into_iter()) else {
        return String::new();
    };
    soonest::Said {
        soonest: least.visit.name(),
        least: time(least.measured.value),
        latest: most.visit.name(),
        most: time(most.measured.value),
    }
    .said(&spec.says)
}

/// The fastest and the slowest, with interval and scope.
pub(super) fn per_file(spec: &FigureSpec, rows: &[Row<'_>]) -> String {
    let Some((least, most)) = extremes(rows.iter()) else {
        return String::new();
    };
    let takes = |row: &Row<'_>| with_interval(row.measured.value, row.measured.band, time);
    per_file::Said {
        quickest: names::series(least.visit.cell),
        least: takes(least),
        slowest: names::series(most.visit.cell),
        most: takes(most),
        n: count(least.visit.cell.param("n").unwrap_or(0)),
        place: place(least.visit.record),
    }
    .said(&spec.says)
}

/// The rows with the least and with the most.
fn extremes<'r, 'a>(
    rows: impl Iterator<Item = &'r Row<'a>> + Clone,
) -> Option<(&'r Row<'a>, &'r Row<'a>)> {
    let by_value = |a: &&Row<'_>, b: &&Row<'_>| a.measured.value.total_cmp(&b.measured.value);
    Some((rows.clone().min_by(by_value)?, rows.max_by(by_value)?))
}

/// Each pair that a contender has, in the same rounds.
pub(super) fn pairs(spec: &FigureSpec, rows: &[Row<'_>]) -> String {
    let told = rows.iter().filter_map(|of| {
        let vs = rows.iter().find(|vs| is_pair(spec, of, vs))?;
        let keys = [of, vs].map(|row| CellKey::of(row.visit.cell));
        let ratio = compare(of.visit.record, &keys[0], &keys[1], Clock::Wall)?;
        let threads = count(of.visit.cell.param("workers").unwrap_or(1));
        let share = of.visit.cell.param("shared_percent");
        let cell = match share.map(|share| percent(share as f64 / 100.0)) {
            None => pairs::Threads { threads }.said(&spec.says),
            Some(share) => pairs::UnderLock { threads, share }.said(&spec.says),
        };
        let said = pairs::Said {
            who: of.visit.contender(),
            of: names::call(&of.visit.cell.call).into(),
            took: over(ratio.ratio),
            vs: names::call(&vs.visit.cell.call).into(),
            interval: within(ratio.ratio, ratio.drawn),
            cell,
        };
        Some(said.said(&spec.says))
    });
    joined(told)
}
