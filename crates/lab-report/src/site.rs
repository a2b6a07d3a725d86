//! Everything a report is made from: the run, its rules, its records, and what is missing.

mod load;

use std::collections::BTreeMap;

use lab_measure::record::{Environment, Mode, Origin, Probe, Record, RunManifest};
use lab_verdict::agreement::Agreement;
use lab_verdict::claims::{Article, CLAIMS_SCHEMA, Claims};
use lab_verdict::earlier::Earlier;
use lab_verdict::prediction::Predictions;

/// The input of a report. [`Site::load`] reads it from a run's folder; tests build it by hand.
#[derive(Clone, Debug)]
pub struct Site {
    /// `run.json`, when it could be read.
    pub manifest: Option<RunManifest>,
    /// The rules by which this report judges.
    pub claims: Claims,
    /// The date of the rules, when they are not the run's own copy: "re-judged with the rules of DATE".
    pub rejudged: Option<String>,
    /// What this run measured, and after that what is kept from other machines.
    pub records: Vec<Record>,
    /// The file of each record, in the same order.
    pub files: Vec<RawFile>,
    /// What the user guessed before the first sample; absent where nothing was asked.
    pub predictions: Option<Predictions>,
    /// How this run compares with others, where it was laid beside them.
    pub agreement: Option<Agreement>,
    /// Figures measured before and elsewhere, where there are any; or why they could not be read.
    pub earlier: Option<Result<Earlier, String>>,
    /// How many recordings were made of this very run: its own records hold the same samples, so they are not read twice.
    pub of_this_run: u64,
    /// What should be here and is not, in the order in which a page shows it.
    pub missing: Vec<Missing>,
}

/// The file that holds a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawFile {
    /// Its address relative to the pages, with `/` between its parts.
    pub href: String,
    /// Its text, where the report has to bring its own copy because the file lies outside the site.
    pub copy: Option<Vec<u8>>,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Something that should be here and is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What: an experiment's name, or a file's.
    pub what: String,
    /// Why.
    pub why: Why,
}

/// Why something is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The file is there, but is not what it should be; the reader's own words.
    Unreadable(String),
    /// The experiment ended without a record; its own words.
    Failed(String),
    /// The run was cut short before it.
    NotReached,
    /// The run says it is done, but the file is not there.
    NoFile,
    /// The rules name it, the run did not include it.
    NotPlanned,
}

impl Site {
    /// What this run measured on an experiment.
    pub fn measured(&self, experiment: &str) -> Option<&Record> {
        self.of(experiment)
            .find(|record| record.origin == Origin::Measured)
    }

    /// All records on an experiment, measured ones first.
    pub fn of(&self, experiment: &str) -> impl Iterator<Item = &Record> {
        self.records
            .iter()
            .filter(move |record| record.experiment == experiment)
    }

    /// The file of a record that belongs to this site.
    pub fn file(&self, record: &Record) -> Option<&RawFile> {
        let place = self
            .records
            .iter()
            .position(|known| std::ptr::eq(known, record))?;
        self.files.get(place)
    }

    /// The machine: the run's, else that of the first record it measured.
    pub fn environment(&self) -> Option<&Environment> {
        match &self.manifest {
            Some(manifest) => Some(&manifest.environment),
            None => self.first_measured().map(|record| &record.environment),
        }
    }

    /// The noise test: the run's, else that of the first measured record that has one.
    pub fn probe(&self) -> Option<&Probe> {
        let run = self.manifest.as_ref().and_then(|run| run.probe.as_ref());
        run.or_else(|| {
            self.records
                .iter()
                .filter(|record| record.origin == Origin::Measured)
                .find_map(|record| record.probe.as_ref())
        })
    }

    /// How much was run, where that is known.
    pub fn mode(&self) -> Option<Mode> {
        match &self.manifest {
            Some(manifest) => Some(manifest.mode),
            None => self.first_measured().map(|record| record.mode),
        }
    }

    /// Threads of the busy neighbour that was started beside the run on purpose; none where there was none.
    pub fn neighbour_threads(&self) -> Option<u32> {
        self.manifest.as_ref().and_then(|run| run.neighbour_threads)
    }

    /// The date on which the run started, `YYYY-MM-DD`.
    pub fn date(&self) -> Option<&str> {
        let started = match &self.manifest {
            Some(manifest) => &manifest.started,
            None => &self.first_measured()?.started,
        };
        Some(day(started))
    }

    fn first_measured(&self) -> Option<&Record> {
        self.records
            .iter()
            .find(|record| record.origin == Origin::Measured)
    }

    /// The experiments that have a page: those with a record, and those that the rules name.
    pub fn experiments(&self) -> Vec<&str> {
        let recorded = self.records.iter().map(|record| record.experiment.as_str());
        let named = self.claims.experiment.keys().map(String::as_str);
        let mut all: Vec<&str> = named.chain(recorded).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// The day of an RFC 3339 time.
pub(crate) fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}

/// Rules that say nothing, for a report whose rules could not be read.
fn no_rules() -> Claims {
    Claims {
        schema: CLAIMS_SCHEMA.into(),
        article: Article {
            title: String::new(),
            author: String::new(),
            address: String::new(),
            date: String::new(),
        },
        practice: Vec::new(),
        heading: Vec::new(),
        experiment: BTreeMap::new(),
        claim: Vec::new(),
        prediction: Vec::new(),
    }
}
