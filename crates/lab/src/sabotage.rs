//! `cargo lab run NAME --sabotage`: a measurement spoilt on purpose, to see who notices.
//!
//! The two names of an experiment's null control stand for the same code. They are measured as many would, all of one
//! and then all of the other, and as this lab does, both in every round; each time beside a neighbour that keeps the
//! machine busy. What comes of it has a folder and a page of its own, and no report takes it for a measurement.

mod json;
mod pairs;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use lab_measure::arguments::only::Wanted;
use lab_measure::conductor::now;
use lab_measure::environment;
use lab_measure::record::{Mode, Record};
use lab_measure::{scratch, store};
use lab_verdict::sabotage::{
    Disturbance, Pair, SABOTAGE_SCHEMA, SABOTAGED_RECORD, Sabotage, Trial,
};

use self::pairs::{pairs, with_null_controls};
use crate::artifacts;
use crate::catalogue::{self, Kind};
use crate::cli::RunOptions;
use crate::neighbour::{Manner, Neighbour};
use crate::new_folder::NewFolder;
use crate::part::{self, Said};
use crate::progress::Progress;
use crate::terminal::say;
use crate::workspace::Workspace;
use crate::{probing, typed};

/// Samples of each name: as many for the naive method as for ours.
const ROUNDS: u32 = 30;
/// About how long one trial takes, in seconds.
const SECONDS_A_TRIAL: u32 = 12;
/// How much of a trial a block of samples of one name is, in steps of its progress.
const BLOCK: u64 = 10;
/// How much the interleaved rounds are.
const INTERLEAVED: u64 = 80;

/// What the neighbour does, in the order of the page.
const DISTURBANCES: [Disturbance; 2] = [Disturbance::FromTheMiddle, Disturbance::Bursts];

/// Spoils the measurement of an experiment's null controls and writes the page about it.
///
/// # Errors
/// When the experiment has nothing to sabotage, or one of its processes fails.
pub fn run(workspace: &Workspace, options: &RunOptions) -> Result<ExitCode> {
    let rules = workspace.rules()?;
    let known = catalogue::parts(&workspace.root, &rules.claims)?;
    let part = catalogue::select(known, std::slice::from_ref(&options.name))?.remove(0);
    let pairs = pairs(&rules.claims, &part.name);
    if pairs.is_empty() || part.kind != Kind::Experiment {
        let lacks = format!(
            "`{}` has no null control: no two names for the same code",
            part.name
        );
        match with_null_controls(&rules.claims).as_slice() {
            [] => bail!("{lacks}, nor has any other experiment"),
            others => bail!("{lacks}; sabotage one of: {}", others.join(", ")),
        }
    }
    let program = std::env::current_exe().context("cannot find this program's own file")?;
    let aside = scratch::temporary()?;
    say("building the experiments");
    let artifacts = artifacts::build(&workspace.root)?;
    let binary = artifacts.of(&part)?;
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..1_000_000));
    let started = now();
    let mut folder = NewFolder::make(&workspace.reports.join("sabotage"), &started)?;
    let probe = probing::probe(&program, Mode::Default, seed)?;
    let probe_file = aside.path().join("probe.json");
    store::write_json(&probe_file, &probe)?;
    let environment = environment::gather();
    // One core stays ours: a machine on which nothing runs shows nothing.
    let neighbour_threads = environment.cores.saturating_sub(1).max(1);
    let saboteur = Saboteur {
        binary,
        program: &program,
        aside: aside.path(),
        probe_file: &probe_file,
        seed,
        neighbour_threads,
    };
    let trials = saboteur.all(&pairs)?;
    let sabotage = Sabotage {
        schema: SABOTAGE_SCHEMA.into(),
        run_id: folder.run_id().to_owned(),
        started,
        finished: now(),
        command: typed::as_typed(std::env::args_os().skip(1)),
        seed,
        experiment: part.name,
        neighbour_threads,
        environment,
        probe,
        trials,
    };
    folder.keep();
    store::write_json(&folder.path().join("sabotage.json"), &sabotage)?;
    let page = lab_report::sabotage::render(&sabotage, folder.path())
        .context("the page cannot be written")?;
    json::close(&sabotage, folder.path(), &page, options.printed.json)?;
    Ok(ExitCode::SUCCESS)
}

/// What all trials share.
struct Saboteur<'a> {
    binary: &'a Path,
    program: &'a Path,
    aside: &'a Path,
    probe_file: &'a Path,
    seed: u64,
    neighbour_threads: u32,
}

impl Saboteur<'_> {
    fn all(&self, pairs: &[Pair]) -> Result<Vec<Trial>> {
        let wanted: Vec<(&Pair, Disturbance)> = pairs
            .iter()
            .flat_map(|pair| DISTURBANCES.map(|disturbance| (pair, disturbance)))
            .collect();
        let expected = wanted.len() as u32 * SECONDS_A_TRIAL;
        let progress = Progress::begin("sabotage", Some(expected));
        let total = wanted.len() as u64 * (2 * BLOCK + INTERLEAVED);
        let mut trials = Vec::new();
        for (number, (pair, disturbance)) in (0..).zip(wanted) {
            let mut steps = Steps {
                progress: &progress,
                done: number * (2 * BLOCK + INTERLEAVED),
                total,
            };
            trials.push(self.trial(pair, disturbance, &mut steps)?);
        }
        progress.end("done");
        Ok(trials)
    }

    fn trial(&self, pair: &Pair, disturbance: Disturbance, steps: &mut Steps<'_>) -> Result<Trial> {
        let (first, second) = self.blocks(pair, disturbance, steps)?;
        Ok(Trial {
            pair: pair.clone(),
            disturbance,
            first,
            second,
            interleaved: self.interleaved(pair, disturbance, steps)?,
        })
    }

    /// The naive way: all of the first name, then all of the second. The neighbour meets them as it comes.
    fn blocks(
        &self,
        pair: &Pair,
        disturbance: Disturbance,
        steps: &mut Steps<'_>,
    ) -> Result<(Record, Record)> {
        let plan = Some((1, ROUNDS));
        let mut neighbour = match disturbance {
            Disturbance::Bursts => Some(self.neighbour(disturbance)?),
            Disturbance::FromTheMiddle => None,
        };
        let first = self.measure(pair, &[&pair.first], plan, |_| Ok(()))?;
        steps.advance(BLOCK, &format!("all of {}", pair.first));
        if neighbour.is_none() {
            neighbour = Some(self.neighbour(disturbance)?);
        }
        let second = self.measure(pair, &[&pair.second], plan, |_| Ok(()))?;
        steps.advance(BLOCK, &format!("all of {}", pair.second));
        drop(neighbour);
        Ok((first, second))
    }

    /// Our way: both in every round, in fresh processes. The neighbour does the same.
    fn interleaved(
        &self,
        pair: &Pair,
        disturbance: Disturbance,
        steps: &mut Steps<'_>,
    ) -> Result<Record> {
        let mut neighbour = match disturbance {
            Disturbance::Bursts => Some(self.neighbour(disturbance)?),
            Disturbance::FromTheMiddle => None,
        };
        let begun = steps.done;
        let names = [pair.first.as_str(), &pair.second];
        let record = self.measure(pair, &names, None, |share| {
            let so_far = (share * INTERLEAVED as f64) as u64;
            steps.set(begun + so_far, "both in every round");
            if neighbour.is_none() && share >= 0.5 {
                neighbour = Some(self.neighbour(disturbance)?);
            }
            Ok(())
        })?;
        steps.set(begun + INTERLEAVED, "both in every round");
        Ok(record)
    }

    fn neighbour(&self, disturbance: Disturbance) -> Result<Neighbour> {
        let manner = match disturbance {
            Disturbance::Bursts => Manner::Bursts(self.seed),
            Disturbance::FromTheMiddle => Manner::Steady,
        };
        Neighbour::start(self.program, self.neighbour_threads, manner)
    }

    /// Measures these calls and nothing else; `meanwhile` is told which share is done.
    fn measure(
        &self,
        pair: &Pair,
        calls: &[&str],
        plan: Option<(u32, u32)>,
        mut meanwhile: impl FnMut(f64) -> Result<()>,
    ) -> Result<Record> {
        let wanted: Vec<Wanted> = calls.iter().map(|call| wanted(pair, call)).collect();
        let only = self.aside.join("only.json");
        store::write_json(&only, &wanted)?;
        let file = self.aside.join("record.json");
        let request = part::PartRequest {
            binary: self.binary,
            mode: Mode::Default,
            seed: self.seed,
            record: &file,
            probe: Some(self.probe_file),
            files: None,
            urls: None,
            part: Some(part::Part { only: &only, plan }),
        };
        let record = part::follow(request, part::limit(None, 0), |said| match said {
            Said::Step(step) => meanwhile(step.done as f64 / step.total.max(1) as f64),
            Said::Words(words) => {
                say(words);
                Ok(())
            }
        })?;
        // The next trial's record goes to the same place: one that was never written must be missed, not read from here.
        fs::remove_file(&file).context("cannot remove a record that was read")?;
        Ok(marked(record))
    }
}

fn wanted(pair: &Pair, call: &str) -> Wanted {
    Wanted {
        contender: pair.contender.clone(),
        call: call.to_owned(),
        params: pair.params.clone(),
    }
}

/// As nobody can take it for a measurement: its form has another name. The code it measured is in the experiment's page.
fn marked(mut record: Record) -> Record {
    record.schema = SABOTAGED_RECORD.into();
    record.command += " --sabotage";
    record.code.clear();
    record
}

/// The progress of one trial within all.
struct Steps<'a> {
    progress: &'a Progress,
    done: u64,
    total: u64,
}

impl Steps<'_> {
    fn advance(&mut self, by: u64, what: &str) {
        self.set(self.done + by, what);
    }

    fn set(&mut self, done: u64, what: &str) {
        self.done = done;
        self.progress.step(done, self.total, what);
    }
}
