//! The readings of lines.

use lab_measure::record::Origin;
use lab_verdict::scaling::{WORKERS, amdahl};

use super::texts::{Sentence, ends, fewest_and_most, growth, half, least, read_ahead, speed_up};
use super::{Lines, joined, placed};
use crate::draw::Point;
use crate::select::limits::left_to_pool;
use crate::select::series::Curve;
use crate::select::visits::rank;
use crate::text::names;
use crate::text::number::{count, percent, plain, time, with_interval};
use crate::text::ratio::{over, within};
use crate::text::scope::listed;

/// The most and the least at the right end, among what was measured here: a ratio across machines says nothing.
pub(super) fn ends(lines: &Lines<'_, '_>) -> String {
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
        [(most, top), .., (least, bottom)] => ends::Said {
            most: most.into(),
            took: over(bottom.y / top.y),
            least: least.into(),
            n: count(farthest as u64),
        }
        .said(&lines.asked.spec.says),
        _ => String::new(),
    }
}

/// The line that ends highest and the one that ends lowest, each from its own left end to its own right end.
pub(super) fn growth(lines: &Lines<'_, '_>) -> String {
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
    let own = &lines.asked.spec.says;
    let told = |(name, from, to): &(&str, &Point, &Point)| {
        let who = (*name).to_owned();
        let [first, last] = [from, to].map(|point| lines.y.words(point.y));
        let [fewest, most] = [from, to].map(|point| count(point.x as u64));
        match from.y.total_cmp(&to.y) {
            _ if first == last => growth::Stayed {
                who,
                last,
                fewest,
                most,
            }
            .said(own),
            std::cmp::Ordering::Less => growth::Grew {
                who,
                first,
                fewest,
                last,
                most,
            }
            .said(own),
            _ => growth::Fell {
                who,
                first,
                fewest,
                last,
                most,
            }
            .said(own),
        }
    };
    match &ends[..] {
        [most, .., least] => joined([most, least].map(told)),
        [only] => told(only),
        [] => String::new(),
    }
}

/// How far each call read ahead at most; those that read equally far in one sentence.
pub(super) fn read_ahead(lines: &Lines<'_, '_>) -> String {
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
    let told = groups.iter().map(|((ahead, all), names)| {
        read_ahead::Said {
            who: listed(names),
            ahead: count(*ahead),
            all: count(*all),
        }
        .said(&lines.asked.spec.says)
    });
    joined(told)
}

/// When half of the results were in hand, call by call.
pub(super) fn half(lines: &Lines<'_, '_>) -> String {
    let curves = lines.curves.iter();
    let ends = curves.clone().filter_map(|curve| curve.line.points.last());
    let results = ends.map(|point| point.y as u64).max().unwrap_or(0);
    let half = results.div_ceil(2);
    let mut moments = curves.filter_map(|Curve { visit, line }| {
        let reached = line.points.iter().find(|point| point.y >= half as f64)?;
        Some((names::call(&visit.cell.call).to_owned(), time(reached.x)))
    });
    let Some((call, after)) = moments.next() else {
        return String::new();
    };
    let own = &lines.asked.spec.says;
    let others = moments.map(|(call, time)| half::Other { call, time }.said(own));
    half::First {
        call,
        half: count(half),
        all: count(results),
        time: after,
        others: others.collect(),
    }
    .said(own)
}

/// Where each contender takes the least, and what its own choice takes beside that.
pub(super) fn least(lines: &Lines<'_, '_>) -> String {
    let own = &lines.asked.spec.says;
    let told = lines.curves.iter().filter_map(|curve| {
        let points = curve.line.points.iter();
        let best = points.min_by(|a, b| a.y.total_cmp(&b.y))?;
        let least = least::Best {
            who: names::contender(&curve.visit.cell.contender).into(),
            chunk: count(best.x as u64),
            took: over(best.y),
            interval: within(best.y, best.band?),
        };
        let left = left_to_pool(lines.asked, lines.part, curve);
        let left = left.and_then(|left| {
            let (took, interval) = (over(left.value), within(left.value, left.band?));
            Some(least::Own { took, interval }.said(own))
        });
        Some(joined([least.said(own)].into_iter().chain(left)))
    });
    joined(told)
}

/// What each subject takes with the fewest and with the most workers.
pub(super) fn fewest_and_most(lines: &Lines<'_, '_>) -> String {
    let is_subject = |curve: &&Curve<'_>| rank(&curve.visit.cell.contender) < rank(names::SERIAL);
    let told = lines.curves.iter().filter(is_subject).filter_map(|curve| {
        let (first, last) = (curve.line.points.first()?, curve.line.points.last()?);
        let words = fewest_and_most::Said {
            who: names::contender(&curve.visit.cell.contender).into(),
            first: lines.y.words(first.y),
            fewest: count(first.x as u64),
            last: with_interval(last.y, last.band, |value| lines.y.words(value)),
            most: count(last.x as u64),
        };
        Some((curve.visit.record, words.said(&lines.asked.spec.says)))
    });
    placed(told)
}

/// Each contender's speed-up at its least and its most share under a lock, beside the formula's.
pub(super) fn speed_up(lines: &Lines<'_, '_>) -> String {
    let told = lines.curves.iter().filter_map(|Curve { visit, line }| {
        let (first, last) = (line.points.first()?, line.points.last()?);
        let workers = visit.cell.param(WORKERS)?;
        let said = speed_up::Said {
            who: line.name.clone(),
            first: plain(first.y),
            least: percent(first.x),
            last: plain(last.y),
            most: percent(last.x),
            law: plain(amdahl(last.x, workers)),
        };
        Some(said.said(&lines.asked.spec.says))
    });
    joined(told)
}
