//! Practice 2: map for a loop. The rules stand in `claims.toml`; nothing is measured yet.

use std::process::ExitCode;

use lab_measure::experiment::Experiment;

const EXPERIMENT: Experiment = Experiment {
    name: "p2_map_loop",
    version: 1,
    sources: &[],
    facts: |_| Vec::new(),
    timed: |_, _| {},
    solo: |_| Vec::new(),
};

fn main() -> ExitCode {
    EXPERIMENT.main()
}
