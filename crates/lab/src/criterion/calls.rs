//! Calls of a criterion benchmark: asking it about itself, listing what it has, measuring one of it.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use lab_measure::protocol::Message;
use lab_measure::record::{Absent, Mode, PoolWork};
use lab_measure::scratch;
use lab_measure::watched::Watched;
use serde::Deserialize;

use super::ingest;

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

/// How much is run: the benchmark then has the ids of that.
const MODE: &str = "LAB_MODE";
/// Nanoseconds of a step of the kernel, so that every process of a run does the same work.
const NS_PER_STEP: &str = "LAB_NS_PER_STEP";

/// What a benchmark says of itself before it is measured.
#[derive(Debug, PartialEq, Deserialize)]
pub struct About {
    /// Nanoseconds of a step of the kernel.
    pub ns_per_step: f64,
    /// Who cannot be measured here.
    pub absent: Vec<Absent>,
}

impl About {
    fn parse(line: &str) -> Result<Self> {
        serde_json::from_str(line).context("what it says of itself is not understood")
    }
}

/// What a measured process gave.
pub struct Measured {
    /// Median time of one iteration, in nanoseconds.
    pub median_ns: u64,
    /// What its pools did, warm-up included.
    pub pools: Vec<PoolWork>,
}

/// A benchmark's file, and how much of it is run.
#[derive(Clone, Copy, Debug)]
pub struct Benchmark<'a> {
    /// The file.
    pub binary: &'a Path,
    /// How much.
    pub mode: Mode,
}

impl Benchmark<'_> {
    /// Asks it about itself.
    ///
    /// # Errors
    /// When it cannot be started, fails, or says something else.
    pub fn about(self) -> Result<About> {
        let lines = self.said(&["--about"]);
        let lines = lines.context("it cannot be asked about itself")?;
        About::parse(lines.first().context("it says nothing of itself")?)
    }

    /// The ids that it has.
    ///
    /// # Errors
    /// When it cannot be started or fails.
    pub fn ids(self) -> Result<Vec<String>> {
        let lines = self.said(&["--bench", "--list", "--format", "terse"]);
        let lines = lines.context("its benchmarks cannot be listed")?;
        let id = |line: &String| Some(line.strip_suffix(": benchmark")?.to_owned());
        Ok(lines.iter().filter_map(id).collect())
    }

    /// Measures what has this id, with steps of so many nanoseconds.
    ///
    /// # Errors
    /// When the call fails or hangs, or its files are not where and what they should be.
    pub fn measure(self, id: &str, ns_per_step: f64) -> Result<Measured> {
        let home = scratch::temporary()?;
        let mut command = self.command();
        command
            .args(["--bench", "--exact", id, "--noplot"])
            .args(["--warm-up-time", WARM_UP, "--measurement-time", MEASUREMENT])
            .args(["--sample-size", SAMPLES, "--nresamples", RESAMPLES])
            .env(NS_PER_STEP, ns_per_step.to_string())
            .env("CRITERION_HOME", home.path());
        let lines = Watched::start(&mut command, LIMIT).and_then(Watched::finish)?;
        Ok(Measured {
            median_ns: ingest::median_ns(home.path(), id)?,
            pools: lines.iter().filter_map(|line| pools(line)).collect(),
        })
    }

    fn command(self) -> Command {
        let mut command = Command::new(self.binary);
        command.env(MODE, self.mode.word());
        command
    }

    fn said(self, words: &[&str]) -> Result<Vec<String>> {
        let mut command = self.command();
        command.args(words);
        Watched::start(&mut command, LIMIT).and_then(Watched::finish)
    }
}

/// What a line tells of pools; the others are criterion's own.
fn pools(line: &str) -> Option<PoolWork> {
    match serde_json::from_str(line) {
        Ok(Message::Pools(work)) => Some(work),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_benchmark_says_who_is_absent_and_why() {
        let words = r#"{"ns_per_step":1.25,"absent":[{"what":"x","reason":"no compiler"}]}"#;
        let about = About::parse(words).unwrap();
        assert!((about.ns_per_step - 1.25).abs() < 1e-9);
        assert_eq!(about.absent, [Absent::lacking("x", "no compiler")]);
    }

    #[test]
    fn a_benchmark_that_does_not_know_the_question_is_said_not_to() {
        let error = About::parse("an unknown option").unwrap_err();
        assert_eq!(
            error.to_string(),
            "what it says of itself is not understood"
        );
    }

    #[test]
    fn pools_are_told_in_lines_between_criterions_own() {
        let work = PoolWork {
            contender: "a".into(),
            pools: 1,
            ..PoolWork::default()
        };
        let line = serde_json::to_string(&Message::Pools(work.clone())).unwrap();
        let said = ["Benchmarking map/a", "", "{}", &line, "{\"is\":\"absent\"}"];
        assert_eq!(
            said.into_iter().filter_map(pools).collect::<Vec<_>>(),
            [work]
        );
    }
}
