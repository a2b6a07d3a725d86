//! From a run's folder to pages, and what is said about it in the terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lab_measure::record::{Entry, Origin, Record, Status};
use lab_measure::store;
use lab_report::guesses::{compared, score_sentence};
use lab_report::text::missing::missing_words;
use lab_report::{Missing, Site, Why, render};

use crate::cli::Printed;
use crate::closing;
use crate::outcomes;
use crate::terminal::{print, print_json, say};
use crate::workspace::{Workspace, shown};

/// Renders the run that has just ended and closes it in the terminal. The exit code tells whether all parts are done,
/// nothing of theirs was lost, and all that should be on the pages could be read.
///
/// # Errors
/// When the report cannot be written.
pub fn after_run(workspace: &Workspace, run: &Path, printed: Printed) -> Result<ExitCode> {
    // The run has copied the rules that it goes by; judging by them again would only hide that.
    let site = load(workspace, run, None)?;
    close(workspace, run, &site, printed)?;
    let entries = site.manifest.iter().flat_map(|run| &run.entries);
    let is_whole = !failed(entries, &site.records) && unreadable(&site).next().is_none();
    Ok(code(is_whole))
}

/// `cargo lab report`.
///
/// # Errors
/// When there is no such run, or the report cannot be written. What the run lacks is said and is no error, unless it
/// should be there: then the exit code tells.
pub fn again(workspace: &Workspace, run: Option<&str>, printed: Printed) -> Result<ExitCode> {
    let run = find(&workspace.runs(), run)?;
    let site = load(workspace, &run, workspace.other_rules.as_deref())?;
    close(workspace, &run, &site, printed)?;
    Ok(code(unreadable(&site).next().is_none()))
}

fn code(is_well: bool) -> ExitCode {
    match is_well {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Files that are damaged, and records that the run says it has and its folder has not.
pub fn unreadable(site: &Site) -> impl Iterator<Item = &Missing> {
    let entries = || site.manifest.iter().flat_map(|run| &run.entries);
    site.missing.iter().filter(move |gap| match &gap.why {
        Why::Unreadable(_) => true,
        Why::NoFile => entries().any(|entry| entry.name == gap.what),
        Why::Failed(_) | Why::NotReached | Why::NotPlanned => false,
    })
}

/// Reads a run with all that a page of it shows beside its records.
///
/// # Errors
/// When its folder, or the rules asked for, cannot be read.
pub fn load(workspace: &Workspace, run: &Path, rules: Option<&Path>) -> Result<Site> {
    Site::load(run, &workspace.recordings(), rules)
        .map(|site| site.beside(&workspace.earlier()))
        .with_context(|| format!("the run {} cannot be read", name(run)))
}

fn close(workspace: &Workspace, run: &Path, site: &Site, printed: Printed) -> Result<()> {
    let rendered = render(site, &workspace.reports).context("the report cannot be written")?;
    for gap in closing::lacking(site) {
        let words = missing_words(gap);
        say(&format!("{}: {} {}", gap.what, words.why, words.remedy));
    }
    if printed.json {
        let told = closing::as_json(site, &name(run), run, &rendered.index);
        print_json(&told)?;
    } else {
        match printed.table {
            true => print(&closing::table(site))?,
            false => print(&closing::screen(site))?,
        }
        if let Some(score) = score_sentence(&compared(site, &site.judged())) {
            print(&format!("you against your machine: {score}"))?;
        }
        for line in outcomes::summaries(&site.records) {
            print(&line)?;
        }
        if let Some(pools) = closing::pools(site).filter(|_| printed.table) {
            print(&pools)?;
        }
        print(&format!("report: {}", shown(&rendered.index)))?;
    }
    Ok(())
}

/// Whether a part has no record, or one that lost something because something of ours failed.
fn failed<'a>(mut entries: impl Iterator<Item = &'a Entry>, records: &[Record]) -> bool {
    let mut measured = records
        .iter()
        .filter(|record| record.origin == Origin::Measured);
    entries.any(|entry| matches!(entry.status, Status::Failed(_)))
        || measured.any(|record| record.failures().next().is_some())
}

/// The run with this name or with a name that begins so; without a name the newest.
pub fn find(runs: &Path, wanted: Option<&str>) -> Result<PathBuf> {
    let mut known = known(runs)?;
    // Newest first.
    known.sort_by_key(|run| std::cmp::Reverse((began(run), name(run))));
    let Some(wanted) = wanted else {
        return match known.into_iter().next() {
            Some(run) => Ok(run),
            None => bail!("there is no run yet; make one: cargo lab bench --quick"),
        };
    };
    // A whole name is never the beginning of another: all have the same length.
    let meant: Vec<&PathBuf> = known
        .iter()
        .filter(|run| name(run).starts_with(wanted))
        .collect();
    match meant.as_slice() {
        [run] => Ok(run.to_path_buf()),
        [] if known.is_empty() => {
            bail!(
                "there is no run `{wanted}`, nor any other yet; make one: cargo lab bench --quick"
            )
        }
        [] => bail!("there is no run `{wanted}`; there are: {}", names(&known)),
        several => bail!(
            "several runs begin with `{wanted}`: {}; give more of the name",
            names(several)
        ),
    }
}

fn known(runs: &Path) -> Result<Vec<PathBuf>> {
    if !runs.is_dir() {
        return Ok(Vec::new());
    }
    let mut known = Vec::new();
    for entry in fs::read_dir(runs).with_context(|| format!("cannot list {}", shown(runs)))? {
        let path = entry
            .with_context(|| format!("cannot list {}", shown(runs)))?
            .path();
        if path.is_dir() {
            known.push(path);
        }
    }
    Ok(known)
}

/// When a run began, as digits that sort: from its manifest, else (to the minute) from its name.
fn began(run: &Path) -> String {
    let manifest = store::read_manifest(&run.join("run.json"));
    let time = manifest.map_or_else(
        |_| name(run).split('Z').next().unwrap_or_default().to_owned(),
        |manifest| manifest.started,
    );
    time.chars().filter(char::is_ascii_digit).collect()
}

pub fn name(run: &Path) -> String {
    let name = run.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The newest few names.
fn names(runs: &[impl AsRef<Path>]) -> String {
    let shown: Vec<String> = runs.iter().take(5).map(|run| name(run.as_ref())).collect();
    let more = match runs.len() > shown.len() {
        true => ", ...",
        false => "",
    };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        folder
    }

    fn found(runs: &tempfile::TempDir, wanted: Option<&str>) -> Result<String, String> {
        find(runs.path(), wanted)
            .map(|run| name(&run))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn without_a_name_the_newest_run_is_meant() {
        let some = runs(&[
            "2026-11-22T1512Z-3fa9",
            "2026-11-22T1601Z-0001",
            "2026-11-21T2359Z-ffff",
        ]);
        assert_eq!(found(&some, None), Ok("2026-11-22T1601Z-0001".into()));
        let none = runs(&[]);
        assert!(found(&none, None).unwrap_err().contains("cargo lab bench"));
    }

    #[test]
    fn a_part_without_a_record_and_a_record_that_lost_something_are_failures() {
        let entry = |status| Entry {
            name: "p6".into(),
            status,
            wall_ns: None,
        };
        let (done, broken) = (entry(Status::Done), entry(Status::Failed("it".into())));
        let record: Record = serde_json::from_value(serde_json::json!({
            "schema": "lap-pool.record/1", "experiment": "p6", "version": 1, "origin": "measured", "started": "",
            "finished": "", "mode": "default", "seed": 0, "command": "", "probe": null, "cells": [],
            "environment": { "machine_class": "", "cores": 2, "facts": [] }, "processes": [], "rounds": [],
            "samples": [], "counts": [], "series": [], "lanes": [], "code": [],
            "absent": [{ "what": "cpython", "reason": "not found" }]
        }))
        .unwrap();
        let mut lost = record.clone();
        lost.absent[0].failed = true;
        let mut elsewhere = lost.clone();
        elsewhere.origin = Origin::Recorded;
        assert!(!failed([&done].into_iter(), &[record, elsewhere]));
        assert!(failed([&done].into_iter(), &[lost]));
        assert!(failed([&done, &broken].into_iter(), &[]));
    }

    #[test]
    fn the_beginning_of_a_name_is_enough_where_it_tells_runs_apart() {
        let some = runs(&["2026-11-22T1512Z-3fa9", "2026-11-22T1512Z-4000"]);
        assert_eq!(
            found(&some, Some("2026-11-22T1512Z-3")),
            Ok("2026-11-22T1512Z-3fa9".into())
        );
        let several = found(&some, Some("2026-11-22")).unwrap_err();
        assert!(several.contains("several runs"), "{several}");
        let unknown = found(&some, Some("2025")).unwrap_err();
        assert!(unknown.contains("2026-11-22T1512Z-4000"), "{unknown}");
    }
}
