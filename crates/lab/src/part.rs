//! One experiment: its binary, run to a record or to a reason why there is none.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use lab_measure::protocol;
use lab_measure::record::{Mode, Record};
use lab_measure::store;
use lab_measure::watched::Watched;

use crate::progress::Progress;

/// An experiment is given this many times what it declares before it is said to hang.
const GENEROSITY: u32 = 3;
/// And at least this long: an interpreter or a server that hangs costs a minute or two, and not the run.
const LEAST: Duration = Duration::from_secs(300);

/// What an experiment is asked to do.
#[derive(Clone, Copy, Debug)]
pub struct PartRequest<'a> {
    /// Its binary.
    pub binary: &'a Path,
    /// How much is run.
    pub mode: Mode,
    /// Seed of all random orders.
    pub seed: u64,
    /// Where its record goes.
    pub record: &'a Path,
    /// The file with the probe's result.
    pub probe: Option<&'a Path>,
    /// The user's own folder.
    pub files: Option<&'a Path>,
    /// The user's own list of addresses.
    pub urls: Option<&'a Path>,
    /// Where not all of it is wanted.
    pub part: Option<Part<'a>>,
}

/// A part of an experiment.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The file with the timed cells that are wanted.
    pub only: &'a Path,
    /// (fresh processes, rounds in each), where not those of the mode.
    pub plan: Option<(u32, u32)>,
}

/// What an experiment says meanwhile.
pub enum Said<'l> {
    /// How far it is.
    Step(protocol::Progress),
    /// Its own word to the user.
    Words(&'l str),
}

/// How long an experiment may take that declares so many seconds, and so many at worst for the user's own input.
pub fn limit(declared: Option<u32>, for_input: u32) -> Duration {
    let declared = Duration::from_secs(declared.unwrap_or(0).into());
    (declared * GENEROSITY).max(LEAST) + Duration::from_secs(for_input.into())
}

/// Runs it and reads its record.
///
/// # Errors
/// When it fails, takes longer than `limit`, or leaves no sound record. Words for the reader of the page.
pub fn run(
    request: PartRequest<'_>,
    limit: Duration,
    progress: Option<&Progress>,
) -> Result<Record> {
    follow(request, limit, |said| {
        match (progress, said) {
            (None, _) => {}
            (Some(progress), Said::Step(step)) => {
                progress.step(step.done, step.total, &step.what);
            }
            (Some(progress), Said::Words(words)) => progress.note(words),
        }
        Ok(())
    })
}

/// Runs it, passes on what it says, and reads its record.
///
/// # Errors
/// As [`run`]; and the first of `listen`, which ends the experiment.
pub fn follow(
    request: PartRequest<'_>,
    limit: Duration,
    mut listen: impl FnMut(Said<'_>) -> Result<()>,
) -> Result<Record> {
    let mut process = Watched::start(&mut request.command(), limit)?;
    while let Some(line) = process.next_line()? {
        listen(match serde_json::from_str(&line) {
            Ok(step) => Said::Step(step),
            Err(_) => Said::Words(&line),
        })?;
    }
    process.finish()?;
    if !request.record.is_file() {
        bail!("it ended well but left no record");
    }
    store::read_record(request.record).context("its record cannot be used")
}

impl PartRequest<'_> {
    fn command(&self) -> Command {
        let mut command = Command::new(self.binary);
        command
            .args(["--mode", self.mode.word()])
            .args(["--seed", &self.seed.to_string()])
            .arg("--record")
            .arg(self.record)
            .arg("--progress");
        if let Some(probe) = self.probe {
            command.arg("--probe").arg(probe);
        }
        if let Some(files) = self.files {
            command.arg("--files").arg(files);
        }
        if let Some(urls) = self.urls {
            command.arg("--urls").arg(urls);
        }
        if let Some(part) = self.part {
            command.arg("--only").arg(part.only);
            if let Some((processes, rounds)) = part.plan {
                command.args(["--plan", &processes.to_string(), &rounds.to_string()]);
            }
        }
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hang_is_three_times_what_was_declared_and_never_less_than_five_minutes() {
        assert_eq!(limit(Some(130), 0), Duration::from_secs(390));
        assert_eq!(limit(Some(8), 0), Duration::from_secs(300));
        assert_eq!(limit(None, 0), Duration::from_secs(300));
    }

    #[test]
    fn the_users_own_input_has_its_worst_case_beside_the_limit() {
        assert_eq!(limit(Some(8), 180), Duration::from_secs(480));
        assert_eq!(limit(Some(130), 180), Duration::from_secs(570));
    }

    /// A program that ends well whatever it is told, and measures nothing.
    #[cfg(unix)]
    #[test]
    fn a_binary_without_a_record_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let record = folder.path().join("x.json");
        let request = PartRequest {
            binary: Path::new("true"),
            mode: Mode::Quick,
            seed: 1,
            record: &record,
            probe: None,
            files: None,
            urls: None,
            part: None,
        };
        let error = run(request, LEAST, None).unwrap_err();
        assert_eq!(error.to_string(), "it ended well but left no record");
        std::fs::write(&record, "{").unwrap();
        let error = run(request, LEAST, None).unwrap_err();
        assert_eq!(error.to_string(), "its record cannot be used");
    }
}
