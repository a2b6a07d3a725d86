//! What a sabotaged run says in the terminal.

use std::path::Path;

use anyhow::Result;
use lab_report::sabotage::{lede, naive_sentence, ours_sentence, title};
use lab_verdict::sabotage::{Disturbance, Naive, Ours, Pair, Sabotage};
use serde::Serialize;

use crate::terminal::{print, print_json};
use crate::workspace::shown;

/// What `--json` prints.
#[derive(Serialize)]
struct SabotageJson<'a> {
    sabotaged: bool,
    run: &'a str,
    folder: String,
    page: String,
    trials: Vec<TrialJson<'a>>,
}

#[derive(Serialize)]
struct TrialJson<'a> {
    pair: &'a Pair,
    disturbance: Disturbance,
    naive: Option<Naive>,
    ours: Ours,
}

/// Both readings of every trial, and where the page is.
pub fn close(sabotage: &Sabotage, folder: &Path, page: &Path, json: bool) -> Result<()> {
    let margin = sabotage.margin();
    if json {
        let trials = sabotage.trials.iter().map(|trial| TrialJson {
            pair: &trial.pair,
            disturbance: trial.disturbance,
            naive: trial.naive(margin),
            ours: trial.ours(margin),
        });
        let told = SabotageJson {
            sabotaged: true,
            run: &sabotage.run_id,
            folder: shown(folder),
            page: shown(page),
            trials: trials.collect(),
        };
        return print_json(&told);
    }
    for trial in &sabotage.trials {
        print(&title(trial))?;
        print(&format!("  naively: {}", naive_sentence(trial, margin)))?;
        print(&format!("  ours: {}", ours_sentence(trial, margin)))?;
    }
    print(&lede(sabotage))?;
    print(&format!("page: {}", shown(page)))
}
