//! Practice 6: work that waits against work that computes.
//!
//! The rules stand in `claims.toml`; the cells that they judge follow.

use std::process::ExitCode;

use lab_measure::experiment::Experiment;

const EXPERIMENT: Experiment = Experiment {
    name: "p6_io_vs_cpu",
    version: 1,
    sources: &[(
        include_str!("p6_io_vs_cpu.rs"),
        "experiments/p6_io_vs_cpu.rs",
    )],
    facts: |_| Vec::new(),
    timed: |_, _| (),
    solo: |_| Vec::new(),
};

fn main() -> ExitCode {
    EXPERIMENT.main()
}
