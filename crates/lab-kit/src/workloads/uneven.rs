//! Items of uneven cost: the ways in which an even split goes wrong.

/// How costs are spread over the items of a call. The number is the parameter `spread` of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spread {
    /// A Pareto distribution with the exponent 1.5, in no order: a few items cost a hundred times the mean.
    Pareto = 3,
    /// The first item costs a quarter of all, the others the same.
    GiantFirst = 5,
    /// The last one does.
    GiantLast = 6,
    /// Each costs more than the one before, from nearly nothing to twice the mean.
    RampUp = 7,
    /// Each costs less.
    RampDown = 8,
}

impl Spread {
    /// All of them.
    pub const ALL: [Spread; 5] = [
        Spread::Pareto,
        Spread::GiantFirst,
        Spread::GiantLast,
        Spread::RampUp,
        Spread::RampDown,
    ];

    /// The cost of each of `n` items, in nanoseconds, which add up to `total_ns` or nearly; the same wherever it is asked.
    pub fn costs(self, n: usize, total_ns: f64) -> Vec<f64> {
        let shares: Vec<f64> = (0..n).map(|item| self.share(item, n)).collect();
        let sum: f64 = shares.iter().sum();
        let mut costs: Vec<f64> = shares.iter().map(|share| share / sum * total_ns).collect();
        match self {
            Spread::Pareto => fastrand::Rng::with_seed(7).shuffle(&mut costs),
            Spread::GiantLast | Spread::RampDown => costs.reverse(),
            Spread::GiantFirst | Spread::RampUp => {}
        }
        costs
    }

    /// A number that is proportional to an item's cost, before those that come the other way round are turned.
    fn share(self, item: usize, n: usize) -> f64 {
        match self {
            // The quantiles of P(X > x) = (m / x)^1.5.
            Spread::Pareto => (1.0 - (item as f64 + 0.5) / n as f64).powf(-1.0 / 1.5),
            Spread::GiantFirst | Spread::GiantLast if item == 0 => n as f64 - 1.0,
            Spread::GiantFirst | Spread::GiantLast => 3.0,
            Spread::RampUp | Spread::RampDown => item as f64 + 0.5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOTAL_NS: f64 = 20e6;

    #[test]
    fn the_costs_of_every_spread_add_up_to_what_was_asked_for() {
        for spread in Spread::ALL {
            let sum: f64 = spread.costs(1_000, TOTAL_NS).iter().sum();
            assert!((sum / TOTAL_NS - 1.0).abs() < 1e-9, "{spread:?}: {sum}");
        }
    }

    #[test]
    fn a_giant_costs_a_quarter_and_stands_at_its_end() {
        let first = Spread::GiantFirst.costs(1_000, TOTAL_NS);
        assert!((first[0] / TOTAL_NS - 0.25).abs() < 1e-9);
        assert!(first[1..].iter().all(|cost| *cost == first[1]));
        let mut last = Spread::GiantLast.costs(1_000, TOTAL_NS);
        last.reverse();
        assert_eq!(last, first);
    }

    #[test]
    fn ramps_rise_and_fall() {
        assert!(Spread::RampUp.costs(100, TOTAL_NS).is_sorted());
        assert!(
            Spread::RampDown
                .costs(100, TOTAL_NS)
                .iter()
                .rev()
                .is_sorted()
        );
    }

    #[test]
    fn of_a_pareto_distribution_a_hundredth_of_the_items_costs_a_fifth_and_they_are_in_no_order() {
        let costs = Spread::Pareto.costs(1_000, TOTAL_NS);
        assert!(!costs.is_sorted());
        let mut sorted = costs;
        sorted.sort_by(f64::total_cmp);
        let costliest: f64 = sorted[990..].iter().sum();
        assert!(
            (0.15..0.25).contains(&(costliest / TOTAL_NS)),
            "{costliest}"
        );
    }
}
