//! `cargo lab list`: what can be run, what it costs, which claims it judges.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, Result};
use lab_measure::protocol::Description;
use lab_measure::record::Mode;
use lab_measure::watched::Watched;
use lab_verdict::claims::Claims;
use serde::Serialize;

use crate::catalogue::{self, Kind, Part};
use crate::closing::plain_table;
use crate::terminal::print;
use crate::workspace::Workspace;

/// The modes in the order of their cost.
const MODES: [Mode; 3] = [Mode::Quick, Mode::Default, Mode::Full];

/// An experiment that has not described itself after this long goes without.
const PATIENCE: Duration = Duration::from_secs(20);

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
    in_default_mode: Option<Description>,
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
    let listing = listing(&parts, &claims, described);
    match json {
        true => print(&serde_json::to_string(&listing).context("a list is always JSON")?),
        false => print(&table(&listing)),
    }
    Ok(ExitCode::SUCCESS)
}

/// What a built experiment says of itself; nothing where it is not built, or of another build that does not say.
fn described(part: &Part) -> Option<Description> {
    if part.kind != Kind::Experiment {
        return None;
    }
    let own = std::env::current_exe().ok()?;
    let binary = own.with_file_name(format!("{}{}", part.name, std::env::consts::EXE_SUFFIX));
    if !binary.is_file() {
        return None;
    }
    let mut command = Command::new(binary);
    command.args(["--describe", "--lifeline"]);
    let lines = Watched::start(&mut command, PATIENCE).and_then(Watched::finish);
    serde_json::from_str(lines.ok()?.first()?).ok()
}

fn listing(
    parts: &[Part],
    claims: &Claims,
    describe: impl Fn(&Part) -> Option<Description>,
) -> Listing {
    let line = |part: &Part| Line {
        name: part.name.clone(),
        practice: part.practice.clone(),
        title: part.title.clone(),
        seconds: part.seconds.map(|seconds| Cost {
            quick: seconds.quick,
            default: seconds.default,
            full: seconds.full,
        }),
        in_default_mode: describe(part),
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
        "timed cells",
        "own visits",
        "claims",
    ]);
    for line in &listing.experiments {
        let practice = line.practice.clone().unwrap_or("-".into());
        let head = [line.name.clone(), practice, line.title.clone()];
        let seconds = line.seconds.map_or(["-"; 3].map(str::to_owned), words);
        let sizes = line
            .in_default_mode
            .map_or(["-"; 2].map(str::to_owned), |told| {
                [told.timed_cells, told.own_visits].map(|count| count.to_string())
            });
        let claims = line.claims.join(" ");
        let numbers = seconds.into_iter().chain(sizes);
        table.add_row(head.into_iter().chain(numbers).chain([claims]));
    }
    let head = ["all together", "", "declared seconds"].map(str::to_owned);
    table.add_row(head.into_iter().chain(words(listing.total_seconds)));
    format!(
        "{table}\ncells and visits are those of the default mode, as far as the experiments are built"
    )
}

fn words(cost: Cost) -> [String; 3] {
    [cost.quick, cost.default, cost.full].map(|seconds| format!("{seconds} s"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn what_an_experiment_says_of_itself_stands_beside_what_it_costs() {
        let claims = Claims::parse(include_str!("../tests/claims.toml")).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let parts = catalogue::parts(&root, &claims).unwrap();
        let described = |part: &Part| {
            (part.name == "p2_map_vs_imap").then_some(Description {
                timed_cells: 83,
                own_visits: 29,
            })
        };
        let table = table(&listing(&parts, &claims, described));
        let row = |name: &str| {
            let line = table.lines().find(|line| line.contains(name)).unwrap();
            line.split('\u{2506}')
                .map(|cell| cell.trim_matches([' ', '\u{2502}']).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            row("p2_map_vs_imap")[3..8],
            ["8 s", "40 s", "90 s", "83", "29"]
        );
        assert_eq!(row("p3_responsive")[6..8], ["-", "-"]);
    }
}
