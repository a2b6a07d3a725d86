//! The command line of an experiment binary: short, and the same for all.

pub mod only;

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

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

const HELP: &str = "\
Options:
  --mode quick|default|full   how much is run [default: default]
  --seed NUMBER               seed of all random orders [default: from the clock]
  --record FILE               write the record there [default: NAME.json]
  --probe FILE                put this probe's result into the record
  --files DIR                 also hash every file below DIR (curves, no answers)
  --urls FILE                 also fetch every address in FILE (curves, no answers)
  --progress                  tell progress as JSON lines on standard output
  --only FILE                 time the cells listed in FILE (JSON) and do nothing else
  --plan PROCESSES ROUNDS     that many of both instead of the mode's
  --describe                  say what there is to do, as JSON, and do nothing
  --describe-process NUMBER   the same, with the timed cells of that fresh process (0 is the first)
  --help                      print this text";

impl Arguments {
    /// Reads the process's own command line; on `--help` and on a mistake, prints and gives the exit code.
    ///
    /// # Errors
    /// The exit code: success after `--help`, failure after a mistake.
    pub fn from_command_line(name: &str) -> Result<Self, ExitCode> {
        let refusal = match Self::parse(std::env::args_os().skip(1)) {
            Ok(Some(arguments)) => return Ok(arguments),
            Ok(None) => {
                let help = format!(
                    "{name}: one experiment of the lab. `cargo lab run {name}` is the comfortable way.\n\n{HELP}"
                );
                match output::line(io::stdout().lock(), &help) {
                    Ok(()) => return Err(ExitCode::SUCCESS),
                    Err(error) => format!("cannot write to standard output: {error}"),
                }
            }
            Err(mistake) => refusal(&mistake),
        };
        output::tell(&format!("{name}: {refusal}"));
        Err(ExitCode::FAILURE)
    }

    /// `Ok(None)` asks for help.
    fn parse(mut words: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let mut arguments = Self {
            task: Task::Conduct,
            settings: Settings::of(Mode::Default, allowed_cores()),
            seed: jiff::Timestamp::now().as_nanosecond() as u64,
            record: None,
            probe: None,
            only: None,
            plan: None,
            progress: false,
            handed_on: Vec::new(),
            addresses: None,
        };
        let (mut list, mut urls) = (None, None);
        while let Some(word) = words.next() {
            let word = word.to_string_lossy();
            let mut value = |what: &str| {
                words
                    .next()
                    .ok_or_else(|| format!("{word} needs {what} after it"))
            };
            match &*word {
                "--help" | "-h" => return Ok(None),
                "--progress" => arguments.progress = true,
                "--mode" => arguments.settings.mode = mode(&value("quick, default or full")?)?,
                "--seed" => arguments.seed = number(&word, &value("a number")?)?,
                "--record" => arguments.record = Some(value("a file")?.into()),
                "--probe" => arguments.probe = Some(value("a file")?.into()),
                "--files" => {
                    arguments.settings.files =
                        Some(own_input::folder(Path::new(&value("a folder")?))?)
                }
                "--urls" => urls = Some(value("a file")?),
                "--only" => {
                    let path = value("a file")?;
                    arguments.only = Some(only::read(Path::new(&path))?);
                    list = Some(path);
                }
                "--plan" => {
                    let processes = number(&word, &value("two numbers")?)? as u32;
                    let rounds = number(&word, &value("two numbers")?)? as u32;
                    arguments.plan = Some((processes, rounds));
                }
                "--describe" => arguments.task = Task::Describe { process: 0 },
                "--describe-process" => {
                    let process = number(&word, &value("a number")?)? as u32;
                    arguments.task = Task::Describe { process };
                }
                "--fresh-process" => {
                    let process = number(&word, &value("a number")?)? as u32;
                    let rounds = number(&word, &value("a number")?)? as u32;
                    arguments.task = Task::Timed { process, rounds };
                }
                "--solo" => {
                    arguments.task = Task::Solo {
                        index: number(&word, &value("a number")?)? as usize,
                    }
                }
                _ => return Err(format!("unknown argument `{word}`")),
            }
        }
        if let Some(urls) = urls {
            arguments.read_addresses(Path::new(&urls))?;
        }
        arguments.handed_on = arguments.settings.handed_on();
        if let Some(list) = list {
            arguments.handed_on.extend(["--only".into(), list]);
        }
        Ok(Some(arguments))
    }

    /// A list is read once, by the first process that is given it.
    fn read_addresses(&mut self, path: &Path) -> Result<(), String> {
        self.settings.urls = Some(match self.task {
            Task::Timed { .. } | Task::Solo { .. } => own_input::addresses(path)?,
            Task::Conduct | Task::Describe { .. } => {
                let addresses = Addresses::read(path)?;
                let copy = addresses.path().to_path_buf();
                self.addresses = Some(Arc::new(addresses));
                copy
            }
        });
        Ok(())
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

/// In one line: the lab shows it as the reason why there is no record, and has no room for the help.
fn refusal(mistake: &str) -> String {
    format!("{mistake} (--help lists the arguments)")
}

fn mode(word: &OsStr) -> Result<Mode, String> {
    let modes = [Mode::Quick, Mode::Default, Mode::Full];
    let found = modes.into_iter().find(|mode| word == mode.word());
    found.ok_or_else(|| format!("--mode is quick, default or full, not `{}`", word.display()))
}

fn number(option: &str, word: &OsStr) -> Result<u64, String> {
    let number = word.to_str().and_then(|word| word.parse().ok());
    number.ok_or_else(|| format!("{option} needs a whole number, not `{}`", word.display()))
}

#[cfg(test)]
mod tests;
