//! `cargo lab list`: what can be run, what it costs, which claims it judges.

use std::process::ExitCode;

use anyhow::{Context, Result};
use lab_measure::record::Mode;
use lab_verdict::claims::Claims;
use serde::Serialize;

use crate::catalogue::{self, Part};
use crate::closing::plain_table;
use crate::terminal::print;
use crate::workspace::Workspace;

/// The modes in the order of their cost.
const MODES: [Mode; 3] = [Mode::Quick, Mode::Default, Mode::Full];

/// What `--json` prints.
#[derive(Serialize)]
struct Listing {
    experiments: Vec<Line>,
    total_seconds: Cost,
}

#[derive(Serialize)]
struct Line {
    name: String,
    practice: Option<String>,
    title: String,
    seconds: Option<Cost>,
    claims: Vec<String>,
}

/// Declared seconds.
#[derive(Clone, Copy, Serialize)]
struct Cost {
    quick: u32,
    default: u32,
    full: u32,
}

/// Lists.
///
/// # Errors
/// When the rules cannot be read.
pub fn run(workspace: &Workspace, json: bool) -> Result<ExitCode> {
    let claims = workspace.rules()?.claims;
    let parts = catalogue::parts(&workspace.root, &claims)?;
    let listing = listing(&parts, &claims);
    match json {
        true => print(&serde_json::to_string(&listing).context("a list is always JSON")?),
        false => print(&table(&listing)),
    }
    Ok(ExitCode::SUCCESS)
}

fn listing(parts: &[Part], claims: &Claims) -> Listing {
    let line = |part: &Part| Line {
        name: part.name.clone(),
        practice: part.practice.clone(),
        title: part.title.clone(),
        seconds: part.seconds.map(|seconds| Cost {
            quick: seconds.quick,
            default: seconds.default,
            full: seconds.full,
        }),
        claims: claims
            .claim
            .iter()
            .filter(|claim| claim.experiment == part.name)
            .map(|claim| claim.id.clone())
            .collect(),
    };
    let [quick, default, full] = MODES.map(|mode| claims.declared_seconds(mode));
    Listing {
        experiments: parts.iter().map(line).collect(),
        total_seconds: Cost {
            quick,
            default,
            full,
        },
    }
}

fn table(listing: &Listing) -> String {
    let mut table = plain_table(&[
        "name",
        "practice",
        "what it does",
        "quick",
        "default",
        "full",
        "claims",
    ]);
    for line in &listing.experiments {
        let practice = line.practice.clone().unwrap_or("-".into());
        let head = [line.name.clone(), practice, line.title.clone()];
        let seconds = line.seconds.map_or(["-"; 3].map(str::to_owned), words);
        let claims = line.claims.join(" ");
        table.add_row(head.into_iter().chain(seconds).chain([claims]));
    }
    let head = ["all together", "", "declared seconds"].map(str::to_owned);
    table.add_row(head.into_iter().chain(words(listing.total_seconds)));
    table.to_string()
}

fn words(cost: Cost) -> [String; 3] {
    [cost.quick, cost.default, cost.full].map(|seconds| format!("{seconds} s"))
}
