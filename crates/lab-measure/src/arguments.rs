//! The command line of an experiment binary: short, and the same for all.

pub mod only;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser};

use self::only::Wanted;
use crate::environment::allowed_cores;
use crate::experiment::Settings;
use crate::output;
use crate::own_input::{self, Addresses};
use crate::record::Mode;

/// What an experiment binary was asked to do.
#[derive(Clone, Debug)]
pub struct Arguments {
    /// Conduct, or do one process's work.
    pub task: Task,
    /// What the experiment may depend on.
    pub settings: Settings,
    /// Seed of all random orders.
    pub seed: u64,
    /// Where the record goes.
    pub record: Option<PathBuf>,
    /// A probe's result to put into the record.
    pub probe: Option<PathBuf>,
    /// The timed cells that are wanted, where not everything is: then no visit of its own either.
    pub only: Option<Vec<Wanted>>,
    /// (fresh processes, rounds in each), where not those of the mode.
    pub plan: Option<(u32, u32)>,
    /// Whether progress is told as JSON lines on standard output.
    pub progress: bool,
    /// The arguments to hand on to fresh processes.
    pub handed_on: Vec<OsString>,
    /// Keeps the copy that [`Settings::urls`] names; a fresh process reads its conductor's.
    pub addresses: Option<Arc<Addresses>>,
}

/// Conduct, or do one process's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Start the fresh processes and write the record.
    Conduct,
    /// Be one fresh process of the timed part.
    Timed {
        /// Its number.
        process: u32,
        /// Its rounds.
        rounds: u32,
    },
    /// Say what there is to do, and do nothing.
    Describe {
        /// The fresh process whose timed cells are told.
        process: u32,
    },
    /// Be one visit with a process to itself.
    Solo {
        /// Its number in the experiment's list.
        index: usize,
    },
}

/// One experiment of the lab; `cargo lab run` is the comfortable way
#[derive(Parser)]
#[command(no_binary_name = true, args_override_self = true)]
struct CommandLine {
    /// How much is run: quick, default or full
    #[arg(long, default_value = "default", value_parser = mode)]
    mode: Mode,
    /// Seed of all random orders [default: from the clock]
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Write the record there [default: NAME.json]
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    record: Option<PathBuf>,
    /// Put this probe's result into the record
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    probe: Option<PathBuf>,
    /// Also hash every file below DIR (curves, no answers)
    #[arg(long, value_name = "DIR", allow_hyphen_values = true)]
    files: Option<PathBuf>,
    /// Also fetch every address in FILE (curves, no answers)
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    urls: Option<PathBuf>,
    /// Tell progress as JSON lines on standard output
    #[arg(long)]
    progress: bool,
    /// Time the cells listed in FILE (JSON) and do nothing else
    #[arg(long, value_name = "FILE", allow_hyphen_values = true)]
    only: Option<PathBuf>,
    /// That many of both instead of the mode's
    #[arg(long, num_args = 2, value_names = ["PROCESSES", "ROUNDS"])]
    plan: Option<Vec<u32>>,
    /// Say what there is to do in that fresh process, as JSON, and do nothing [default: the first, 0]
    #[arg(long, value_name = "PROCESS", num_args = 0..=1, default_missing_value = "0")]
    describe: Option<u32>,
    #[arg(long, hide = true, num_args = 2)]
    fresh_process: Option<Vec<u32>>,
    #[arg(long, hide = true)]
    solo: Option<usize>,
}

impl Arguments {
    /// Reads the process's own command line; on `--help` and on a mistake, prints and gives the exit code.
    ///
    /// # Errors
    /// The exit code: success after `--help`, failure after a mistake.
    pub fn from_command_line(name: &'static str) -> Result<Self, ExitCode> {
        let refusal = match Self::parse(name, std::env::args_os().skip(1)) {
            Ok(arguments) => return Ok(arguments),
            Err(refusal) => refusal,
        };
        let told = match refusal {
            Refusal::Help(text) => match output::line(io::stdout().lock(), &text) {
                Ok(()) => return Err(ExitCode::SUCCESS),
                Err(error) => format!("cannot write to standard output: {error}"),
            },
            Refusal::Mistake(mistake) => format!("{mistake} (--help lists the arguments)"),
        };
        output::tell(&format!("{name}: {told}"));
        Err(ExitCode::FAILURE)
    }

    fn parse(name: &'static str, words: impl Iterator<Item = OsString>) -> Result<Self, Refusal> {
        let matches = CommandLine::command()
            .name(name)
            .try_get_matches_from(words)?;
        let line = CommandLine::from_arg_matches(&matches)?;
        let task = match (line.describe, line.fresh_process.as_deref(), line.solo) {
            (Some(process), ..) => Task::Describe { process },
            (None, Some(&[process, rounds]), _) => Task::Timed { process, rounds },
            (None, _, Some(index)) => Task::Solo { index },
            (None, ..) => Task::Conduct,
        };
        let mut settings = Settings::of(line.mode, allowed_cores());
        settings.files = line.files.as_deref().map(own_input::folder).transpose()?;
        let mut addresses = None;
        settings.urls = match (line.urls, &task) {
            // A list is read once, by the first process that is given it.
            (Some(path), Task::Conduct | Task::Describe { .. }) => {
                let kept = addresses.insert(Arc::new(Addresses::read(&path)?));
                Some(kept.path().to_path_buf())
            }
            (Some(path), _) => Some(own_input::addresses(&path)?),
            (None, _) => None,
        };
        let mut handed_on = settings.handed_on();
        if let Some(list) = &line.only {
            handed_on.extend(["--only".into(), list.into()]);
        }
        Ok(Self {
            task,
            settings,
            seed: line
                .seed
                .unwrap_or(jiff::Timestamp::now().as_nanosecond() as u64),
            record: line.record,
            probe: line.probe,
            only: line.only.as_deref().map(only::read).transpose()?,
            plan: line.plan.map(|plan| (plan[0], plan[1])),
            progress: line.progress,
            handed_on,
            addresses,
        })
    }
}

/// Why there is nothing to do.
#[derive(Debug)]
enum Refusal {
    /// The user asked for this text.
    Help(String),
    /// In one line: the lab shows it as the reason why there is no record, and has no room for the help.
    Mistake(String),
}

impl From<clap::Error> for Refusal {
    fn from(error: clap::Error) -> Self {
        let text = error.to_string();
        if error.kind() == ErrorKind::DisplayHelp {
            return Self::Help(text.trim_end().to_owned());
        }
        // The others say what the help says.
        let is_telling = |line: &&str| {
            let generic = ["Usage: ", "For more information"];
            !line.is_empty() && !generic.iter().any(|begin| line.starts_with(begin))
        };
        let telling: Vec<&str> = text.lines().map(str::trim).filter(is_telling).collect();
        Self::Mistake(telling.join("; ").trim_start_matches("error: ").to_owned())
    }
}

impl From<String> for Refusal {
    fn from(mistake: String) -> Self {
        Self::Mistake(mistake)
    }
}

impl Settings {
    fn handed_on(&self) -> Vec<OsString> {
        let mut words: Vec<OsString> = vec!["--mode".into(), self.mode.word().into()];
        if let Some(files) = &self.files {
            words.extend(["--files".into(), files.into()]);
        }
        if let Some(urls) = &self.urls {
            words.extend(["--urls".into(), urls.into()]);
        }
        words
    }
}

fn mode(word: &str) -> Result<Mode, String> {
    let modes = [Mode::Quick, Mode::Default, Mode::Full];
    let found = modes.into_iter().find(|mode| mode.word() == word);
    found.ok_or("it is quick, default or full".into())
}

#[cfg(test)]
mod tests;
