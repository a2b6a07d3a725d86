//! Calls of a criterion benchmark: listing what it has, measuring one of it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use lab_measure::watched::Watched;

use super::ingest;
use crate::aside;

/// A call takes a third of a second; one that takes this long hangs.
const LIMIT: Duration = Duration::from_secs(60);
/// Warm-up before the samples of a call, in seconds.
const WARM_UP: &str = "0.05";
/// Duration of the samples of a call, in seconds.
const MEASUREMENT: &str = "0.12";
/// Samples in a call: the fewest that criterion takes.
const SAMPLES: &str = "10";
/// Resamples of criterion's own analysis, which nobody reads here.
const RESAMPLES: &str = "1001";

/// The ids of all benchmarks in a file.
///
/// # Errors
/// When it cannot be started or fails.
pub fn list(binary: &Path) -> Result<Vec<String>> {
    let mut command = Command::new(binary);
    command.args(["--bench", "--list", "--format", "terse"]);
    let lines = Watched::start(&mut command, LIMIT)
        .and_then(Watched::finish)
        .context("its benchmarks cannot be listed")?;
    let id = |line: &String| Some(line.strip_suffix(": benchmark")?.to_owned());
    Ok(lines.iter().filter_map(id).collect())
}

/// Measures the benchmark with this id: median time of one iteration, in nanoseconds.
///
/// # Errors
/// When the call fails or hangs, or its files are not where and what they should be.
pub fn measure(binary: &Path, id: &str) -> Result<u64> {
    let home = aside::folder()?;
    let mut command = Command::new(binary);
    command
        .args(["--bench", "--exact", id, "--noplot"])
        .args(["--warm-up-time", WARM_UP, "--measurement-time", MEASUREMENT])
        .args(["--sample-size", SAMPLES, "--nresamples", RESAMPLES])
        .env("CRITERION_HOME", home.path());
    Watched::start(&mut command, LIMIT).and_then(Watched::finish)?;
    ingest::median_ns(home.path(), id)
}
