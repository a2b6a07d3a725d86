//! `cargo lab doctor`: what this machine is good for.

mod tools;

use std::process::ExitCode;

use anyhow::{Context, Result};
use lab_measure::environment;
use lab_measure::interpreter::{self, Interpreter};
use lab_measure::record::{Environment, Mode, Probe};
use serde::Serialize;

use self::tools::Tool;
use crate::cli::DoctorOptions;
use crate::closing::plain_table;
use crate::probing;
use crate::selftest::{Condition, Finding, SelfTest, Tally};
use crate::terminal::{print, print_json};
use crate::workspace::Workspace;

/// What `--json` prints.
#[derive(Serialize)]
struct Diagnosis {
    machine: Environment,
    noise_test: Probe,
    meaning: String,
    python: Python,
    tools: Vec<Tool>,
    selftest: Option<Vec<ConditionJson>>,
}

/// The live subject, or why there is none.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Python {
    Found(Interpreter),
    Absent(String),
}

#[derive(Serialize)]
struct ConditionJson {
    condition: Condition,
    floor: f64,
    #[serde(flatten)]
    tally: Tally,
    good: bool,
}

/// Looks at the machine, and with `--selftest` at the lab's own statistics on it.
///
/// # Errors
/// When the noise test or the self-test cannot be run.
pub fn run(workspace: &Workspace, options: &DoctorOptions) -> Result<ExitCode> {
    let program = std::env::current_exe().context("cannot find this program's own file")?;
    let selftest = match options.selftest {
        true => Some(SelfTest::prepare(workspace)?),
        false => None,
    };
    let noise_test = probing::probe(&program, Mode::Default, fastrand::u64(..))?;
    let selftest = match selftest {
        Some(selftest) => Some(selftest.run(&program, options.runs)?),
        None => None,
    };
    let diagnosis = Diagnosis {
        machine: environment::gather(),
        meaning: probing::meaning(&noise_test),
        noise_test,
        python: interpreter::look().map_or_else(Python::Absent, Python::Found),
        tools: tools::look(),
        selftest: selftest.map(|findings| findings.iter().map(told).collect()),
    };
    match options.json {
        true => print_json(&diagnosis)?,
        false => print(&words(&diagnosis))?,
    }
    let conditions = diagnosis.selftest.iter().flatten();
    Ok(match conditions.into_iter().all(|told| told.good) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn told(finding: &Finding) -> ConditionJson {
    ConditionJson {
        condition: finding.condition,
        floor: finding.probe.floor,
        tally: finding.tally,
        good: finding.tally.is_good(finding.condition),
    }
}

fn words(diagnosis: &Diagnosis) -> String {
    let mut parts = vec![
        machine(&diagnosis.machine),
        noise(&diagnosis.noise_test),
        diagnosis.meaning.clone(),
    ];
    parts.extend(cores(diagnosis.machine.cores));
    parts.push(diagnosis.python.words());
    parts.extend(diagnosis.tools.iter().map(Tool::words));
    if let Some(conditions) = &diagnosis.selftest {
        parts.push(conditions_table(conditions));
        parts.push(conclusion(conditions).into());
    }
    parts.join("\n")
}

impl Python {
    fn words(&self) -> String {
        match self {
            Python::Found(interpreter) => format!("python: {}", interpreter.words()),
            Python::Absent(why) => format!(
                "python: {why}; what CPython does comes from recordings made elsewhere; install Python 3.8 or newer, or name one in LAB_PYTHON, to measure it here"
            ),
        }
    }
}

/// What too few cores cost; nothing where there are enough.
fn cores(allowed: u32) -> Option<String> {
    (allowed < 2).then(|| {
        "cores: 1; whether computing gains from threads cannot be seen here, those answers stay open; allow a second core, or use another machine".to_owned()
    })
}

fn machine(environment: &Environment) -> String {
    let mut table = plain_table(&["machine", &environment.machine_class]);
    for fact in &environment.facts {
        let absent = fact.absent_because.as_deref().unwrap_or("not known");
        let absent = format!("({absent})");
        let value = fact.value.clone().unwrap_or(absent);
        table.add_row([fact.label.clone(), value]);
    }
    table.to_string()
}

fn noise(probe: &Probe) -> String {
    let optional = |value: Option<f64>, unit: &str| match value {
        Some(value) => format!("{value:.2}{unit}"),
        None => "(not told by this system)".into(),
    };
    let mut table = plain_table(&["noise test", probing::word(probe.grade)]);
    for (label, value) in [
        (
            "identical code differs by up to",
            format!("{:.2} %", 100.0 * probe.floor),
        ),
        (
            "others' CPU meanwhile",
            optional(probe.foreign_cores, " cores"),
        ),
        (
            "two threads do as much as",
            format!("{:.2} of one", probe.capacity_2t),
        ),
        ("a 100 us spin, median", microseconds(probe.spin_p50_ns)),
        (
            "the same spin, 99th percentile",
            microseconds(probe.spin_p99_ns),
        ),
        ("CPU pressure", optional(probe.psi_some_avg10, " %")),
        ("load", optional(probe.load_1m, "")),
    ] {
        table.add_row([label.to_owned(), value]);
    }
    table.to_string()
}

fn microseconds(ns: u64) -> String {
    format!("{:.1} us", ns as f64 / 1000.0)
}

fn conditions_table(conditions: &[ConditionJson]) -> String {
    let mut table = plain_table(&[
        "self-test",
        "noise floor",
        "slowdown found",
        "false alarms",
        "can't tell",
        "wrong answers",
        "Little's law held",
        "",
    ]);
    for told in conditions {
        let tally = &told.tally;
        let of_runs = |count: u32| format!("{count} of {}", tally.runs);
        table.add_row([
            told.condition.words().to_owned(),
            format!("{:.1} %", 100.0 * told.floor),
            of_runs(tally.found),
            of_runs(tally.false_alarms),
            format!("{} of {}", tally.cant_tell, 2 * tally.runs),
            format!("{} of {}", tally.wrong, 2 * tally.runs),
            of_runs(tally.law_held),
            if told.good { "good" } else { "NOT GOOD" }.to_owned(),
        ]);
    }
    table.to_string()
}

fn conclusion(conditions: &[ConditionJson]) -> &'static str {
    if !conditions.iter().all(|told| told.tally.instruments_agree()) {
        return "Little's law did not hold in what was measured. It holds for whatever is measured, so an instrument of the lab is broken: trust none of its figures, and report it.";
    }
    match conditions.iter().all(|told| told.good) {
        true => {
            "The lab finds a slowdown of 20 % on this machine and sees none where there is none."
        }
        false => {
            "On this machine, as it is now, do not trust answers that rest on time; counts are not affected. Close other programs and try again."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_core_is_told_what_it_costs_and_two_are_enough() {
        assert!(cores(1).is_some_and(|words| words.contains("stay open")));
        assert_eq!(cores(2), None);
    }
}
