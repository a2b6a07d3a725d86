//! `cargo lab words`: every sentence that a study can say, or that all studies share, at numbers that try each form.

use std::fs;
use std::process::ExitCode;

use anyhow::{Result, bail};
use lab_measure::record::Record;
use lab_measure::store::read_record;
use lab_report::text::rehearsal::{readings, rehearse};

use crate::terminal::print;
use crate::workspace::Workspace;

/// Prints them.
pub fn run(workspace: &Workspace, study: Option<&str>) -> Result<ExitCode> {
    let Some(study) = study else {
        print(&readings())?;
        return Ok(ExitCode::SUCCESS);
    };
    let rules = workspace.rules()?.claims;
    let mut studies: Vec<&str> = rules
        .claim
        .iter()
        .map(|claim| claim.experiment.as_str())
        .collect();
    studies.dedup();
    if !studies.contains(&study) {
        bail!(
            "no study with claims is called `{study}`; there are: {}",
            studies.join(", ")
        );
    }
    print(&rehearse(
        &rules,
        study,
        recorded(workspace, study)?.as_ref(),
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A record of the study from another machine, where one is kept.
fn recorded(workspace: &Workspace, study: &str) -> Result<Option<Record>> {
    let Ok(entries) = fs::read_dir(workspace.recordings()) else {
        return Ok(None);
    };
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.sort();
    let of_study = |path: &&std::path::PathBuf| {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        stem.ends_with(&format!("-{study}"))
    };
    paths
        .iter()
        .find(of_study)
        .map(|path| read_record(path))
        .transpose()
}
