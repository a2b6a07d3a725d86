//! The smallest difference that this machine can carry, and thresholds widened to it.

use lab_measure::record::Record;

use crate::claims::Threshold;

/// No timed difference smaller than this is ever called one, however quiet the machine (0.05 = 5 %): layout and
/// allocator luck alone reach a few percent between builds.
pub const SMALLEST: f64 = 0.05;

/// delta = max(5 %, 2 F), a relative difference, for the noise floor F of identical code against itself.
///
/// ```
/// use lab_verdict::noise::delta;
///
/// assert_eq!(delta(0.01), 0.05);
/// assert_eq!(delta(0.04), 0.08);
/// ```
pub fn delta(floor: f64) -> f64 {
    SMALLEST.max(2.0 * floor)
}

/// The record's delta. A record made without a noise test gets the smallest: an unknown floor widens nothing, and
/// the page says that there was none.
pub fn delta_of(record: &Record) -> f64 {
    delta(record.probe.as_ref().map_or(0.0, |probe| probe.floor))
}

/// The ratios that count as "no difference": from 1 / (1 + delta) to 1 + delta, the same whichever cell is called
/// the first.
pub fn same(delta: f64) -> (f64, f64) {
    ((1.0 + delta).recip(), 1.0 + delta)
}

/// A threshold on a ratio of times as it is used: at least as far from 1 as delta, on the side on which it was
/// declared, |ln t'| = max(|ln t|, ln(1 + delta)).
///
/// A threshold of exactly 1 has no side of its own and is widened outward, by its direction: "at least 1" becomes
/// "at least 1 + delta", "at most 1" becomes "at most 1 / (1 + delta)". Thresholds on counts are never widened.
pub fn widened(threshold: Threshold, delta: f64) -> Threshold {
    let (below, above) = same(delta);
    let away = |ratio: f64, from_one: f64| match ratio {
        r if r > 1.0 => r.max(above),
        r if r < 1.0 => r.min(below),
        _ => from_one,
    };
    Threshold {
        at_least: threshold.at_least.map(|ratio| away(ratio, above)),
        at_most: threshold.at_most.map(|ratio| away(ratio, below)),
    }
}
