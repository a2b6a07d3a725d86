//! The rules that are in force: sound, affordable, and about binaries that exist.

use std::path::Path;

use lab_measure::record::Mode;
use lab_report::rule_files;
use lab_verdict::claims::{Claims, ControlKind, allowed_seconds};

const BINARIES: &str = include_str!("../../../../experiments/Cargo.toml");
const BENCHES: &str = include_str!("../../../../benches/Cargo.toml");

pub fn rules() -> Claims {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = rule_files::read(&root).unwrap_or_else(|error| panic!("{error}"));
    Claims::of(&files).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn everything_together_stays_within_the_budget() {
    let rules = rules();
    for mode in [Mode::Quick, Mode::Default] {
        let most = allowed_seconds(mode).expect("these two have a limit");
        let declared = rules.declared_seconds(mode);
        assert!(
            declared <= most,
            "{mode:?} declares {declared} s, {most} s are allowed"
        );
    }
}

#[test]
fn every_declared_part_has_a_binary() {
    for name in rules().experiment.keys() {
        let (manifest, target) = match name.strip_prefix("criterion_") {
            Some(bench) => (BENCHES, bench),
            None => (BINARIES, name.as_str()),
        };
        assert!(
            manifest.contains(&format!("name = \"{target}\"")),
            "no target `{target}` for `{name}`"
        );
    }
}

#[test]
fn an_experiment_whose_claims_rest_on_time_has_a_control_of_each_kind() {
    let rules = rules();
    for claim in &rules.claim {
        let timed = claim
            .regime
            .iter()
            .flat_map(|regime| &regime.test)
            .any(|test| !test.metric.starts_with("count:"));
        let controls = &rules.experiment[&claim.experiment].control;
        for kind in [ControlKind::Positive, ControlKind::Null] {
            assert!(
                !timed || controls.iter().any(|control| control.kind == kind),
                "{} has no {kind:?} control",
                claim.id
            );
        }
    }
}
