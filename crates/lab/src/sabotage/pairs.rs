//! Which names of an experiment stand for the same code: those of its null controls.

use lab_verdict::claims::{Claims, ControlKind};
use lab_verdict::sabotage::Pair;

/// The pairs of names that an experiment has for the same code.
pub fn pairs(claims: &Claims, experiment: &str) -> Vec<Pair> {
    let experiment = claims.experiment.get(experiment);
    experiment
        .iter()
        .flat_map(|experiment| &experiment.control)
        .filter(|control| control.kind == ControlKind::Null)
        .map(Pair::of)
        .collect()
}

/// The experiments that have such names.
pub fn with_null_controls(claims: &Claims) -> Vec<&str> {
    let names = claims.experiment.keys().map(String::as_str);
    names
        .filter(|name| !pairs(claims, name).is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_experiment_of_the_lab_that_times_something_can_be_sabotaged() {
        let claims = crate::workspace::own_rules();
        let can = with_null_controls(&claims);
        assert!(can.contains(&"p2_map_vs_imap"), "{can:?}");
        assert!(!can.contains(&"criterion_map"));
        let pairs = pairs(&claims, "p6_io_vs_cpu");
        assert!(pairs.len() >= 2, "one that waits and one that computes");
        assert!(pairs.iter().all(|pair| pair.first != pair.second));
    }
}
