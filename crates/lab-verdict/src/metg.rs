//! METG: how short tasks may be before a pool's own work outweighs theirs.
//!
//! Source: Slaughter et al., *Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance*, SC20:
//! the *minimum effective task granularity* METG(50 %) is the smallest task for which a system does at least half of the
//! useful work per second that its cores could do. Here it is taken per call of a given number of tasks:
//!
//! ```text
//! efficiency = n x t / (W x T)
//! ```
//!
//! | | | unit |
//! |---|---|---|
//! | n | tasks in the call | tasks |
//! | t | time of a task in a plain loop of the same tasks, in the same rounds | nanoseconds |
//! | W | workers | workers |
//! | T | time of the whole call | nanoseconds |
//!
//! A plain loop alone has an efficiency of 1 / W by this formula, so on two cores half is what no pool at all reaches.
//! [`threshold`] therefore asks for half, or half as much again as the loop, whichever is more.

/// How much more than the plain loop a pool must do to count.
const ABOVE_THE_LOOP: f64 = 1.5;

/// One measured length of a task.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Efficiency {
    /// Length of a task in the plain loop, in nanoseconds.
    pub task_ns: f64,
    /// Useful work done over what the workers could do: 1 is ideal.
    pub share: f64,
}

/// The smallest task that is worth its handing over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Metg {
    /// This long, in nanoseconds: between a measured length that is too short and one that is not, on a logarithmic axis.
    At(f64),
    /// Even the shortest that was measured, in nanoseconds, is long enough.
    AtMost(f64),
    /// Even the longest that was measured, in nanoseconds, is too short.
    Beyond(f64),
}

/// The efficiency of a call from its time over that of the plain loop: `ratio` = T / (n x t). Above 1 where the workers
/// are faster together than one by one.
pub fn efficiency(ratio: f64, workers: u64) -> f64 {
    1.0 / (workers as f64 * ratio)
}

/// The efficiency that is asked for with so many workers: half, and well above what a plain loop has.
///
/// ```
/// use lab_verdict::metg::threshold;
///
/// assert_eq!(threshold(2), 0.75);
/// assert_eq!(threshold(8), 0.5);
/// ```
pub fn threshold(workers: u64) -> f64 {
    (ABOVE_THE_LOOP / workers as f64).max(0.5)
}

/// The smallest task from which on every longer one reaches the threshold; `None` without a point.
///
/// A single short length that reaches it below one that does not is taken for noise.
///
/// ```
/// use lab_verdict::metg::{Efficiency, Metg, metg};
///
/// let curve = [(100.0, 0.25), (10_000.0, 0.75), (100_000.0, 0.9)];
/// let curve = curve.map(|(task_ns, share)| Efficiency { task_ns, share });
/// // Half-way between the first two on both axes: 1 us.
/// assert_eq!(metg(&curve, 0.5), Some(Metg::At(1_000.0)));
/// ```
pub fn metg(curve: &[Efficiency], threshold: f64) -> Option<Metg> {
    let mut points = curve.to_vec();
    points.sort_by(|a, b| a.task_ns.total_cmp(&b.task_ns));
    let (shortest, longest) = (points.first()?.task_ns, points.last()?.task_ns);
    let Some(last_short) = points.iter().rposition(|point| point.share < threshold) else {
        return Some(Metg::AtMost(shortest));
    };
    let Some(next) = points.get(last_short + 1) else {
        return Some(Metg::Beyond(longest));
    };
    let low = points[last_short];
    let way = (threshold - low.share) / (next.share - low.share);
    let log = low.task_ns.ln() + way * (next.task_ns.ln() - low.task_ns.ln());
    // Whole nanoseconds: more would be the logarithm's rounding.
    Some(Metg::At(log.exp().round()))
}

impl Metg {
    /// The number of nanoseconds that it names, whether it is that length, at most or beyond it.
    pub fn ns(self) -> f64 {
        match self {
            Metg::At(ns) | Metg::AtMost(ns) | Metg::Beyond(ns) => ns,
        }
    }

    /// For a league: the smallest first, those beyond what was measured last.
    pub fn place(self) -> (u8, f64) {
        match self {
            Metg::AtMost(ns) => (0, ns),
            Metg::At(ns) => (1, ns),
            Metg::Beyond(ns) => (2, ns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The curve of a call that costs `overhead_ns` whatever its tasks, on so many workers.
    fn with_overhead(overhead_ns: f64, tasks: f64, workers: u64) -> Vec<Efficiency> {
        (0..40)
            .map(|step| {
                let task_ns = 10.0 * 1.5_f64.powi(step);
                let serial = tasks * task_ns;
                let call = overhead_ns + serial / workers as f64;
                let share = efficiency(call / serial, workers);
                Efficiency { task_ns, share }
            })
            .collect()
    }

    /// T = o + n t / W has the efficiency e where t = o W / n x e / (1 - e): at one half, o W / n.
    #[test]
    fn a_known_overhead_has_the_metg_that_it_must_have() {
        for (overhead, workers, expected) in [(10_000.0, 4, 625.0), (80_000.0, 8, 10_000.0)] {
            let found = metg(&with_overhead(overhead, 64.0, workers), 0.5).unwrap();
            let Metg::At(ns) = found else {
                panic!("{found:?}")
            };
            assert!((ns / expected - 1.0).abs() < 0.03, "{ns} for {expected}");
        }
    }

    #[test]
    fn a_plain_loop_never_reaches_the_threshold() {
        for workers in 2..=8 {
            assert!(efficiency(1.0, workers) < threshold(workers));
            let curve = [1_000.0, 1e6].map(|task_ns| Efficiency {
                task_ns,
                share: efficiency(1.0, workers),
            });
            assert_eq!(metg(&curve, threshold(workers)), Some(Metg::Beyond(1e6)));
        }
    }

    #[test]
    fn where_all_are_long_enough_the_shortest_is_only_a_bound() {
        let curve = [(300.0, 0.9), (100.0, 0.8)];
        let curve = curve.map(|(task_ns, share)| Efficiency { task_ns, share });
        assert_eq!(metg(&curve, 0.75), Some(Metg::AtMost(100.0)));
        assert_eq!(metg(&[], 0.75), None);
    }

    #[test]
    fn one_lucky_short_length_does_not_count() {
        let curve = [(100.0, 0.9), (1_000.0, 0.5), (100_000.0, 1.0)];
        let curve = curve.map(|(task_ns, share)| Efficiency { task_ns, share });
        assert_eq!(metg(&curve, 0.75), Some(Metg::At(10_000.0)));
    }

    #[test]
    fn a_league_begins_with_the_smallest_and_ends_with_those_that_never_get_there() {
        let mut league = [Metg::Beyond(10.0), Metg::At(500.0), Metg::AtMost(900.0)];
        league.sort_by(|a, b| a.place().partial_cmp(&b.place()).unwrap());
        let first_to_last = [Metg::AtMost(900.0), Metg::At(500.0), Metg::Beyond(10.0)];
        assert_eq!(league, first_to_last);
    }
}
