//! The lab's test of itself: is an injected slowdown found, and is nothing found where there is nothing?
//!
//! Each run measures the same work twice under two names, and once with 20 % more of it. The verdicts come from the very
//! code that judges claims. It also checks that its instruments agree, by Little's law, which holds for whatever is
//! measured. All of it is done alone and beside a busy neighbour, each with a noise test of its own, because in use the
//! noise test also meets the machine as it is.

mod tally;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use lab_measure::record::{Mode, Probe};
use lab_measure::scratch::{self, TempDir};
use lab_measure::store;
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

/// All that the self-test needs, made before anything is measured.
pub struct SelfTest {
    binary: PathBuf,
    /// One for each condition.
    folders: [TempDir; 2],
}

impl SelfTest {
    /// Builds it.
    ///
    /// # Errors
    /// When the build fails or there is no place for its records.
    pub fn prepare(workspace: &Workspace) -> Result<Self> {
        let folders = [scratch::temporary()?, scratch::temporary()?];
        let mut artifacts = artifacts::build(&workspace.root)?;
        let Some(binary) = artifacts.experiments.remove(EXPERIMENT) else {
            bail!(
                "the build made no program `{EXPERIMENT}`; is experiments/{EXPERIMENT}.rs there?"
            );
        };
        Ok(Self { binary, folders })
    }

    /// Runs it `runs` times in each condition.
    ///
    /// # Errors
    /// When a noise test or one of the runs fails: a lab that cannot run its own test has nothing to say.
    pub fn run(&self, program: &Path, runs: u32) -> Result<Vec<Finding>> {
        let [first, second] = self.folders.each_ref().map(TempDir::path);
        let alone = condition(Condition::Alone, &self.binary, program, runs, first)?;
        let _busy = Neighbour::start(program, 1, Manner::Steady)?;
        let beside = Condition::BusyNeighbour;
        let beside = condition(beside, &self.binary, program, runs, second)?;
        Ok(vec![alone, beside])
    }
}

fn condition(
    condition: Condition,
    binary: &Path,
    program: &Path,
    runs: u32,
    folder: &Path,
) -> Result<Finding> {
    let probe = probing::probe(program, Mode::Default, fastrand::u64(..))?;
    let probe_file = folder.join("probe.json");
    store::write_json(&probe_file, &probe)?;
    let mut tally = Tally::default();
    let progress = Progress::begin(condition.words(), Some(runs * SECONDS_A_RUN));
    for number in 0..runs {
        let request = part::PartRequest {
            binary,
            mode: Mode::Default,
            seed: fastrand::u64(..1_000_000),
            record: &folder.join(format!("{number}.json")),
            probe: Some(&probe_file),
            files: None,
            urls: None,
            part: None,
        };
        let begun = Instant::now();
        let record = part::run(request, part::limit(None, 0), None)
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
