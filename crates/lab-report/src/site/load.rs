//! Reading a run's folder. A file that cannot be read becomes an entry of [`Site::missing`].

use std::fs;
use std::path::Path;

use lab_measure::record::{Record, RunManifest, Status};
use lab_measure::store::{read_form, read_manifest, read_record};
use lab_verdict::agreement::{AGREEMENT_FILE, AGREEMENT_SCHEMA};
use lab_verdict::claims::Claims;
use lab_verdict::earlier::Earlier;
use lab_verdict::prediction::PREDICTIONS_SCHEMA;

use super::{Missing, RawFile, Site, Why, no_rules};
use crate::ReportError;
use crate::guesses::PREDICTIONS_FILE;
use crate::rule_files;

/// The run's manifest.
const MANIFEST: &str = "run.json";

impl Site {
    /// Reads a run's folder, `recordings_dir/*.json` (kept from other machines; the folder may be missing),
    /// and, in place of the run's own copy of the rules, those of `claims_override`.
    ///
    /// Records are addressed as `runs/<folder's name>/NAME.json`, seen from the pages.
    ///
    /// # Errors
    /// When the run's folder cannot be listed, or the rules asked for by `claims_override` cannot be read.
    /// A missing or damaged file in the folder is no error: it is listed in [`Site::missing`].
    pub fn load(
        run_dir: &Path,
        recordings_dir: &Path,
        claims_override: Option<&Path>,
    ) -> Result<Site, ReportError> {
        let mut missing = Vec::new();
        let manifest = manifest(run_dir, &mut missing);
        let (claims, rejudged) = rules(run_dir, claims_override, &mut missing)?;
        let mut site = Site {
            manifest,
            claims,
            rejudged,
            records: Vec::new(),
            files: Vec::new(),
            predictions: None,
            agreement: None,
            earlier: None,
            of_this_run: 0,
            missing,
        };
        site.read_predictions(run_dir);
        site.read_agreement(run_dir);
        site.read_measured(run_dir)?;
        site.read_recorded(recordings_dir)?;
        site.explain_gaps();
        Ok(site)
    }

    /// The same site beside the figures of `path`, which were measured before and elsewhere. Without such a file nothing
    /// is compared; what is wrong in it stands on the page in place of the comparison.
    #[must_use]
    pub fn beside(mut self, path: &Path) -> Site {
        self.earlier = match fs::read_to_string(path) {
            Ok(text) => Some(Earlier::parse(&text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => Some(Err(error.to_string())),
        };
        self
    }

    fn read_measured(&mut self, run_dir: &Path) -> Result<(), ReportError> {
        let run = run_dir.file_name().unwrap_or_default().to_string_lossy();
        for name in json_files(run_dir)? {
            if [MANIFEST, PREDICTIONS_FILE, AGREEMENT_FILE]
                .contains(&format!("{name}.json").as_str())
            {
                continue;
            }
            match read(run_dir, &name) {
                Ok((record, text)) => {
                    self.records.push(record);
                    self.files.push(RawFile {
                        href: format!("runs/{run}/{name}.json"),
                        copy: None,
                        bytes: text.len() as u64,
                    });
                }
                Err(error) => self.missing.push(unreadable(&name, run_dir, &error)),
            }
        }
        Ok(())
    }

    /// What the user guessed; nothing is missing where nothing was asked.
    fn read_predictions(&mut self, run_dir: &Path) {
        let path = run_dir.join(PREDICTIONS_FILE);
        if !path.exists() {
            return;
        }
        match read_form(&path, PREDICTIONS_SCHEMA) {
            Ok(predictions) => self.predictions = Some(predictions),
            Err(error) => {
                let error = format!("{error:#}");
                self.missing
                    .push(unreadable(PREDICTIONS_FILE, run_dir, &error));
            }
        }
    }

    /// How the run compares with others; nothing is missing where it was never laid beside them.
    fn read_agreement(&mut self, run_dir: &Path) {
        let path = run_dir.join(AGREEMENT_FILE);
        if !path.exists() {
            return;
        }
        match read_form(&path, AGREEMENT_SCHEMA) {
            Ok(agreement) => self.agreement = Some(agreement),
            Err(error) => {
                let error = format!("{error:#}");
                self.missing
                    .push(unreadable(AGREEMENT_FILE, run_dir, &error));
            }
        }
    }

    /// Reads what is kept from other runs. A recording that was cut out of this very run is no second witness and is left out.
    fn read_recorded(&mut self, folder: &Path) -> Result<(), ReportError> {
        if !folder.is_dir() {
            return Ok(());
        }
        for name in json_files(folder)? {
            match read(folder, &name) {
                Ok((record, _)) if self.is_of_this_run(&record) => self.of_this_run += 1,
                Ok((record, text)) => {
                    self.records.push(record);
                    self.files.push(RawFile {
                        href: format!("data/recordings/{name}.json"),
                        bytes: text.len() as u64,
                        copy: Some(text),
                    });
                }
                Err(error) => {
                    let what = format!("recording {name}");
                    self.missing.push(unreadable(&what, folder, &error));
                }
            }
        }
        Ok(())
    }

    /// Whether this run's own record on the experiment began at the same time with the same seed.
    fn is_of_this_run(&self, recording: &Record) -> bool {
        self.measured(&recording.experiment)
            .is_some_and(|own| (&own.started, own.seed) == (&recording.started, recording.seed))
    }

    /// Adds an entry for every experiment that the run or the rules name and that has no record.
    fn explain_gaps(&mut self) {
        let mut gaps = Vec::new();
        for entry in self.manifest.iter().flat_map(|run| &run.entries) {
            gaps.push(Missing {
                what: entry.name.clone(),
                why: match &entry.status {
                    Status::Planned => Why::NotReached,
                    Status::Done => Why::NoFile,
                    Status::Failed(reason) => Why::Failed(reason.clone()),
                },
            });
        }
        for name in self.claims.experiment.keys() {
            gaps.push(Missing {
                what: name.clone(),
                why: Why::NotPlanned,
            });
        }
        for gap in gaps {
            let known = self.measured(&gap.what).is_some()
                || self.missing.iter().any(|other| other.what == gap.what);
            if !known {
                self.missing.push(gap);
            }
        }
    }
}

fn manifest(run_dir: &Path, missing: &mut Vec<Missing>) -> Option<RunManifest> {
    let path = run_dir.join(MANIFEST);
    if !path.is_file() {
        missing.push(Missing {
            what: MANIFEST.into(),
            why: Why::NoFile,
        });
        return None;
    }
    read_manifest(&path)
        .map_err(|error| missing.push(unreadable(MANIFEST, run_dir, &format!("{error:#}"))))
        .ok()
}

/// The rules to judge by, and their date if they are not the run's own.
fn rules(
    run_dir: &Path,
    claims_override: Option<&Path>,
    missing: &mut Vec<Missing>,
) -> Result<(Claims, Option<String>), ReportError> {
    let own = rule_files::read(run_dir);
    if let Some(path) = claims_override {
        let files = rule_files::read(path)?;
        let claims = Claims::of(&files).map_err(|error| ReportError::Rules {
            path: path.to_path_buf(),
            reason: error.to_string(),
        })?;
        let same = own.is_ok_and(|own| rule_files::are_same(&own, &files));
        let date = claims.claim.iter().map(|claim| claim.date.clone()).max();
        return Ok((claims, date.filter(|_| !same)));
    }
    let what = match run_dir.join(rule_files::CLAIMS).exists() {
        true => rule_files::CLAIMS,
        false => rule_files::RULES,
    };
    let parsed = own
        .map_err(|error| why_unread(&error))
        .and_then(|files| Claims::of(&files).map_err(|error| Why::Unreadable(error.to_string())));
    match parsed {
        Ok(claims) => Ok((claims, None)),
        Err(why) => {
            missing.push(Missing {
                what: what.into(),
                why,
            });
            Ok((no_rules(), None))
        }
    }
}

fn why_unread(error: &ReportError) -> Why {
    match error {
        ReportError::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            Why::NoFile
        }
        ReportError::Read { source, .. } => Why::Unreadable(source.to_string()),
        other => Why::Unreadable(other.to_string()),
    }
}

/// Names, without the ending, of the JSON files that may be records: `NAME.json`, but not `NAME.trace.json`.
fn json_files(folder: &Path) -> Result<Vec<String>, ReportError> {
    let fail = |source| ReportError::read(folder, source);
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let name = entry.map_err(fail)?.file_name();
        let name = name.to_string_lossy();
        if let Some(stem) = name.strip_suffix(".json")
            && !stem.is_empty()
            && !stem.ends_with(".trace")
        {
            names.push(stem.to_string());
        }
    }
    names.sort();
    Ok(names)
}

fn read(folder: &Path, name: &str) -> Result<(Record, Vec<u8>), String> {
    let path = folder.join(format!("{name}.json"));
    let record = read_record(&path).map_err(|error| format!("{error:#}"))?;
    let text = fs::read(&path).map_err(|error| error.to_string())?;
    Ok((record, text))
}

/// The reason in the reader's words, without the folders of this machine.
fn unreadable(what: &str, folder: &Path, error: &str) -> Missing {
    let folder = folder.join("");
    Missing {
        what: what.into(),
        why: Why::Unreadable(error.replace(&*folder.to_string_lossy(), "")),
    }
}
