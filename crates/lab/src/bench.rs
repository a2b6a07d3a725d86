//! A run: build, budget, noise test, every part, report, closing table.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Error, Result};
use lab_measure::environment;
use lab_measure::own_input::{self, Addresses};
use lab_measure::record::{Mode, Probe, Record, Status};
use lab_measure::{scratch, store};
use lab_verdict::claims::UserInput;

use crate::artifacts::Artifacts;
use crate::catalogue::{self, Kind, Part};
use crate::cli::{BenchOptions, Printed, RunOptions};
use crate::neighbour::{Manner, Neighbour};
use crate::predict::{self, Asking, Circumstances};
use crate::progress::Progress;
use crate::run_folder::{Intent, RunFolder};
use crate::terminal::say;
use crate::workspace::Workspace;
use crate::{budget, criterion, part, probing, report, typed};

/// What is to be run.
struct RunRequest {
    mode: Mode,
    seed: u64,
    only: Vec<String>,
    files: Option<PathBuf>,
    urls: Option<Addresses>,
    printed: Printed,
    asking: Asking,
    neighbour: bool,
    command: String,
}

impl RunRequest {
    /// What the user gives to work on.
    fn inputs(&self) -> Vec<UserInput> {
        let files = self.files.as_ref().map(|_| UserInput::Files);
        let urls = self.urls.as_ref().map(|_| UserInput::Urls);
        files.into_iter().chain(urls).collect()
    }
}

/// `cargo lab bench`.
///
/// # Errors
/// When the run cannot begin or its report cannot be written. A part that fails is no error: it is in the report,
/// and the exit code tells.
pub fn all(workspace: &Workspace, options: &BenchOptions) -> Result<ExitCode> {
    run(
        workspace,
        &RunRequest {
            mode: options.how_much.mode(),
            seed: seed(options.seed),
            only: options.only.clone(),
            files: None,
            urls: None,
            printed: options.printed,
            asking: Circumstances::now(options.predict, options.no_predict, options.printed.json)
                .asking(),
            neighbour: options.neighbour,
            command: typed::as_typed(std::env::args_os().skip(1)),
        },
    )
}

/// `cargo lab run`.
///
/// # Errors
/// As [`all`].
pub fn one(workspace: &Workspace, options: &RunOptions) -> Result<ExitCode> {
    // First of all: a pipe is read once, and whoever writes it may wait for that.
    let urls = options.urls.as_deref().map(Addresses::read);
    let urls = urls.transpose().map_err(Error::msg)?;
    let files = options.files.as_deref().map(own_input::folder);
    let files = files.transpose().map_err(Error::msg)?;
    run(
        workspace,
        &RunRequest {
            mode: options.how_much.mode(),
            seed: seed(options.seed),
            only: vec![options.name.clone()],
            files,
            urls,
            printed: options.printed,
            asking: Asking::Off,
            neighbour: false,
            command: typed::as_typed(std::env::args_os().skip(1)),
        },
    )
}

/// A random seed is kept below a million so that it is easy to retype.
fn seed(given: Option<u64>) -> u64 {
    given.unwrap_or_else(|| fastrand::u64(..1_000_000))
}

fn run(workspace: &Workspace, request: &RunRequest) -> Result<ExitCode> {
    let rules = workspace.rules()?;
    let known = catalogue::parts(&workspace.root, &rules.claims)?;
    for name in &request.only {
        for input in request.inputs() {
            catalogue::expect_use(&known, name, input)?;
        }
    }
    let parts = catalogue::select(known, &request.only)?;
    let program = std::env::current_exe().context("cannot find this program's own file")?;
    // Not in the run's folder, where every other file is a record.
    let aside = scratch::temporary()?;

    say("building the experiments (not part of the budget)");
    let questions = predict::questions(&rules.claims, &parts, request.mode);
    let (artifacts, guesses) = predict::while_building(
        workspace,
        request.mode,
        &questions,
        &rules.claims,
        request.asking,
    )?;
    expect_a_program(&parts, &artifacts)?;
    say(&budget::words(
        &parts,
        request.mode,
        &request.inputs(),
        request.seed,
    ));

    // As many threads as cores: whatever is measured has to share.
    let neighbour_threads = request
        .neighbour
        .then(|| environment::gather().cores.max(1));
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let mut folder = RunFolder::create(
        &workspace.runs(),
        Intent {
            mode: request.mode,
            seed: request.seed,
            command: &request.command,
            rules: &rules.files,
            neighbour_threads,
            parts: &names,
        },
    )?;
    if let Some(guesses) = &guesses {
        folder.guessed(guesses)?;
    }
    say(&format!("run {}", folder.run_id()));
    let neighbour = neighbour_threads
        .map(|threads| Neighbour::start(&program, threads, Manner::Steady))
        .transpose()?;
    let probe = probing::probe(&program, request.mode, request.seed)?;
    say(&probing::meaning(&probe));
    folder.probed(&probe)?;
    let probe_file = aside.path().join("probe.json");
    store::write_json(&probe_file, &probe)?;

    let runner = Runner {
        workspace,
        request,
        artifacts: &artifacts,
        probe: &probe,
        probe_file: &probe_file,
    };
    for part in &parts {
        runner.run(part, &mut folder)?;
    }
    drop(neighbour);
    folder.finished()?;
    report::after_run(workspace, folder.path(), request.printed)
}

/// Refuses a run of which nothing was built. Where something was, the rest is a failure of its part.
fn expect_a_program(parts: &[Part], artifacts: &Artifacts) -> Result<()> {
    let programs = parts.iter().map(|part| artifacts.of(part));
    programs
        .reduce(Result::or)
        .map_or(Ok(()), |any| any.map(drop))
}

struct Runner<'a> {
    workspace: &'a Workspace,
    request: &'a RunRequest,
    artifacts: &'a Artifacts,
    probe: &'a Probe,
    probe_file: &'a Path,
}

impl Runner<'_> {
    /// Runs a part. What goes wrong with it goes into the manifest or its record, and does not end the run.
    fn run(&self, part: &Part, folder: &mut RunFolder) -> Result<()> {
        let begun = Instant::now();
        let progress = Progress::begin(&part.name, part.declared(self.request.mode));
        let (status, words) = match self.attempt(part, folder, &progress) {
            Ok(record) => (Status::Done, done(&record)),
            Err(error) => {
                let reason = self.without_places(&format!("{error:#}"), folder);
                let words = format!("FAILED: {reason}");
                (Status::Failed(reason), words)
            }
        };
        progress.end(&words);
        folder.part_ended(&part.name, status, begun.elapsed().as_nanos() as u64)
    }

    fn attempt(&self, part: &Part, folder: &RunFolder, progress: &Progress) -> Result<Record> {
        let record = folder.record_path(&part.name);
        match &part.kind {
            Kind::Experiment => {
                let request = part::PartRequest {
                    binary: self.artifacts.of(part)?,
                    mode: self.request.mode,
                    seed: self.request.seed,
                    record: &record,
                    probe: Some(self.probe_file),
                    files: self.request.files.as_deref(),
                    urls: self.request.urls.as_ref().map(Addresses::path),
                    part: None,
                };
                let for_input = part.declared_for(&self.request.inputs());
                let limit = part::limit(part.declared(self.request.mode), for_input);
                part::run(request, limit, Some(progress))
            }
            Kind::Criterion(_) => {
                let request = criterion::BenchRequest {
                    binary: self.artifacts.of(part)?,
                    name: &part.name,
                    mode: self.request.mode,
                    seed: self.request.seed,
                    probe: self.probe,
                    root: &self.workspace.root,
                };
                let measured = criterion::run(&request, progress)?;
                store::write_json(&record, &measured)?;
                Ok(measured)
            }
        }
    }

    /// A page may be shown to a class: it names no folder of this machine.
    fn without_places(&self, reason: &str, folder: &RunFolder) -> String {
        let places = [folder.path(), &self.workspace.root];
        places.iter().fold(reason.to_owned(), |reason, place| {
            reason.replace(&*place.join("").to_string_lossy(), "")
        })
    }
}

/// How a part ended that has its record.
fn done(record: &Record) -> String {
    let mut failures = record.failures();
    match failures.next() {
        None => "done".into(),
        Some(first) => format!(
            "done, but something failed and {} lost: {}: {}",
            match failures.count() {
                0 => "this is".into(),
                more => format!("this and {more} more are"),
            },
            first.what,
            first.reason
        ),
    }
}
