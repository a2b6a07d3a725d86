//! What can be typed after `cargo lab`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use lab_measure::record::Mode;

/// A lab about thread pools: measures, judges and reports what holds on this machine.
#[derive(Debug, Parser)]
#[command(
    name = "cargo lab",
    bin_name = "cargo lab",
    version,
    arg_required_else_help = true
)]
pub struct CommandLine {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Where rules are read and reports are written.
    #[command(flatten)]
    pub places: Places,
}

/// Where rules are read and reports are written.
#[derive(Debug, Args)]
pub struct Places {
    /// Folder for runs and pages [default: reports/ of this checkout]
    #[arg(long, global = true, value_name = "DIR")]
    pub reports: Option<PathBuf>,
    /// Rules to judge by: those of a run's folder, of a checkout, or in a file of the older form, claims.toml
    /// [default: those of this checkout; for `report` and `agree`, each run's own copy]
    #[arg(long, global = true, value_name = "PATH")]
    pub rules: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Measure everything, judge it and write the report
    Bench(BenchOptions),
    /// Measure one experiment as a run of its own and write the report
    Run(RunOptions),
    /// List the experiments, what they cost and the claims they judge
    List {
        /// Print one JSON object instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Write the report of an earlier run again
    Report {
        /// The run's name, or how it begins [default: the newest run]
        run: Option<String>,
        /// How its answers are printed.
        #[command(flatten)]
        printed: Printed,
    },
    /// Lay several runs side by side: do they give the same answers?
    #[command(after_help = "Exit codes, as those of diff:\n  \
        0  no two runs contradict each other, and each answers every counted claim\n  \
        1  two runs contradict each other, or one lacks a part or leaves a counted claim without an answer\n  \
        2  the runs could not be compared: a name that no run has or that is given twice, a run that cannot be read or \
           answers nothing")]
    Agree {
        /// The runs' names, or how they begin; the report is that of the last one
        #[arg(required = true, num_args = 2..)]
        runs: Vec<String>,
        /// Print one JSON object instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Print every sentence that a study can say, at numbers that try each form
    Words {
        /// The study, for example p2_map_vs_imap; without it, what figures of all studies say
        study: Option<String>,
    },
    /// Keep what a run measured of a live subject, for machines that have none
    #[command(subcommand)]
    Record(Recording),
    /// Open the report in a browser
    Open,
    /// Say what this machine is good for, and whether the lab's own statistics work on it
    Doctor(DoctorOptions),
    /// Be one fresh process of the probe.
    #[command(hide = true)]
    ProbeChild {
        /// Seed of its random order.
        seed: u64,
    },
    /// Keep the machine busy until standard input closes.
    #[command(hide = true)]
    Neighbour(NeighbourOptions),
    /// End the process group that this leads once standard input closes.
    #[command(hide = true)]
    Keeper,
}

impl Command {
    /// Whether standard output is for a program.
    pub fn prints_json(&self) -> bool {
        match self {
            Self::Bench(options) => options.printed.json,
            Self::Run(options) => options.printed.json,
            Self::Report { printed, .. } => printed.json,
            Self::Doctor(options) => options.json,
            Self::List { json } | Self::Agree { json, .. } => *json,
            Self::ProbeChild { .. } => true,
            Self::Words { .. }
            | Self::Record(_)
            | Self::Open
            | Self::Neighbour(_)
            | Self::Keeper => false,
        }
    }
}

/// What can be recorded.
#[derive(Debug, Subcommand)]
pub enum Recording {
    /// CPython's ThreadPool, into experiments/recordings/
    Python {
        /// The run's name, or how it begins [default: the newest run]
        run: Option<String>,
    },
}

/// How the answers of a run are printed.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Printed {
    /// Print one JSON object instead of words
    #[arg(long)]
    pub json: bool,
    /// Print every answer with its number, and what the pools counted, not one screen of them
    #[arg(long, conflicts_with = "json")]
    pub table: bool,
}

/// How much is run.
#[derive(Clone, Copy, Debug, Args)]
pub struct HowMuch {
    /// Counts and curves only: no answer that rests on time
    #[arg(long, conflicts_with = "full")]
    quick: bool,
    /// More rounds, the largest cells, and contenders that are built for this alone
    #[arg(long)]
    full: bool,
}

impl HowMuch {
    /// The mode.
    pub fn mode(self) -> Mode {
        match (self.quick, self.full) {
            (true, _) => Mode::Quick,
            (_, true) => Mode::Full,
            _ => Mode::Default,
        }
    }
}

/// `cargo lab bench`.
#[derive(Debug, Args)]
pub struct BenchOptions {
    /// How much is run.
    #[command(flatten)]
    pub how_much: HowMuch,
    /// Run these parts only; `cargo lab list` names them
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub only: Vec<String>,
    /// Seed of all random orders [default: random]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Run beside a busy neighbour, a thread for each core: shows what noise does to the answers
    #[arg(long)]
    pub neighbour: bool,
    /// Ask for your guesses even if there is nothing to build; on a terminal
    #[arg(long, conflicts_with_all = ["no_predict", "json"])]
    pub predict: bool,
    /// Ask nothing while it builds
    #[arg(long)]
    pub no_predict: bool,
    /// How the answers are printed.
    #[command(flatten)]
    pub printed: Printed,
}

/// `cargo lab run`.
#[derive(Debug, Args)]
pub struct RunOptions {
    /// The part to run; `cargo lab list` names them
    pub name: String,
    /// How much is run.
    #[command(flatten)]
    pub how_much: HowMuch,
    /// Seed of all random orders [default: random]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Work on the files below this folder as well: curves, no answers
    #[arg(long, value_name = "DIR")]
    pub files: Option<PathBuf>,
    /// Fetch the addresses in this file as well, one a line: curves, no answers. Certificates are checked against
    /// Mozilla's roots as compiled in, not against those that this system trusts
    #[arg(long, value_name = "FILE")]
    pub urls: Option<PathBuf>,
    /// Spoil the measurement on purpose and see who notices: a lesson on measuring, with a page of its own
    #[arg(long, conflicts_with_all = ["quick", "full", "files", "urls", "table"])]
    pub sabotage: bool,
    /// How the answers are printed.
    #[command(flatten)]
    pub printed: Printed,
}

/// `cargo lab neighbour`, hidden.
#[derive(Debug, Args)]
pub struct NeighbourOptions {
    /// Threads that never rest.
    #[arg(long, default_value_t = 1)]
    pub threads: u32,
    /// Work in bursts whose lengths follow from this seed.
    #[arg(long)]
    pub bursts: Option<u64>,
}

/// `cargo lab doctor`.
#[derive(Debug, Args)]
pub struct DoctorOptions {
    /// Inject a slowdown of 20 % and see how often the lab finds it, alone and beside a busy neighbour
    #[arg(long)]
    pub selftest: bool,
    /// Runs per condition of the self-test
    #[arg(long, value_name = "N", default_value_t = 20, requires = "selftest",
          value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub runs: u32,
    /// Print one JSON object instead of a table
    #[arg(long)]
    pub json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn quick_and_full_exclude_each_other() {
        let mode = |words: &str| {
            CommandLine::try_parse_from(words.split_whitespace()).map(|line| match line.command {
                Command::Bench(options) => options.how_much.mode(),
                other => panic!("not a bench: {other:?}"),
            })
        };
        assert_eq!(mode("lab bench").unwrap(), Mode::Default);
        assert_eq!(mode("lab bench --quick").unwrap(), Mode::Quick);
        assert_eq!(mode("lab bench --full --seed 3").unwrap(), Mode::Full);
        assert!(mode("lab bench --quick --full").is_err());
    }
}
