//! The lab's test of itself: is an injected slowdown found, and is nothing found where there is nothing?
//!
//! Each run measures the same work twice under two names, and once with 20 % more of it. The verdicts come from the very
//! code that judges claims. It also checks that its instruments agree, by Little's law, which holds for whatever is
//! measured. All of it is done alone and beside a busy neighbour, each with a noise test of its own, because in use the
//! noise test also meets the machine as it is.

mod tally;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use lab_measure::record::{Mode, Probe};
use lab_measure::{scratch, store};
use lab_verdict::{CellKey, InFlight, detect};

pub use self::tally::{Condition, Tally};
use crate::neighbour::{Manner, Neighbour};
use crate::progress::Progress;
use crate::workspace::Workspace;
use crate::{artifacts, part, probing};

/// About how long one run takes.
const SECONDS_A_RUN: u32 = 3;
/// The experiment, and the contender in its record.
const EXPERIMENT: &str = "selftest";

/// One condition, with what was found.
pub struct Finding {
    /// The condition.
    pub condition: Condition,
    /// Its noise test.
    pub probe: Probe,
    /// What was found.
    pub tally: Tally,
}

/// Builds, then runs the self-test `runs` times in each condition.
///
/// # Errors
/// When the build, a noise test or one of the runs fails: a lab that cannot run its own test has nothing to say.
pub fn run(workspace: &Workspace, program: &Path, runs: u32) -> Result<Vec<Finding>> {
    let artifacts = artifacts::build(&workspace.root)?;
    let Some(binary) = artifacts.experiments.get(EXPERIMENT) else {
        bail!("the build made no program `{EXPERIMENT}`; is experiments/{EXPERIMENT}.rs there?");
    };
    let alone = condition(Condition::Alone, binary, program, runs)?;
    let _busy = Neighbour::start(program, 1, Manner::Steady)?;
    let beside = condition(Condition::BusyNeighbour, binary, program, runs)?;
    Ok(vec![alone, beside])
}

fn condition(condition: Condition, binary: &Path, program: &Path, runs: u32) -> Result<Finding> {
    let probe = probing::probe(program, fastrand::u64(..))?;
    let folder = scratch::temporary()?;
    let probe_file = folder.path().join("probe.json");
    store::write_json(&probe_file, &probe)?;
    let mut tally = Tally::default();
    let progress = Progress::begin(condition.words(), Some(runs * SECONDS_A_RUN));
    for number in 0..runs {
        let order = part::Order {
            binary,
            mode: Mode::Default,
            seed: fastrand::u64(..1_000_000),
            record: &folder.path().join(format!("{number}.json")),
            probe: Some(&probe_file),
            files: None,
            urls: None,
            part: None,
        };
        let begun = Instant::now();
        let record = part::run(order, part::limit(None, 0), None)
            .with_context(|| format!("run {number} of the self-test failed"))?;
        let compare = |call: &str| detect(&record, &cell(call), &cell("work"), probe.floor);
        let law = InFlight::of(&record).is_some_and(InFlight::agrees);
        tally.count(&compare("work_slower"), &compare("work_again"), law);
        let each = begun.elapsed().as_secs_f64();
        progress.step(
            u64::from(number) + 1,
            runs.into(),
            &format!("{each:.1} s each"),
        );
    }
    progress.end(&tally.words());
    Ok(Finding {
        condition,
        probe,
        tally,
    })
}

fn cell(call: &str) -> CellKey {
    CellKey::new(EXPERIMENT, call, &BTreeMap::new())
}
