//! The noise test before the first sample, and what its grade means.

use std::path::Path;

use anyhow::{Context, Result};
use lab_measure::probe;
use lab_measure::record::{Grade, Mode, Probe};
use lab_verdict::noise::delta;

use crate::progress::Progress;

/// About how long it takes, in seconds.
fn seconds(mode: Mode) -> u32 {
    match mode {
        Mode::Quick => 2,
        Mode::Default | Mode::Full => 4,
    }
}

/// Probes this machine for a run of this mode; `program` is this program's own file, which becomes the fresh processes.
///
/// # Errors
/// When the fresh processes cannot be started.
pub fn probe(program: &Path, mode: Mode, seed: u64) -> Result<Probe> {
    let progress = Progress::begin_unknown("noise test", seconds(mode));
    let probe = probe::run(program, &["probe-child"], mode, seed)
        .context("the noise test failed; build the lab again and try once more")?;
    progress.end(&format!("{}, {}", word(probe.grade), floor(&probe)));
    Ok(probe)
}

/// The grade in a word.
pub fn word(grade: Grade) -> &'static str {
    match grade {
        Grade::Quiet => "quiet",
        Grade::Noisy => "noisy",
        Grade::Hopeless => "hopeless",
    }
}

/// The noise floor in words.
fn floor(probe: &Probe) -> String {
    format!(
        "identical code differs from itself by up to {:.1} %",
        100.0 * probe.floor
    )
}

/// What the grade means for the reader's answers.
pub fn meaning(probe: &Probe) -> String {
    let smallest = 100.0 * delta(probe.floor);
    let so = format!("differences of time below {smallest:.0} % are not called differences");
    match probe.grade {
        Grade::Quiet => format!("Times can be trusted here: {so}."),
        Grade::Noisy => {
            format!("Times are usable here, but {so}; close other programs for finer answers.")
        }
        Grade::Hopeless => format!(
            "Times say little here: {so}. Counts are as good as anywhere; close other programs, plug in the charger, or use another machine."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_floor(floor: f64) -> Probe {
        Probe {
            spin_p50_ns: 100_000,
            spin_p99_ns: 101_000,
            psi_some_avg10: None,
            load_1m: None,
            foreign_cores: None,
            capacity_2t: 2.0,
            aa_mean_log_ratio: 0.0,
            aa_half_width: 0.0,
            aa_processes: 15,
            floor,
            grade: Grade::of(floor),
        }
    }

    #[test]
    fn the_meaning_names_the_smallest_difference_that_is_called_one() {
        assert!(meaning(&with_floor(0.004)).contains("below 5 %"));
        assert!(meaning(&with_floor(0.04)).contains("below 8 %"));
        assert!(meaning(&with_floor(0.20)).contains("below 40 %"));
    }
}
