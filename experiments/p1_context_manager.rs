//! Practice 1: how a pool ends.
//!
//! The rules stand in `claims.toml`; the cells that they judge follow.

use std::process::ExitCode;

use lab_measure::experiment::Experiment;

const EXPERIMENT: Experiment = Experiment {
    name: "p1_context_manager",
    version: 1,
    sources: &[(
        include_str!("p1_context_manager.rs"),
        "experiments/p1_context_manager.rs",
    )],
    facts: |_| Vec::new(),
    timed: |_, _| (),
    solo: |_| Vec::new(),
};

fn main() -> ExitCode {
    EXPERIMENT.main()
}
