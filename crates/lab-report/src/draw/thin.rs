//! Thinning: of a long series a picture shows a few points for each of its columns, and so no more are placed on it.

use super::Point;
use super::scale::Ruler;

/// Columns that can be told apart in each unit of the sheet.
const COLUMNS: f64 = 2.0;

/// A column's points are kept up to so many.
const FEW: usize = 4;

/// The points without those that a picture cannot show: of each column the first, the last and the extremes. A curve of a
/// million steps becomes a few thousand and looks the same.
pub(super) fn thinned<'a>(points: Vec<&'a Point>, x: &Ruler) -> Vec<&'a Point> {
    if points.len() <= FEW {
        return points;
    }
    let column = |point: &Point| x.at(point.x).map(|at| (at * COLUMNS).floor() as i64);
    let mut kept = Vec::new();
    for run in points.chunk_by(|one, other| column(one) == column(other)) {
        if run.len() <= FEW {
            kept.extend(run);
            continue;
        }
        let least = |value: fn(&Point) -> f64| {
            let by_value =
                |one: &usize, other: &usize| value(run[*one]).total_cmp(&value(run[*other]));
            (0..run.len()).min_by(by_value).unwrap_or(0)
        };
        let mut chosen = [
            0,
            run.len() - 1,
            least(|point| point.y),
            least(|point| -point.y),
            least(|point| point.band.map_or(point.y, |(low, _)| low)),
            least(|point| -point.band.map_or(point.y, |(_, high)| high)),
        ];
        chosen.sort_unstable();
        let mut chosen = chosen.to_vec();
        chosen.dedup();
        kept.extend(chosen.iter().map(|at| run[*at]));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::Scale;
    use super::super::scale::Projection;
    use super::*;

    #[test]
    fn of_a_million_points_a_few_thousand_are_kept_and_all_extremes_among_them() {
        let points: Vec<Point> = (0..1_000_000u32)
            .map(|at| Point {
                x: f64::from(at),
                y: match at {
                    700_001 => 500.0,
                    700_002 => -500.0,
                    _ => f64::from(at % 7),
                },
                band: (at == 300_003).then_some((-900.0, 900.0)),
                ..Point::default()
            })
            .collect();
        let x = Ruler {
            axis: Projection::exactly(Scale::Linear, 0.0, 1e6),
            start: 0.0,
            end: 800.0,
        };
        let kept = thinned(points.iter().collect(), &x);
        assert!(kept.len() <= 6 * 1601, "{}", kept.len());
        assert!(kept.is_sorted_by(|one, other| one.x < other.x));
        for at in [0, 300_003, 700_001, 700_002, 999_999] {
            assert!(kept.contains(&&points[at]), "{at}");
        }
    }
}
