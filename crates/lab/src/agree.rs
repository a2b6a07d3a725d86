//! Several runs side by side: whether they give the same answers.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lab_measure::record::Status;
use lab_measure::store;
use lab_report::runs::{LEFT_OPEN, answered_words, followed, left_open, said_words, side_by_side};
use lab_report::text::{names, number};
use lab_report::{Site, render};
use lab_verdict::agreement::{AGREEMENT_FILE, Agreement, Row};

use crate::closing::plain_table;
use crate::report::{find, load, name, unreadable};
use crate::terminal::{print, print_json, say};
use crate::workspace::{Workspace, shown};

/// The exit code where the runs could not be compared, as `diff` has it.
pub const NOT_COMPARED: u8 = 2;

/// `cargo lab agree`: writes how the runs compare into the folder of the last one, and its report with them. The exit code
/// is 1 where two of them contradict each other or one leaves a counted claim without an answer.
///
/// With `--rules`, all runs are judged by those and nothing is written: a page would keep answers that no run has by its
/// own rules.
///
/// # Errors
/// When a run is not there, is named twice, cannot be read or answers nothing, or something cannot be written: [`NOT_COMPARED`].
pub fn run(workspace: &Workspace, wanted: &[String], json: bool) -> Result<ExitCode> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for one in wanted {
        let folder = find(&workspace.runs(), Some(one))?;
        if folders.contains(&folder) {
            bail!(
                "{} is named twice: a run cannot confirm itself",
                name(&folder)
            );
        }
        folders.push(folder);
    }
    let mut runs: Vec<(String, Site)> = Vec::new();
    for folder in &folders {
        let rules = workspace.other_rules.as_deref();
        runs.push((name(folder), load(workspace, folder, rules)?));
    }
    let unfinished: Vec<String> = runs.iter().filter_map(unfinished).collect();
    let agreement = side_by_side(&runs);
    if let Some(silent) = agreement.silent().next() {
        bail!("the run {silent} answers no claim: there is nothing to compare");
    }
    let (Some((_, mut site)), Some(folder)) = (runs.pop(), folders.last()) else {
        bail!("name two runs at least");
    };
    let flips = agreement.flipping().count();
    let answered = answered_words(&agreement);
    let is_sound = agreement.is_sound();
    let written = match &workspace.other_rules {
        Some(rules) => format!(
            "judged by {}, not by the runs' own rules: no report is written",
            shown(rules)
        ),
        None => {
            store::write_json(&folder.join(AGREEMENT_FILE), &agreement)?;
            site.agreement = Some(agreement.clone());
            let rendered =
                render(&site, &workspace.reports).context("the report cannot be written")?;
            format!("report: {}", shown(&rendered.index))
        }
    };
    match json {
        true => print_json(&agreement.accounted())?,
        false => print(&format!("{}\n{}", table(&agreement), open(&agreement)))?,
    }
    say(&format!(
        "{} in which two runs contradict each other",
        number::plural(flips as u64, "row", "rows")
    ));
    say(&answered);
    for run in &unfinished {
        say(run);
    }
    say(&written);
    Ok(match is_sound && unfinished.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Names what a run began and did not finish, or has and cannot be read: its claims have no row, so no other words would
/// tell that they are open.
fn unfinished((name, site): &(String, Site)) -> Option<String> {
    let entries = site.manifest.iter().flat_map(|run| &run.entries);
    let not_done = entries.filter(|entry| entry.status != Status::Done);
    let mut parts: Vec<&str> = not_done.map(|entry| entry.name.as_str()).collect();
    for gap in unreadable(site) {
        if !parts.contains(&gap.what.as_str()) {
            parts.push(&gap.what);
        }
    }
    (!parts.is_empty()).then(|| {
        format!(
            "{name} is not whole, it lacks {}: a run without it compares less than was asked for",
            parts.join(", ")
        )
    })
}

/// What each run leaves open.
fn open(agreement: &Agreement) -> String {
    let mut table = plain_table(&LEFT_OPEN);
    for line in left_open(agreement) {
        table.add_row(line);
    }
    table.to_string()
}

fn table(agreement: &Agreement) -> String {
    let mut table = plain_table(&[
        "claim", "subject", "answers", "flips", "least", "most", "of what",
    ]);
    for row in &agreement.rows {
        let (least, most) = match row.spread() {
            Some((least, most)) => (number::plain(least), number::plain(most)),
            None => (String::new(), String::new()),
        };
        table.add_row([
            row.claim.clone(),
            names::contender(&row.contender).to_owned(),
            answers(row),
            flips(row).to_owned(),
            least,
            most,
            row.followed.as_ref().map_or_else(String::new, followed),
        ]);
    }
    table.to_string()
}

/// Each answer with the number of runs that gave it.
fn answers(row: &Row) -> String {
    let mut tally: Vec<(String, u32)> = Vec::new();
    for words in row.given.iter().map(said_words) {
        match tally.iter_mut().find(|(known, _)| *known == words) {
            Some((_, runs)) => *runs += 1,
            None => tally.push((words, 1)),
        }
    }
    let tally: Vec<String> = tally
        .into_iter()
        .map(|(words, runs)| format!("{runs} × {words}"))
        .collect();
    tally.join("\n")
}

fn flips(row: &Row) -> &'static str {
    match (row.flips, row.rules_differ) {
        (true, true) => "FLIPS; rules differ",
        (true, false) => "FLIPS",
        (false, true) => "no; rules differ",
        (false, false) => "no",
    }
}
