//! `cargo lab list`: what can be run, what it costs, which claims it judges.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::Result;
use lab_measure::description::Description;
use lab_measure::record::Mode;
use lab_measure::watched::Watched;
use lab_verdict::claims::{Claims, allowed_seconds};
use serde::Serialize;

use crate::catalogue::{self, Kind, Part};
use crate::closing::plain_table;
use crate::terminal::{print, print_json};
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
    allowed_seconds: Allowed,
}

#[derive(Serialize)]
struct Line {
    name: String,
    practice: Option<String>,
    title: String,
    seconds: Option<Cost>,
    cells: Option<Cells>,
    claims: Vec<String>,
}

/// How much an experiment says there is to do, in each mode.
#[derive(Clone, Copy, Serialize)]
struct Cells {
    quick: Sizes,
    default: Sizes,
    full: Sizes,
}

/// How much there is to do.
#[derive(Clone, Copy, Serialize)]
struct Sizes {
    /// Cells that the first fresh process visits in every round; the others visit these or fewer.
    timed_cells: usize,
    /// Visits that have a process to themselves.
    own_visits: usize,
}

/// What everything together may cost, where there is a limit.
#[derive(Clone, Copy, Serialize)]
struct Allowed {
    quick: Option<u32>,
    default: Option<u32>,
    full: Option<u32>,
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
        true => print_json(&listing)?,
        false => print(&table(&listing))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What a built experiment says of itself in every mode; nothing where it is not built, or of another build that does not
/// say.
fn described(part: &Part) -> Option<Cells> {
    if part.kind != Kind::Experiment {
        return None;
    }
    let own = std::env::current_exe().ok()?;
    let binary = own.with_file_name(format!("{}{}", part.name, std::env::consts::EXE_SUFFIX));
    if !binary.is_file() {
        return None;
    }
    let in_mode = |mode: Mode| {
        let mut command = Command::new(&binary);
        command.args(["--describe", "--mode", mode.word()]);
        let lines = Watched::start(&mut command, PATIENCE).and_then(Watched::finish);
        let told: Description = serde_json::from_str(lines.ok()?.first()?).ok()?;
        Some(Sizes {
            timed_cells: told.timed.len(),
            own_visits: told.solo.len(),
        })
    };
    Some(Cells {
        quick: in_mode(Mode::Quick)?,
        default: in_mode(Mode::Default)?,
        full: in_mode(Mode::Full)?,
    })
}

fn listing(parts: &[Part], claims: &Claims, describe: impl Fn(&Part) -> Option<Cells>) -> Listing {
    let line = |part: &Part| Line {
        name: part.name.clone(),
        practice: part.practice.clone(),
        title: part.title.clone(),
        seconds: part.seconds.map(|seconds| Cost {
            quick: seconds.quick,
            default: seconds.default,
            full: seconds.full,
        }),
        cells: describe(part),
        claims: claims
            .claim
            .iter()
            .filter(|claim| claim.experiment == part.name)
            .map(|claim| claim.id.clone())
            .collect(),
    };
    let [quick, default, full] = MODES.map(|mode| claims.declared_seconds(mode));
    let allowed = MODES.map(allowed_seconds);
    Listing {
        experiments: parts.iter().map(line).collect(),
        total_seconds: Cost {
            quick,
            default,
            full,
        },
        allowed_seconds: Allowed {
            quick: allowed[0],
            default: allowed[1],
            full: allowed[2],
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
        let sizes = line.cells.map_or(["-"; 2].map(str::to_owned), |cells| {
            let in_each_mode = |count: fn(Sizes) -> usize| {
                let modes = [cells.quick, cells.default, cells.full];
                modes.map(|mode| count(mode).to_string()).join(" / ")
            };
            [
                in_each_mode(|told| told.timed_cells),
                in_each_mode(|told| told.own_visits),
            ]
        });
        let claims = line.claims.join(" ");
        let numbers = seconds.into_iter().chain(sizes);
        table.add_row(head.into_iter().chain(numbers).chain([claims]));
    }
    let head = ["all together", "", "declared seconds"].map(str::to_owned);
    table.add_row(head.into_iter().chain(words(listing.total_seconds)));
    let allowed = listing.allowed_seconds;
    let allowed = [allowed.quick, allowed.default, allowed.full];
    let head = ["allowed", "", ""].map(str::to_owned);
    let limits = allowed.map(|limit| limit.map_or("-".into(), |seconds| format!("{seconds} s")));
    table.add_row(head.into_iter().chain(limits));
    format!(
        "{table}\ncells and visits: in quick / default / full mode, as far as the experiments are built"
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
        let told = |timed_cells, own_visits| Sizes {
            timed_cells,
            own_visits,
        };
        let described = |part: &Part| {
            (part.name == "p2_map_vs_imap").then_some(Cells {
                quick: told(20, 9),
                default: told(83, 29),
                full: told(90, 30),
            })
        };
        let table = table(&listing(&parts, &claims, described));
        let row = |name: &str| {
            let line = table.lines().find(|line| line.contains(name)).unwrap();
            line.trim_matches(['|', '\u{2502}'])
                .split(['|', '\u{2506}'])
                .map(|cell| cell.trim().to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            row("p2_map_vs_imap")[3..8],
            ["8 s", "40 s", "90 s", "20 / 83 / 90", "9 / 29 / 30"]
        );
        assert_eq!(row("p3_responsive")[6..8], ["-", "-"]);
        assert_eq!(row("all together")[3..6], ["18 s", "80 s", "160 s"]);
        assert_eq!(row("allowed")[3..6], ["60 s", "420 s", "-"]);
    }
}
