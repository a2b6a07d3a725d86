//! Runs: which points of a series are joined.

use lab_verdict::claims::Evidence;

use super::scale::Ruler;
use super::thin::thinned;
use super::{Join, Line, LineChart, Point, Scale};

/// So many places between two points are more than two steps of the axis.
const SKIPPED: usize = 2;

/// The points of a series that a picture can show, parted where nothing joins them or nobody knows what lies between:
/// on an axis of doublings a series is not joined over [`SKIPPED`] places at which another one was measured.
pub(super) fn runs<'a>(chart: &LineChart, line: &'a Line, x: &Ruler) -> Vec<Vec<&'a Point>> {
    let placed = line.points.iter().filter(|point| chart.has_place(point));
    let shown = thinned(placed.collect(), x);
    if chart.join == Join::Apart {
        return shown.into_iter().map(|point| vec![point]).collect();
    }
    let is_measured = |other: &&Line| other.evidence != Evidence::Simulated;
    if chart.x.scale != Scale::Log2 || !is_measured(&line) {
        return vec![shown];
    }
    let measured = chart.lines.iter().filter(is_measured);
    let mut places: Vec<f64> = measured
        .flat_map(|other| other.points.iter().map(|point| point.x))
        .collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let is_near = |one: &&Point, other: &&Point| {
        let between = places.iter().filter(|at| one.x < **at && **at < other.x);
        between.count() < SKIPPED
    };
    shown.chunk_by(is_near).map(<[&Point]>::to_vec).collect()
}
