//! The command line of the lab: `cargo lab ...`. Dispatch only.

mod agree;
mod artifacts;
mod bench;
mod budget;
mod catalogue;
mod cli;
mod closing;
mod criterion;
mod doctor;
mod keeper;
mod list;
mod neighbour;
mod new_folder;
mod open;
mod outcomes;
mod part;
mod predict;
mod probing;
mod progress;
mod record;
mod report;
mod run_folder;
mod sabotage;
mod selftest;
mod terminal;
mod typed;
mod words;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::cli::{Command, CommandLine};
use crate::workspace::Workspace;

fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(words) => return terminal::refuse(&words),
    };
    let failure = match line.command {
        Command::Agree { .. } => ExitCode::from(agree::NOT_COMPARED),
        _ => ExitCode::FAILURE,
    };
    let code = run(&line).unwrap_or_else(|error| {
        terminal::say(&format!("error: {error:#}"));
        failure
    });
    let Some(loss) = terminal::loss() else {
        return code;
    };
    if !line.command.prints_json() {
        // Where this is lost as well, the exit code is all there is left to tell.
        let _ = terminal::print(&format!("error: {loss}"));
    }
    failure
}

fn run(line: &CommandLine) -> Result<ExitCode> {
    match &line.command {
        Command::ProbeChild { seed } => {
            lab_measure::probe::fresh_process(*seed)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Neighbour(options) => neighbour::be_a_busy_neighbour(options),
        Command::Keeper => keeper::be_a_keeper(),
        _ => {}
    }
    let workspace = Workspace::find(&line.places)?;
    match &line.command {
        Command::Bench(options) => bench::all(&workspace, options),
        Command::Run(options) if options.sabotage => sabotage::run(&workspace, options),
        Command::Run(options) => bench::one(&workspace, options),
        Command::List { json } => list::run(&workspace, *json),
        Command::Report { run, printed } => report::again(&workspace, run.as_deref(), *printed),
        Command::Agree { runs, json } => agree::run(&workspace, runs, *json),
        Command::Words { study } => words::run(&workspace, study.as_deref()),
        Command::Record(cli::Recording::Python { run }) => {
            record::python(&workspace, run.as_deref())
        }
        Command::Open => open::run(&workspace),
        Command::Doctor(options) => doctor::run(&workspace, options),
        Command::ProbeChild { .. } | Command::Neighbour(_) | Command::Keeper => {
            Ok(ExitCode::SUCCESS)
        }
    }
}
