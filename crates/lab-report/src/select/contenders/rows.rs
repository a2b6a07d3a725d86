//! What a benchmark compares: each of its calls at each size is a row of its own.

use std::collections::BTreeMap;

use super::{COMMON_CALL, Name};
use crate::select::visits::CellRef;
use crate::text::names;
use crate::text::number::count;
use crate::text::scope::{capital, grain};

/// What benchmarks are called, after which they are told from experiments.
const BENCHMARK: &str = "criterion_";

/// Whether it is one.
pub(super) fn is_benchmark(experiment: &str) -> bool {
    experiment.starts_with(BENCHMARK)
}

/// Its rows, in the order in which they are declared.
pub(super) fn rows<'a>(visits: Vec<CellRef<'a>>) -> Vec<(Name, Vec<CellRef<'a>>)> {
    let mut rows: Vec<Vec<CellRef<'a>>> = Vec::new();
    for visit in visits {
        let alike = |row: &&mut Vec<CellRef<'a>>| {
            let first = row[0].cell;
            first.call == visit.cell.call && first.params == visit.cell.params
        };
        match rows.iter_mut().find(alike) {
            Some(row) => row.push(visit),
            None => rows.push(vec![visit]),
        }
    }
    let named = |row: Vec<CellRef<'a>>| (name(&row[0].cell.call, &row[0].cell.params), row);
    rows.into_iter().map(named).collect()
}

fn name(call: &str, params: &BTreeMap<String, u64>) -> Name {
    let tasks = capital(&title(call, params));
    let common = call == COMMON_CALL && params.keys().all(|name| name == "n" || name == "grain_ns");
    let values = params.values().rev().map(u64::to_string);
    match common {
        // As the same tasks are called in an experiment.
        true => Name {
            title: tasks,
            stem: ["grain_ns", "n"]
                .map(|name| params.get(name).copied().unwrap_or(0).to_string())
                .into(),
            is_common: true,
        },
        false => Name {
            title: tasks,
            stem: std::iter::once(call.to_owned()).chain(values).collect(),
            is_common: false,
        },
    }
}

/// `10,000 empty tasks`; where the call is not the one that all have in common, it comes first.
pub(crate) fn title(call: &str, params: &BTreeMap<String, u64>) -> String {
    let n = params.get("n").copied().unwrap_or(1);
    let mut tasks = match params.get("grain_ns") {
        Some(ns) if n == 1 => format!("1 {}", grain(*ns).replacen("tasks", "task", 1)),
        Some(ns) => format!("{} {}", count(n), grain(*ns)),
        None => names::parameter_with("n", n),
    };
    for (name, value) in params {
        if !["n", "grain_ns"].contains(&name.as_str()) {
            tasks = format!("{tasks}, {}", names::parameter_with(name, *value));
        }
    }
    match call == COMMON_CALL {
        true => tasks,
        // Some calls are named by how many tasks they have.
        false => match names::call(call) {
            call if call.ends_with(&format!(" {tasks}")) => call.to_owned(),
            call => format!("{call}: {tasks}"),
        },
    }
}
