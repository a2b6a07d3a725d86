//! The `main` of every experiment binary.

use std::io;
use std::process::ExitCode;

use anyhow::Context;

use crate::arguments::{Arguments, Task};
use crate::description::Description;
use crate::experiment::Experiment;
use crate::{conductor, lifeline, output, visit};

impl Experiment {
    /// The `main` of an experiment binary: conducts, or does one process's work when started by a conductor.
    pub fn main(&self) -> ExitCode {
        let arguments = match Arguments::from_command_line(self.name) {
            Ok(arguments) => arguments,
            Err(refusal) => return refusal,
        };
        lifeline::hold_if_asked();
        let outcome = match &arguments.task {
            Task::Conduct => conductor::conduct(self, &arguments),
            Task::Timed { process, rounds } => {
                visit::timed(self, &arguments, *process, *rounds);
                Ok(())
            }
            Task::Describe { process } => {
                let description = Description::of(self, &arguments.settings, *process);
                let line = serde_json::to_string(&description).expect("names and plain numbers");
                output::line(io::stdout().lock(), &line).context("cannot write to standard output")
            }
            Task::Solo { index } => visit::solo(self, &arguments, *index),
        };
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                output::tell(&format!("{}: {error:#}", self.name));
                ExitCode::FAILURE
            }
        }
    }
}
