//! A run's folder: its rules, its manifest, and one record per part.

use std::path::{Path, PathBuf};

use anyhow::Result;
use lab_measure::conductor::now;
use lab_measure::environment;
use lab_measure::record::{Entry, Mode, Probe, RUN_SCHEMA, RunManifest, Status};
use lab_measure::store;
use lab_report::guesses::PREDICTIONS_FILE;
use lab_report::rule_files;
use lab_verdict::files::RuleFile;
use lab_verdict::prediction::Predictions;

use crate::new_folder::NewFolder;

/// The run's manifest.
pub const MANIFEST: &str = "run.json";

/// The folder of a run that goes on. One that never came to its first part leaves none.
#[derive(Debug)]
pub struct RunFolder {
    folder: NewFolder,
    manifest: RunManifest,
}

/// What is known of a run before it starts.
#[derive(Clone, Copy, Debug)]
pub struct Intent<'a> {
    /// How much is run.
    pub mode: Mode,
    /// Seed of every random order.
    pub seed: u64,
    /// The command as typed.
    pub command: &'a str,
    /// The rules.
    pub rules: &'a [RuleFile],
    /// Threads of the busy neighbour, if there is one.
    pub neighbour_threads: Option<u32>,
    /// The parts, in the order in which they are to run.
    pub parts: &'a [&'a str],
}

impl RunFolder {
    /// Makes a folder of its own below `runs`, with the rules and a manifest in which all is planned.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn create(runs: &Path, intent: Intent<'_>) -> Result<Self> {
        let started = now();
        let folder = NewFolder::make(runs, &started)?;
        for file in intent.rules {
            let name = rule_files::name_in_a_run(&file.kind);
            store::write_atomically(&folder.path().join(name), file.text.as_bytes())?;
        }
        let manifest = RunManifest {
            schema: RUN_SCHEMA.into(),
            run_id: folder.run_id().to_owned(),
            started,
            finished: None,
            mode: intent.mode,
            seed: intent.seed,
            command: intent.command.into(),
            neighbour_threads: intent.neighbour_threads,
            claims_sha256: fingerprint(intent.rules),
            environment: environment::gather(),
            probe: None,
            entries: intent.parts.iter().map(|name| planned(name)).collect(),
        };
        let run = Self { folder, manifest };
        run.save()?;
        Ok(run)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The run's name.
    pub fn run_id(&self) -> &str {
        &self.manifest.run_id
    }

    /// Where a part's record belongs.
    pub fn record_path(&self, part: &str) -> PathBuf {
        self.path().join(format!("{part}.json"))
    }

    /// Keeps what the user guessed, before there is anything to guess from.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn guessed(&self, guesses: &Predictions) -> Result<()> {
        store::write_json(&self.path().join(PREDICTIONS_FILE), guesses)
    }

    /// Notes the noise test. From now on the folder stays, whatever becomes of the run.
    ///
    /// # Errors
    /// When the manifest cannot be written.
    pub fn probed(&mut self, probe: &Probe) -> Result<()> {
        self.manifest.probe = Some(probe.clone());
        self.save()?;
        self.folder.keep();
        Ok(())
    }

    /// Notes what became of a part.
    ///
    /// # Errors
    /// When the manifest cannot be written.
    pub fn part_ended(&mut self, part: &str, status: Status, wall_ns: u64) -> Result<()> {
        for entry in &mut self.manifest.entries {
            if entry.name == part {
                entry.status = status.clone();
                entry.wall_ns = Some(wall_ns);
            }
        }
        self.save()
    }

    /// Notes the end of the run.
    ///
    /// # Errors
    /// When the manifest cannot be written.
    pub fn finished(&mut self) -> Result<()> {
        self.manifest.finished = Some(now());
        self.save()
    }

    fn save(&self) -> Result<()> {
        store::write_json(&self.path().join(MANIFEST), &self.manifest)
    }
}

/// Of one file its own SHA-256; of several that of all, each behind a line with its name.
fn fingerprint(rules: &[RuleFile]) -> String {
    match rules {
        [one] => store::sha256_hex(&one.text),
        all => {
            let named = |file: &RuleFile| {
                let name = rule_files::name_in_a_run(&file.kind);
                format!("{}\n{}", name.display(), file.text)
            };
            store::sha256_hex(all.iter().map(named).collect::<String>())
        }
    }
}

fn planned(name: &str) -> Entry {
    Entry {
        name: name.to_owned(),
        status: Status::Planned,
        wall_ns: None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    use lab_verdict::files::RuleFileKind;

    fn intent(rules: &[RuleFile]) -> Intent<'_> {
        Intent {
            mode: Mode::Quick,
            seed: 7,
            command: "cargo lab bench --quick",
            rules,
            neighbour_threads: None,
            parts: &["a", "b"],
        }
    }

    #[test]
    fn the_rules_and_a_plan_are_there_before_anything_runs() {
        let runs = tempfile::tempdir().unwrap();
        let rules =
            [RuleFileKind::Article, RuleFileKind::Study("p1".into())].map(|kind| RuleFile {
                name: "somewhere".into(),
                text: format!("{kind:?}"),
                kind,
            });
        let folder = RunFolder::create(runs.path(), intent(&rules)).unwrap();
        let manifest = store::read_manifest(&folder.path().join(MANIFEST)).unwrap();
        let kept = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(kept("rules/article.toml"), rules[0].text);
        assert_eq!(kept("rules/p1.toml"), rules[1].text);
        let all = [
            "rules/article.toml\n",
            &rules[0].text,
            "rules/p1.toml\n",
            &rules[1].text,
        ];
        assert_eq!(manifest.claims_sha256, store::sha256_hex(all.concat()));
        assert_eq!(manifest.finished, None);
        let states: Vec<&Status> = manifest.entries.iter().map(|entry| &entry.status).collect();
        assert_eq!(states, [&Status::Planned, &Status::Planned]);
    }

    #[test]
    fn a_run_that_ends_before_its_noise_test_leaves_no_folder() {
        let runs = tempfile::tempdir().unwrap();
        let probe: Probe = serde_json::from_value(serde_json::json!({
            "spin_p50_ns": 1, "spin_p99_ns": 1, "psi_some_avg10": null, "load_1m": null, "foreign_cores": null,
            "capacity_2t": 2.0, "aa_mean_log_ratio": 0.0, "aa_half_width": 0.0, "aa_processes": 15, "floor": 0.01,
            "grade": "quiet"
        }))
        .unwrap();
        let given_up = RunFolder::create(runs.path(), intent(&[])).unwrap();
        let mut probed = RunFolder::create(runs.path(), intent(&[])).unwrap();
        probed.probed(&probe).unwrap();
        let paths = [&given_up, &probed].map(|folder| folder.path().to_path_buf());
        drop((given_up, probed));
        assert_eq!(paths.map(|path| path.exists()), [false, true]);
    }

    #[test]
    fn what_became_of_a_part_is_on_disk_at_once() {
        let runs = tempfile::tempdir().unwrap();
        let mut folder = RunFolder::create(runs.path(), intent(&[])).unwrap();
        let failed = Status::Failed("it hangs".into());
        folder.part_ended("a", failed.clone(), 5).unwrap();
        let on_disk = || store::read_manifest(&folder.path().join(MANIFEST)).unwrap();
        assert_eq!(on_disk().entries[0].status, failed);
        assert_eq!(on_disk().entries[1].status, Status::Planned);
        assert_eq!(on_disk().finished, None);
    }

    #[test]
    fn two_runs_of_the_same_minute_have_folders_of_their_own() {
        let runs = tempfile::tempdir().unwrap();
        let one = RunFolder::create(runs.path(), intent(&[])).unwrap();
        let other = RunFolder::create(runs.path(), intent(&[])).unwrap();
        assert_ne!(one.run_id(), other.run_id());
    }
}
