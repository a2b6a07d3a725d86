//! The command line of an experiment binary: short, and the same for all.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::only::{self, Wanted};
use super::own_input::Addresses;
use super::{Settings, own_input};
use crate::environment::allowed_cores;
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
    /// Whether this process ends with its parent.
    pub lifeline: bool,
    /// The arguments to hand on to fresh processes.
    pub handed_on: Vec<String>,
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
    /// Say how much there is to do, and do nothing.
    Describe,
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
  --describe                  say how much there is to do, as JSON, and do nothing
  --lifeline                  end when standard input closes
  --help                      print this text";

impl Arguments {
    /// Reads the process's own command line; on `--help` and on a mistake, prints and gives the exit code.
    ///
    /// # Errors
    /// The exit code: success after `--help`, failure after a mistake.
    pub fn from_command_line(name: &str) -> Result<Self, ExitCode> {
        match Self::parse(std::env::args().skip(1)) {
            Ok(Some(arguments)) => Ok(arguments),
            Ok(None) => {
                println!(
                    "{name}: one experiment of the lab. `cargo lab run {name}` is the comfortable way.\n\n{HELP}"
                );
                Err(ExitCode::SUCCESS)
            }
            Err(mistake) => {
                eprintln!("{name}: {mistake}\n\n{HELP}");
                Err(ExitCode::FAILURE)
            }
        }
    }

    /// `Ok(None)` asks for help.
    fn parse(mut words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut arguments = Self {
            task: Task::Conduct,
            settings: Settings::of(Mode::Default, allowed_cores()),
            seed: jiff::Timestamp::now().as_nanosecond() as u64,
            record: None,
            probe: None,
            only: None,
            plan: None,
            progress: false,
            lifeline: false,
            handed_on: Vec::new(),
            addresses: None,
        };
        let (mut list, mut urls) = (None, None);
        while let Some(word) = words.next() {
            let mut value = |what: &str| {
                words
                    .next()
                    .ok_or_else(|| format!("{word} needs {what} after it"))
            };
            match word.as_str() {
                "--help" | "-h" => return Ok(None),
                "--progress" => arguments.progress = true,
                "--lifeline" => arguments.lifeline = true,
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
                "--describe" => arguments.task = Task::Describe,
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
            arguments.handed_on.extend(["--only".to_owned(), list]);
        }
        Ok(Some(arguments))
    }

    /// A list is read once, by the first process that is given it.
    fn read_addresses(&mut self, path: &Path) -> Result<(), String> {
        self.settings.urls = Some(match self.task {
            Task::Timed { .. } | Task::Solo { .. } => own_input::addresses(path)?,
            Task::Conduct | Task::Describe => {
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
    fn handed_on(&self) -> Vec<String> {
        let mut words = vec!["--mode".to_owned(), self.mode.word().to_owned()];
        if let Some(files) = &self.files {
            words.extend(["--files".to_owned(), files.display().to_string()]);
        }
        if let Some(urls) = &self.urls {
            words.extend(["--urls".to_owned(), urls.display().to_string()]);
        }
        words
    }
}

impl Mode {
    /// The word for it on a command line.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Quick => "quick",
            Mode::Default => "default",
            Mode::Full => "full",
        }
    }

    /// (fresh processes, rounds in each) of the timed part.
    pub fn processes_and_rounds(self) -> (u32, u32) {
        match self {
            Mode::Quick => (5, 1),
            Mode::Default => (15, 2),
            Mode::Full => (15, 4),
        }
    }
}

fn mode(word: &str) -> Result<Mode, String> {
    let modes = [Mode::Quick, Mode::Default, Mode::Full];
    modes
        .into_iter()
        .find(|mode| mode.word() == word)
        .ok_or_else(|| format!("--mode is quick, default or full, not `{word}`"))
}

fn number(option: &str, word: &str) -> Result<u64, String> {
    word.parse()
        .map_err(|_| format!("{option} needs a whole number, not `{word}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Arguments>, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn a_mistake_is_named_with_its_remedy() {
        assert_eq!(
            parse("--mode slow").unwrap_err(),
            "--mode is quick, default or full, not `slow`"
        );
        assert_eq!(
            parse("--seed").unwrap_err(),
            "--seed needs a number after it"
        );
        assert_eq!(
            parse("--seed x").unwrap_err(),
            "--seed needs a whole number, not `x`"
        );
        assert_eq!(parse("--sed 3").unwrap_err(), "unknown argument `--sed`");
        assert_eq!(
            parse("--files /no/such/place").unwrap_err(),
            "--files needs a folder, and `/no/such/place` is none; name one that exists"
        );
        let missing = parse("--urls /no/such/list").unwrap_err();
        assert!(
            missing.starts_with("--urls cannot read `/no/such/list`: "),
            "{missing}"
        );
    }

    #[test]
    fn a_part_of_an_experiment_reaches_its_fresh_processes() {
        let list = tempfile::NamedTempFile::new().unwrap();
        let wanted = Wanted {
            contender: "lap-pool".into(),
            call: "map".into(),
            params: [("n".to_owned(), 50)].into(),
        };
        std::fs::write(list.path(), serde_json::to_vec(&[&wanted]).unwrap()).unwrap();
        let line = format!("--plan 1 30 --only {}", list.path().display());
        let conductor = parse(&line).unwrap().unwrap();
        assert_eq!(conductor.plan, Some((1, 30)));
        let child = parse(&conductor.handed_on.join(" ")).unwrap().unwrap();
        assert_eq!(child.only, Some(vec![wanted]));
        let missing = parse("--only /no/such/list").unwrap_err();
        assert!(missing.starts_with("--only cannot use `/no/such/list`: "));
    }

    #[test]
    fn a_fresh_process_gets_the_settings_of_its_conductor() {
        let list = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(list.path(), "http://127.0.0.1/\n").unwrap();
        let line = format!("--mode quick --files . --urls {}", list.path().display());
        let conductor = parse(&line).unwrap().unwrap();
        let line = format!(
            "--fresh-process 3 2 --seed 9 {}",
            conductor.handed_on.join(" ")
        );
        let child = parse(&line).unwrap().unwrap();
        assert_eq!(
            child.task,
            Task::Timed {
                process: 3,
                rounds: 2
            }
        );
        assert_eq!((child.settings.mode, child.seed), (Mode::Quick, 9));
        assert_eq!(child.settings.files, conductor.settings.files);
        assert_eq!(child.settings.urls, conductor.settings.urls);
        assert!(child.addresses.is_none(), "it reads its conductor's copy");
    }

    #[cfg(unix)]
    #[test]
    fn a_list_from_a_pipe_reaches_every_fresh_process() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let line = format!("--urls {}", pipe.display());
        let conductor = std::thread::scope(|scope| {
            scope.spawn(|| std::fs::write(&pipe, "http://127.0.0.1/\n").unwrap());
            parse(&line).unwrap().unwrap()
        });
        let line = format!("--solo 0 {}", conductor.handed_on.join(" "));
        for _ in 0..2 {
            let child = parse(&line).unwrap().unwrap();
            let text = std::fs::read_to_string(child.settings.urls.unwrap()).unwrap();
            assert_eq!(text, "http://127.0.0.1/\n");
        }
    }
}
