//! `cargo lab list`: what can be run, what it costs, which claims it judges.

use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::Result;
use comfy_table::ColumnConstraint;
use lab_measure::description::Description;
use lab_measure::record::Mode;
use lab_measure::watched::Watched;
use lab_verdict::claims::{Claims, allowed_seconds};
use serde::Serialize;

use crate::catalogue::{self, Kind, Part};
use crate::closing::plain_table;
use crate::terminal::{self, print, print_json};
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
    let mut table = plain_table(&["name", "what it does", "quick / default / full", "claims"]);
    table.set_width(terminal::width().min(terminal::READABLE));
    for line in &listing.experiments {
        let seconds = line.seconds.map(Cost::words);
        let sizes = line.cells.iter().flat_map(|cells| {
            let modes = [cells.quick, cells.default, cells.full];
            let timed = in_each_mode(modes.map(|told| told.timed_cells));
            let own = in_each_mode(modes.map(|told| told.own_visits));
            [format!("{timed} cells"), format!("{own} visits")]
        });
        let numbers: Vec<String> = seconds.into_iter().chain(sizes).collect();
        let (numbers, claims) = (numbers.join("\n"), line.claims.join(" "));
        table.add_row([&line.name, &line.title, &numbers, &claims]);
    }
    table.add_row(["all together", "", &listing.total_seconds.words()]);
    let allowed = listing.allowed_seconds;
    let limits = [allowed.quick, allowed.default, allowed.full]
        .map(|limit| limit.map_or("-".into(), |seconds| seconds.to_string()));
    table.add_row(["allowed", "", &format!("{} s", in_each_mode(limits))]);
    // A name is there to be typed, and a row of numbers is read as one.
    for column in [0, 2] {
        let column = table.column_mut(column).expect("a column");
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    format!(
        "{table}\ncells are timed together, a visit has a process to itself; as far as the experiments are built"
    )
}

impl Cost {
    fn words(self) -> String {
        let seconds = in_each_mode([self.quick, self.default, self.full]);
        format!("{seconds} s")
    }
}

fn in_each_mode(numbers: [impl ToString; 3]) -> String {
    numbers.map(|number| number.to_string()).join(" / ")
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
        let numbers = |name: &str| {
            let lines = table.lines().skip_while(|line| !line.contains(name));
            let told = lines.map(|line| {
                let mut cells = line.split(['|', '\u{2502}', '\u{2506}']).skip(3);
                cells.next().unwrap_or_default().trim().to_owned()
            });
            told.take(3).collect::<Vec<_>>()
        };
        assert_eq!(
            numbers("p2_map_vs_imap"),
            ["8 / 40 / 90 s", "20 / 83 / 90 cells", "9 / 29 / 30 visits"]
        );
        assert!(!numbers("p3_responsive")[1].contains("cells"));
        assert_eq!(numbers("all together")[0], "18 / 80 / 160 s");
        assert_eq!(numbers("allowed")[0], "60 / 420 / - s");
        let widest = table.lines().map(|line| line.chars().count()).max();
        assert!(widest.unwrap() <= 100, "{table}");
    }
}
