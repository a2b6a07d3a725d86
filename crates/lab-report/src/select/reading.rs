//! What to see on a figure, computed, in a sentence or two: the readings that a study can name.

use lab_measure::record::Origin;
use lab_verdict::interval::DRAWN;
use lab_verdict::scaling::{WORKERS, amdahl};
use lab_verdict::{CellKey, Clock, compare};

use super::asked::{Asked, Part};
use super::limits::left_to_pool;
use super::quantity::Quantity;
use super::series::{Curve, Row, is_pair};
use super::spec::FigureSpec;
use super::visits::rank;
use crate::draw::Point;
use crate::text::names;
use crate::text::number::{count, plain, plural, time};
use crate::text::ratio::compared;
use crate::text::scaling::placed;
use crate::text::scope::{capital, place};

/// What a reading of lines is about: those on the picture.
pub(super) struct Lines<'l, 'a> {
    pub asked: &'l Asked<'a>,
    pub part: &'l Part<'a>,
    pub curves: &'l [Curve<'a>],
    pub y: &'l Quantity,
}

type OfLines = fn(&Lines<'_, '_>) -> String;
type OfDots = fn(&FigureSpec, &[Row<'_>]) -> String;

/// The readings of lines.
const OF_LINES: [(&str, OfLines); 7] = [
    ("ends", ends),
    ("growth", growth),
    ("read_ahead", read_ahead),
    ("half", half),
    ("least", least),
    ("fewest_and_most", fewest_and_most),
    ("speed_up", speed_up),
];

/// The readings of dots.
const OF_DOTS: [(&str, OfDots); 3] = [
    ("soonest", soonest),
    ("per_file", per_file),
    ("pairs", pairs),
];

/// The names of the readings of lines.
pub(super) fn names_of_lines() -> Vec<&'static str> {
    OF_LINES.iter().map(|(name, _)| *name).collect()
}

/// The names of the readings of dots.
pub(super) fn names_of_dots() -> Vec<&'static str> {
    OF_DOTS.iter().map(|(name, _)| *name).collect()
}

/// That of a figure of lines.
pub(super) fn of_lines(lines: &Lines<'_, '_>) -> String {
    let wanted = lines.asked.spec.reading.as_deref();
    let known = OF_LINES.iter().find(|(name, _)| Some(*name) == wanted);
    known.map_or(String::new(), |(_, reading)| reading(lines))
}

/// That of a figure of dots.
pub(super) fn of_dots(spec: &FigureSpec, rows: &[Row<'_>]) -> String {
    let wanted = spec.reading.as_deref();
    let known = OF_DOTS.iter().find(|(name, _)| Some(*name) == wanted);
    known.map_or(String::new(), |(_, reading)| reading(spec, rows))
}

/// The most and the least at the right end, among what was measured here: a ratio across machines says nothing.
fn ends(lines: &Lines<'_, '_>) -> String {
    let here = lines
        .curves
        .iter()
        .filter(|curve| curve.visit.record.origin == Origin::Measured);
    let mut ends: Vec<(&str, &Point)> = here
        .filter_map(|curve| Some((curve.line.name.as_str(), curve.line.points.last()?)))
        .collect();
    let Some(farthest) = ends.iter().map(|(_, point)| point.x).reduce(f64::max) else {
        return String::new();
    };
    ends.retain(|(_, point)| point.x == farthest);
    ends.sort_by(|a, b| b.1.y.total_cmp(&a.1.y));
    match ends[..] {
        [(most, top), .., (least, bottom)] => format!(
            "At {} tasks, {most} gets {} times as much done per second as {least}.",
            count(farthest as u64),
            plain(top.y / bottom.y)
        ),
        _ => String::new(),
    }
}

/// The line that ends highest and the one that ends lowest, each from its own left end to its own right end.
fn growth(lines: &Lines<'_, '_>) -> String {
    let mut ends: Vec<(&str, &Point, &Point)> = lines
        .curves
        .iter()
        .filter_map(|Curve { line, .. }| {
            Some((
                line.name.as_str(),
                line.points.first()?,
                line.points.last()?,
            ))
        })
        .collect();
    ends.sort_by(|a, b| b.2.y.total_cmp(&a.2.y));
    let grows = |(name, first, last): &(&str, &Point, &Point)| {
        let [first, last] = [first, last].map(|point| lines.y.words(point.y));
        format!("{name} goes from {first} to {last}")
    };
    let over = |(_, first, last): &(&str, &Point, &Point)| {
        let [first, last] = [first, last].map(|point| count(point.x as u64));
        format!("from {first} to {last} tasks")
    };
    let told = match &ends[..] {
        [most, .., least] if over(most) == over(least) => {
            format!("{}, {}; {}.", over(most), grows(most), grows(least))
        }
        [most, .., least] => {
            let [most, least] = [most, least].map(|end| format!("{}, {}", over(end), grows(end)));
            format!("{most}; {least}.")
        }
        [only] => format!("{}.", grows(only)),
        [] => return String::new(),
    };
    capital(&told)
}

/// How far each call read ahead at most; those that read equally far in one sentence.
fn read_ahead(lines: &Lines<'_, '_>) -> String {
    let mut groups: Vec<((u64, u64), Vec<&str>)> = Vec::new();
    for Curve { line, .. } in lines.curves {
        let points = line.points.iter();
        let ahead = points.clone().map(|point| (point.y - point.x) as u64);
        let all = points.map(|point| point.y as u64);
        let reach = (ahead.max().unwrap_or(0), all.max().unwrap_or(0));
        match groups.iter_mut().find(|(known, _)| *known == reach) {
            Some((_, names)) => names.push(&line.name),
            None => groups.push((reach, vec![&line.name])),
        }
    }
    let told = groups.iter().map(|((most, all), names)| {
        format!(
            "At most {} of {} inputs ahead of the caller: {}.",
            count(*most),
            count(*all),
            names.join(", ")
        )
    });
    told.collect::<Vec<_>>().join(" ")
}

/// When half of the results were in hand.
fn half(lines: &Lines<'_, '_>) -> String {
    let curves = lines.curves.iter();
    let ends = curves.clone().filter_map(|curve| curve.line.points.last());
    let results = ends.map(|point| point.y as u64).max().unwrap_or(0);
    let half = results.div_ceil(2);
    let at = |Curve { visit, line }: &Curve<'_>| {
        let reached = line.points.iter().find(|point| point.y >= half as f64)?;
        let call = names::call(&visit.cell.call);
        Some(format!("after {} with {call}", time(reached.x)))
    };
    let moments: Vec<String> = curves.filter_map(at).collect();
    format!(
        "{} of {} results are in hand {}.",
        count(half),
        count(results),
        moments.join(", ")
    )
}

/// Where each contender takes the least, and what its own choice takes beside that.
fn least(lines: &Lines<'_, '_>) -> String {
    let told = lines.curves.iter().filter_map(|curve| {
        let points = curve.line.points.iter();
        let best = points.min_by(|a, b| a.y.total_cmp(&b.y))?;
        let (low, high) = best.band?;
        let name = names::contender(&curve.visit.cell.contender);
        let own = left_to_pool(lines.asked, lines.part, curve);
        let own = own.and_then(|own| {
            let (low, high) = own.band?;
            let [own, low, high] = [own.value, low, high].map(plain);
            Some(format!(
                "; with chunks of its own choice {own} ({low} to {high})"
            ))
        });
        let own = own.unwrap_or_default();
        Some(format!(
            "{name}: least with chunks of {}, {} times the ideal ({} to {}){own}.",
            count(best.x as u64),
            plain(best.y),
            plain(low),
            plain(high)
        ))
    });
    told.collect::<Vec<_>>().join(" ")
}

/// What each subject takes with the fewest and with the most workers.
fn fewest_and_most(lines: &Lines<'_, '_>) -> String {
    let is_subject = |curve: &&Curve<'_>| rank(&curve.visit.cell.contender) < rank(names::SERIAL);
    let told = lines.curves.iter().filter(is_subject).filter_map(|curve| {
        let (first, last) = (curve.line.points.first()?, curve.line.points.last()?);
        let interval = last.band.map_or(String::new(), |(low, high)| {
            let [low, high] = [low, high].map(|value| lines.y.words(value));
            format!(" [{low} to {high}, 95 %]")
        });
        let words = format!(
            "{} goes from {} with {} to {} with {}{interval}.",
            names::contender(&curve.visit.cell.contender),
            lines.y.words(first.y),
            plural(first.x as u64, "worker", "workers"),
            lines.y.words(last.y),
            count(last.x as u64)
        );
        Some((curve.visit.record, words))
    });
    placed(told)
}

/// Each contender's speed-up at its least and its most share under a lock, beside the formula's.
fn speed_up(lines: &Lines<'_, '_>) -> String {
    let told = lines.curves.iter().filter_map(|Curve { visit, line }| {
        let (first, last) = (line.points.first()?, line.points.last()?);
        let workers = visit.cell.param(WORKERS)?;
        Some(format!(
            "{}: ×{} with {} % under the lock, ×{} with {} %, where Amdahl’s law gives ×{}.",
            line.name,
            plain(first.y),
            plain(100.0 * first.x),
            plain(last.y),
            plain(100.0 * last.x),
            plain(amdahl(last.x, workers)),
        ))
    });
    told.collect::<Vec<_>>().join(" ")
}

/// Who has the first result soonest and who latest, among what was measured here, if anything was: two machines are no
/// comparison.
fn soonest(_: &FigureSpec, rows: &[Row<'_>]) -> String {
    let is_here = |row: &&Row<'_>| row.visit.record.origin == Origin::Measured;
    let compared: Vec<&Row<'_>> = match rows.iter().any(|row| is_here(&row)) {
        true => rows.iter().filter(is_here).collect(),
        false => rows.iter().collect(),
    };
    let Some((least, most)) = extremes(compared.into_iter()) else {
        return String::new();
    };
    format!(
        "The first result is in hand after {} with {}, and after {} with {}.",
        time(least.measured.value),
        least.visit.name(),
        time(most.measured.value),
        most.visit.name()
    )
}

/// The fastest and the slowest, with interval and scope.
fn per_file(_: &FigureSpec, rows: &[Row<'_>]) -> String {
    let Some((least, most)) = extremes(rows.iter()) else {
        return String::new();
    };
    let takes = |row: &Row<'_>| {
        let interval = row.measured.band.map_or(String::new(), |(low, high)| {
            format!(" [{} to {}, 95 %]", time(low), time(high))
        });
        format!(
            "{} takes {} per file{interval}",
            names::series(row.visit.cell),
            time(row.measured.value)
        )
    };
    format!(
        "{}, for {} files, {}; {}.",
        capital(&place(least.visit.record)),
        count(least.visit.cell.param("n").unwrap_or(0)),
        takes(least),
        takes(most)
    )
}

/// The rows with the least and with the most.
fn extremes<'r, 'a>(
    rows: impl Iterator<Item = &'r Row<'a>> + Clone,
) -> Option<(&'r Row<'a>, &'r Row<'a>)> {
    let by_value = |a: &&Row<'_>, b: &&Row<'_>| a.measured.value.total_cmp(&b.measured.value);
    Some((rows.clone().min_by(by_value)?, rows.max_by(by_value)?))
}

/// Each pair that a contender has, in the same rounds.
fn pairs(spec: &FigureSpec, rows: &[Row<'_>]) -> String {
    let told = rows.iter().filter_map(|of| {
        let vs = rows.iter().find(|vs| is_pair(spec, of, vs))?;
        let keys = [of, vs].map(|row| CellKey::of(row.visit.cell));
        let ratio = compare(of.visit.record, &keys[0], &keys[1], Clock::Wall)?;
        let workers = of.visit.cell.param("workers").unwrap_or(1);
        let share = of.visit.cell.param("shared_percent");
        let share = share.map_or(String::new(), |percent| {
            format!(", {percent} % under the lock")
        });
        Some(format!(
            "{} with {}{share} {}.",
            of.visit.name(),
            plural(workers, "thread", "threads"),
            compared(
                ratio.ratio,
                ratio.drawn,
                DRAWN,
                Some(names::call(&vs.visit.cell.call))
            ),
        ))
    });
    told.collect::<Vec<_>>().join(" ")
}
