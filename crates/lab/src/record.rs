//! `cargo lab record python`: keeps what a run measured of a live CPython, for machines that have none.
//!
//! A recording is a normal record with its origin changed: CPython's own cells, and those of the experiment's controls,
//! without which its times could not be judged.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lab_measure::record::{Cell, Mode, Origin, Record};
use lab_measure::store;
use lab_verdict::claims::{Experiment, SUBJECTS};

use crate::report;
use crate::terminal::print;
use crate::workspace::{Workspace, shown};

/// Keeps the CPython part of a run's records.
///
/// # Errors
/// When there is no such run, it was a quick one, or it holds no live CPython.
pub fn python(workspace: &Workspace, run: Option<&str>) -> Result<ExitCode> {
    let run = report::find(&workspace.runs(), run)?;
    let claims = workspace.rules()?.claims;
    let mut kept = 0;
    for (name, experiment) in &claims.experiment {
        let path = run.join(format!("{name}.json"));
        if path.exists() {
            kept += u32::from(keep(workspace, &path, experiment)?);
        }
    }
    if kept == 0 {
        bail!(
            "the run {} holds no live CPython; install python3 and run `cargo lab bench`",
            report::name(&run)
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Says whether there was anything to keep.
fn keep(workspace: &Workspace, path: &Path, experiment: &Experiment) -> Result<bool> {
    let record = store::read_record(path)?;
    let Some(version) = record.environment.fact("cpython").map(str::to_owned) else {
        return Ok(false);
    };
    if record.mode == Mode::Quick {
        bail!(
            "{} is from a quick run, whose times carry no answer; record a run of `cargo lab bench`",
            shown(path)
        );
    }
    let recording = recording(record, experiment);
    let target = workspace
        .recordings()
        .join(format!("cpython-{version}-{}.json", recording.experiment));
    store::write_json(&target, &recording).context("the recording cannot be written")?;
    print(&format!("recorded: {}", shown(&target)));
    Ok(true)
}

/// The record with CPython's cells and the controls' only, marked as recorded.
fn recording(record: Record, experiment: &Experiment) -> Record {
    let mut numbers = BTreeMap::new();
    let mut cells = Vec::new();
    for (number, cell) in (0_u32..).zip(&record.cells) {
        if belongs(cell, experiment) {
            numbers.insert(number, cells.len() as u32);
            cells.push(cell.clone());
        }
    }
    Record {
        origin: Origin::Recorded,
        samples: renumbered(record.samples, &numbers, |sample| &mut sample.cell),
        counts: renumbered(record.counts, &numbers, |count| &mut count.cell),
        series: renumbered(record.series, &numbers, |series| &mut series.cell),
        lanes: renumbered(record.lanes, &numbers, |lanes| &mut lanes.cell),
        outcomes: Vec::new(),
        absent: Vec::new(),
        code: Vec::new(),
        cells,
        ..record
    }
}

fn belongs(cell: &Cell, experiment: &Experiment) -> bool {
    let [python, _] = SUBJECTS;
    let of_a_control = experiment.control.iter().any(|control| {
        [&control.of, &control.vs]
            .into_iter()
            .any(|call| cell.matches(&control.contender, call, &control.params))
    });
    cell.contender == python.contender || of_a_control
}

/// Drops what belongs to no kept cell; the rest gets its cell's new number.
fn renumbered<T>(
    list: Vec<T>,
    numbers: &BTreeMap<u32, u32>,
    cell: impl Fn(&mut T) -> &mut u32,
) -> Vec<T> {
    let renumber = |mut entry: T| {
        let number = cell(&mut entry);
        *number = *numbers.get(number)?;
        Some(entry)
    };
    list.into_iter().filter_map(renumber).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_follow_their_cells_and_the_others_go() {
        let numbers = BTreeMap::from([(1, 0), (3, 1)]);
        assert_eq!(
            renumbered(vec![0, 1, 2, 3, 1], &numbers, |cell| cell),
            [0, 1, 0]
        );
    }

    #[test]
    fn the_first_subject_is_the_one_that_is_recorded() {
        assert_eq!(SUBJECTS[0].contender, "cpython");
    }

    #[test]
    fn controls_are_kept_with_the_subject() {
        let rules = "kind = \"null\"\ncontender = \"lap-pool\"\nof = \"map_again\"\nvs = \"map\"\nwhere = { n = 2 }";
        let control = toml::from_str(rules).expect("a control");
        let seconds = toml::from_str("quick = 1\ndefault = 1\nfull = 1").expect("seconds");
        let experiment = Experiment {
            practice: "p2".into(),
            title: String::new(),
            version: 1,
            seconds,
            inputs: Vec::new(),
            control: vec![control],
        };
        let cell = |contender: &str, call: &str, n| {
            lab_measure::experiment::cell(contender, call, &[("n", n)])
        };
        assert!(belongs(&cell("cpython", "imap", 7), &experiment));
        assert!(belongs(&cell("lap-pool", "map", 2), &experiment));
        assert!(!belongs(&cell("lap-pool", "map", 3), &experiment));
        assert!(!belongs(&cell("rayon", "map", 2), &experiment));
    }
}
