//! `cargo lab record python`: keeps what a run measured of a live CPython, for machines that have none.

mod cut;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lab_measure::record::{Mode, Record};
use lab_measure::store;
use lab_verdict::claims::Claims;

use self::cut::{VERSION, holds_the_subject, recording};
use crate::report;
use crate::run_folder::MANIFEST;
use crate::terminal::print;
use crate::workspace::{Workspace, shown};

/// Keeps the CPython part of a run's records: one recording for each experiment that has one.
///
/// # Errors
/// When there is no such run, it was a quick one or beside a busy neighbour, or it holds no live CPython. Then nothing is written.
pub fn python(workspace: &Workspace, run: Option<&str>) -> Result<ExitCode> {
    let run = report::find(&workspace.runs(), run)?;
    for (name, recording) in recordings(&run, &workspace.rules()?.claims)? {
        let target = workspace.recordings().join(name);
        store::write_json(&target, &recording).context("a recording cannot be written")?;
        print(&format!("recorded: {}", shown(&target)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Every recording that the run gives, with its file's name.
fn recordings(run: &Path, claims: &Claims) -> Result<Vec<(String, Record)>> {
    let manifest = run.join(MANIFEST);
    if manifest.exists() && store::read_manifest(&manifest)?.neighbour_threads.is_some() {
        bail!(
            "the run {} had a busy neighbour, started on purpose, and its times are no record of CPython; record a run of `cargo lab bench`",
            report::name(run)
        );
    }
    let mut recordings = Vec::new();
    for (name, experiment) in &claims.experiment {
        let path = run.join(format!("{name}.json"));
        if !path.exists() {
            continue;
        }
        let record = store::read_record(&path)?;
        if !holds_the_subject(&record) {
            continue;
        }
        if record.mode == Mode::Quick {
            bail!(
                "{} is from a quick run, whose times carry no answer; record a run of `cargo lab bench`",
                shown(&path)
            );
        }
        recordings.push((file_name(&record)?, recording(record, experiment)));
    }
    if recordings.is_empty() {
        bail!(
            "the run {} holds no live CPython; install python3 and run `cargo lab bench`",
            report::name(run)
        );
    }
    Ok(recordings)
}

/// `cpython-3.13.0-p6_io_vs_cpu.json`; an interpreter without its lock is called `3.13.0t`, as its own installers do.
fn file_name(record: &Record) -> Result<String> {
    let experiment = &record.experiment;
    let fact = |key| record.environment.fact(key);
    let version = fact(VERSION).with_context(|| {
        format!(
            "the record of {experiment} has CPython's cells and does not say which version it was"
        )
    })?;
    let lock = match fact("gil") {
        Some("off") => "t",
        _ => "",
    };
    Ok(format!("cpython-{version}{lock}-{experiment}.json"))
}

#[cfg(test)]
mod tests;
