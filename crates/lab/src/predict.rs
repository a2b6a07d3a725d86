//! Guesses while the experiments are built: one question for each practice, one key for each answer.
//!
//! The build goes on meanwhile, and what cargo says is held back until the last question. Questions never keep a run
//! waiting: they begin only where there is something to build, and when the build is done, the question on the screen
//! has [`GRACE`] left and no other follows. `--predict` asks all of them, also where nothing is to be built; then each
//! has [`EACH`]. A keyboard that is gone ends the questions; Ctrl-C ends the run, as ever.

mod conversation;
#[cfg(unix)]
mod held_signals;
#[cfg(unix)]
mod keyboard;
mod keys;

use std::env;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use lab_measure::record::Mode;
use lab_verdict::claims::{Claims, Evidence};
use lab_verdict::prediction::{Guess, Prediction, Predictions};

use self::conversation::{Conversation, Ended, Patience};
use crate::artifacts::{Artifacts, Building};
use crate::catalogue::Part;
use crate::terminal::{self, is_watched, say};
use crate::workspace::Workspace;

/// What the question on the screen has left when the build is done.
const GRACE: Duration = Duration::from_secs(10);
/// What each question has where the user insists on them.
const EACH: Duration = Duration::from_secs(60);
/// A build that is done sooner had nothing to build; asking would only have been in the way.
const NOTHING_TO_BUILD: Duration = Duration::from_secs(1);
/// How often the build is looked at before the first question.
const LOOK: Duration = Duration::from_millis(20);

/// Whether to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Not at all.
    Off,
    /// While the experiments are built, if that takes a while.
    WhileBuilding,
    /// In any case.
    Always,
}

/// What the circumstances say about asking.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances {
    /// `--predict`.
    pub wanted: bool,
    /// `--no-predict`.
    pub unwanted: bool,
    /// Whether a program reads the result.
    pub json: bool,
    /// Whether a human is at the keyboard, and sees what is said.
    pub terminal: bool,
    /// Whether this runs unattended, by the word of the environment.
    pub ci: bool,
}

impl Circumstances {
    /// As they are.
    pub fn now(wanted: bool, unwanted: bool, json: bool) -> Self {
        let ci = env::var_os("CI");
        Self {
            wanted,
            unwanted,
            json,
            terminal: is_watched() && io::IsTerminal::is_terminal(&io::stdin()),
            ci: ci.is_some_and(|value| !value.is_empty() && value != "false"),
        }
    }

    /// What follows from them.
    pub fn asking(self) -> Asking {
        match self {
            _ if self.unwanted || self.json || !self.terminal => Asking::Off,
            _ if self.wanted => Asking::Always,
            _ if self.ci => Asking::Off,
            _ => Asking::WhileBuilding,
        }
    }
}

/// The questions that a run of these parts can settle: a quick one says nothing of times.
pub fn questions(claims: &Claims, parts: &[Part], mode: Mode) -> Vec<Prediction> {
    let settles = |question: &&Prediction| {
        let mut all = claims.claim.iter();
        let claim = all.find(|claim| claim.id == question.claim);
        claim.is_some_and(|claim| {
            let planned = parts.iter().any(|part| part.name == claim.experiment);
            let timed = claim.evidence == Evidence::Measured;
            planned && !(timed && mode == Mode::Quick)
        })
    };
    claims.prediction.iter().filter(settles).cloned().collect()
}

/// Builds for a run of this kind, and asks meanwhile. No guesses at all are `None`: then there is nothing to compare.
///
/// # Errors
/// As [`crate::artifacts::build`]; and when the user ends the run with Ctrl-C.
pub fn while_building(
    workspace: &Workspace,
    mode: Mode,
    questions: &[Prediction],
    claims: &Claims,
    asking: Asking,
) -> Result<(Artifacts, Option<Predictions>)> {
    let asks = asking != Asking::Off && !questions.is_empty();
    let mut building = Building::start(&workspace.root, mode, asks)?;
    let mut guesses = Vec::new();
    if asks && (asking == Asking::Always || takes_a_while(&mut building)) {
        guesses = ask(&mut building, questions, claims, asking)?;
    }
    let artifacts = building.finish()?;
    let guessed = guesses.iter().any(|guess| guess.choice.is_some());
    if guessed {
        say("your guesses are kept; the report says what was found");
    }
    Ok((artifacts, guessed.then(|| Predictions::new(guesses))))
}

fn takes_a_while(building: &mut Building) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < NOTHING_TO_BUILD {
        if building.has_ended().is_some() {
            return false;
        }
        thread::sleep(LOOK);
    }
    // A busy machine may not have let us look for a while.
    building.has_ended().is_none()
}

#[cfg(unix)]
fn ask(
    building: &mut Building,
    questions: &[Prediction],
    claims: &Claims,
    asking: Asking,
) -> Result<Vec<Guess>> {
    let input = io::stdin();
    // A terminal that cannot be set up is none that could be asked on; that is no reason to measure nothing.
    let Ok(Some(mut keyboard)) = keyboard::Keyboard::open(&input) else {
        return Ok(Vec::new());
    };
    let titles = claims.practice.iter();
    let conversation = Conversation {
        questions,
        titles: &titles.map(|p| (p.id.as_str(), p.title.as_str())).collect(),
        patience: match asking {
            Asking::Always => Patience::Each(EACH),
            Asking::Off | Asking::WhileBuilding => Patience::AfterBuild(GRACE),
        },
    };
    let said = conversation.hold(&mut keyboard, &mut terminal::stderr(), &mut || {
        building.has_ended()
    });
    // The terminal is as it was before anything else happens.
    drop(keyboard);
    if said.ended == Ended::Interrupted {
        keyboard::interrupt_all();
        bail!("interrupted");
    }
    Ok(said.guesses)
}

/// Keys are read one by one on Unix only; elsewhere nothing is asked.
#[cfg(not(unix))]
fn ask(
    _building: &mut Building,
    _questions: &[Prediction],
    _claims: &Claims,
    _asking: Asking,
) -> Result<Vec<Guess>> {
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::catalogue;

    fn circumstances() -> Circumstances {
        Circumstances {
            wanted: false,
            unwanted: false,
            json: false,
            terminal: true,
            ci: false,
        }
    }

    #[test]
    fn nobody_is_asked_where_nobody_can_answer_or_wants_to() {
        let base = circumstances();
        assert_eq!(base.asking(), Asking::WhileBuilding);
        for off in [
            Circumstances {
                unwanted: true,
                ..base
            },
            Circumstances { json: true, ..base },
            Circumstances {
                terminal: false,
                ..base
            },
            Circumstances { ci: true, ..base },
            Circumstances {
                wanted: true,
                terminal: false,
                ..base
            },
        ] {
            assert_eq!(off.asking(), Asking::Off, "{off:?}");
        }
        let wanted = Circumstances {
            wanted: true,
            ci: true,
            ..base
        };
        assert_eq!(wanted.asking(), Asking::Always);
    }

    #[test]
    fn only_what_the_run_can_settle_is_asked() {
        let claims = Claims::parse(include_str!("../tests/claims.toml")).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let parts = catalogue::parts(&root, &claims).unwrap();
        let asked = |parts: &[Part], mode| {
            let questions = questions(&claims, parts, mode);
            questions
                .into_iter()
                .map(|one| one.claim)
                .collect::<Vec<_>>()
        };
        assert_eq!(asked(&parts, Mode::Default), ["C1", "C2"]);
        // The second rests on time.
        assert_eq!(asked(&parts, Mode::Quick), ["C1"]);
        assert_eq!(asked(&parts[1..], Mode::Default), ["C2"]);
        assert_eq!(asked(&[], Mode::Default), [""; 0]);
    }

    /// The lab's own questions: one for each practice that has one, all of them settled by a full run.
    #[test]
    fn a_whole_run_settles_every_question() {
        let claims = crate::workspace::own_rules();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let parts = catalogue::parts(&root, &claims).unwrap();
        let asked = questions(&claims, &parts, Mode::Default);
        assert_eq!(asked, claims.prediction);
    }
}
