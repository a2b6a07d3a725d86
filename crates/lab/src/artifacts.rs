//! Builds the experiments and benchmarks, once and together, and finds the files that came of it.
//!
//! Separate builds would unify features differently and measure other artefacts, so everything that a run measures
//! comes from this one command. The command line itself is left out: no measured file depends on it, and a program
//! that is replaced while it runs can no longer start itself for the probe. `--bench *` stands where `--benches`
//! would also build the test harness of every library.

mod command;
pub mod features;
mod held_back;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result, bail};
use lab_measure::record::Mode;
use serde::Deserialize;

use self::held_back::HeldBack;
use crate::catalogue::{Kind, Part};
use crate::keeper::Keeper;
use crate::terminal::is_watched;

/// The files that a run starts, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Artifacts {
    /// Binaries of `experiments/`.
    pub experiments: BTreeMap<String, PathBuf>,
    /// Benchmarks of `benches/`.
    pub benches: BTreeMap<String, PathBuf>,
}

/// One of cargo's messages, as far as it is read here.
#[derive(Deserialize)]
struct CargoMessage {
    reason: String,
    manifest_path: Option<PathBuf>,
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// Builds in release mode what any run needs; cargo's own progress goes to standard error.
///
/// # Errors
/// When cargo cannot be started or the build fails.
pub fn build(root: &Path) -> Result<Artifacts> {
    Building::start(root, Mode::Default, false)?.finish()
}

/// A build that goes on.
pub struct Building {
    process: Child,
    artifacts: JoinHandle<Result<Artifacts>>,
    /// What cargo says, where that passes through our hands.
    words: Option<HeldBack>,
    /// Of cargo and its compilers.
    _keeper: Keeper,
}

impl Building {
    /// Starts it, for a run of this kind. With `hold_back`, what cargo says is kept until [`finish`](Self::finish).
    ///
    /// # Errors
    /// When cargo cannot be started.
    pub fn start(root: &Path, mode: Mode, hold_back: bool) -> Result<Self> {
        let mut command = command::build(root, &features::of(mode));
        // Where no terminal shows it, cargo would fail as soon as nobody reads any more; we go on.
        if hold_back || !is_watched() || held_back::stops_the_background() {
            held_back::prepare(&mut command);
        }
        let keeper = Keeper::start().context("cannot start this program once more")?;
        keeper.keep(&mut command);
        let mut process = command
            .spawn()
            .context("cannot start cargo; install Rust (https://rustup.rs) and try again")?;
        let messages = process.stdout.take().context("cargo has no output")?;
        let words = process.stderr.take().map(HeldBack::of);
        if let Some(words) = words.as_ref().filter(|_| !hold_back) {
            words.let_go();
        }
        Ok(Self {
            artifacts: thread::spawn(move || collect(BufReader::new(messages))),
            words,
            process,
            _keeper: keeper,
        })
    }

    /// Whether it has ended, and if so, whether well.
    pub fn has_ended(&mut self) -> Option<bool> {
        // What cannot be asked is told by `finish`.
        let status = self.process.try_wait().unwrap_or(None);
        status.map(|status| status.success())
    }

    /// Says what was held back and waits for the end.
    ///
    /// # Errors
    /// When the build fails.
    pub fn finish(mut self) -> Result<Artifacts> {
        if let Some(words) = &self.words {
            words.let_go();
        }
        let artifacts = match self.artifacts.join() {
            Ok(artifacts) => artifacts,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        let status = self.process.wait().context("cannot wait for cargo")?;
        if let Some(words) = self.words {
            words.finish();
        }
        if !status.success() {
            bail!("the build failed ({status}); mend what cargo says above, then try again");
        }
        artifacts
    }
}

fn collect(messages: impl BufRead) -> Result<Artifacts> {
    let mut artifacts = Artifacts::default();
    for line in messages.lines() {
        let line = line.context("cannot read what cargo says")?;
        // What a build script prints may stand between the messages.
        if let Ok(message) = serde_json::from_str::<CargoMessage>(&line) {
            artifacts.take(message);
        }
    }
    Ok(artifacts)
}

impl Artifacts {
    /// The program behind a part.
    ///
    /// # Errors
    /// When the build made none.
    pub fn of(&self, part: &Part) -> Result<&Path> {
        let file = match &part.kind {
            Kind::Experiment => self.experiments.get(&part.name),
            Kind::Criterion(bench) => self.benches.get(bench),
        };
        file.map(PathBuf::as_path).with_context(|| {
            format!(
                "the build made no program for `{}`, although the rules declare it",
                part.name
            )
        })
    }

    fn take(&mut self, message: CargoMessage) {
        let (Some(manifest), Some(target), Some(file)) =
            (message.manifest_path, message.target, message.executable)
        else {
            return;
        };
        let folder = manifest.parent().and_then(Path::file_name);
        let folder = folder.unwrap_or_default().to_string_lossy();
        let kind = target.kind.first().map_or("", String::as_str);
        let files = match (message.reason.as_str(), &*folder, kind) {
            ("compiler-artifact", "experiments", "bin") => &mut self.experiments,
            ("compiler-artifact", "benches", "bench") => &mut self.benches,
            _ => return,
        };
        files.insert(target.name, file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = r#"
a build script's own words
{"reason":"compiler-artifact","package_id":"x","manifest_path":"/lab/experiments/Cargo.toml","target":{"kind":["bin"],"crate_types":["bin"],"name":"p2_map_vs_imap","src_path":"x"},"profile":{"test":false},"executable":"/lab/target/release/p2_map_vs_imap","fresh":true}
{"reason":"compiler-artifact","package_id":"x","manifest_path":"/lab/benches/Cargo.toml","target":{"kind":["bench"],"crate_types":["bin"],"name":"map","src_path":"x"},"executable":"/lab/target/release/deps/map-1","fresh":false}
{"reason":"compiler-artifact","package_id":"x","manifest_path":"/lab/benches/Cargo.toml","target":{"kind":["lib"],"crate_types":["lib"],"name":"benches","src_path":"x"},"executable":null,"fresh":false}
{"reason":"compiler-artifact","package_id":"x","manifest_path":"/lab/crates/lab-kit/Cargo.toml","target":{"kind":["lib"],"crate_types":["lib"],"name":"lab_kit","src_path":"x"},"executable":"/lab/target/release/deps/lab_kit-2","fresh":false}
{"reason":"build-finished","success":true}
"#;

    #[test]
    fn experiments_and_benchmarks_are_picked_out_of_cargos_messages() {
        let artifacts = collect(MESSAGES.as_bytes()).unwrap();
        let file = |path: &str| Some(PathBuf::from(path));
        assert_eq!(artifacts.experiments.len(), 1);
        assert_eq!(
            artifacts.experiments.get("p2_map_vs_imap").cloned(),
            file("/lab/target/release/p2_map_vs_imap")
        );
        assert_eq!(artifacts.benches.len(), 1);
        assert_eq!(
            artifacts.benches.get("map").cloned(),
            file("/lab/target/release/deps/map-1")
        );
    }
}
