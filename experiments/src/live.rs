//! The live subject: CPython, visited in the same rounds as all others.
//!
//! A process starts an interpreter when it is first needed and keeps it: its start is never part of a time, and whatever
//! asks in one process asks the same one. There may be a second one beside the subject: [`free_threaded`].

pub mod free_threaded;
mod running;

use lab_kit::cpython::{About, Processes};
use lab_measure::environment::allowed_cores;
use lab_measure::experiment::{self, Findings, Timed};
use lab_measure::record::{Cell, Fact};
use lab_measure::stopwatch::{Stopwatch, Taken};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use self::running::{Trouble, Which};

/// The contender's name in records.
pub const NAME: &str = "cpython";

/// What this process's interpreter says of itself.
///
/// # Errors
/// Says for the reader of a page why there is no live CPython.
pub fn about() -> Result<About, String> {
    running::about(Which::Subject, Processes::Never).map_err(Trouble::into_reason)
}

/// Starts the interpreter for timed cells, and notes what it is. `None` where there is none: the record says why.
///
/// `processes` counts only for who asks first in a process: whoever wants worker processes declares this before all
/// else.
pub fn declare(timed: &mut Timed, processes: Processes) -> Option<About> {
    // Before all else: the first to ask decides on the worker processes.
    let about = running::about(Which::Subject, processes).map_err(Trouble::into_reason);
    for fact in facts() {
        timed.fact(fact);
    }
    if let Ok(about) = &about
        && let Some(reason) = other_default(about.default_workers, allowed_cores())
    {
        timed.absent("CPython's default number of workers", reason);
    }
    about.map_err(|reason| timed.absent(NAME, reason)).ok()
}

/// Where a worker per core is not what CPython would start by itself, the cell of that number is not its default.
fn other_default(default: u64, cores: u32) -> Option<String> {
    (default != u64::from(cores)).then(|| {
        format!(
            "ThreadPool() starts {default} threads here, though {cores} cores are allowed; a worker per allowed core is \
             measured instead"
        )
    })
}

/// What the script is asked: its visit of this name, a cell's call and parameters, and `more` over them.
pub fn request(visit: &str, call: &str, params: &[(&str, u64)], more: Value) -> Value {
    let mut request = json!({ "visit": visit, "call": call });
    for (name, value) in params {
        request[*name] = json!(value);
    }
    if let (Value::Object(request), Value::Object(more)) = (&mut request, more) {
        request.extend(more);
    }
    request
}

/// A timed cell of the subject, for [`Timed::add`] and its like: its script's visit of this name, asked as by [`request`].
pub fn cell(
    visit: &str,
    call: &str,
    params: &[(&str, u64)],
    more: Value,
) -> (Cell, impl FnMut(&mut Stopwatch) + 'static) {
    let request = request(visit, call, params, more);
    let cell = experiment::cell(NAME, call, params);
    (cell, move |watch: &mut Stopwatch| timed(&request, watch))
}

/// The answer to one request.
///
/// # Errors
/// Says for the reader of a page why there is no live CPython, or how it failed.
pub fn visit(request: &Value) -> Result<Value, String> {
    running::visit(Which::Subject, request).map_err(Trouble::into_reason)
}

/// A timed visit: the interpreter's own clock around the call, its CPU time counted as a helper's. An interpreter that
/// fails, dies or hangs loses its cells; its process goes on with the others.
pub fn timed(request: &Value, watch: &mut Stopwatch) {
    report(running::visit(Which::Subject, request), watch);
}

fn report(answer: Result<Value, Trouble>, watch: &mut Stopwatch) {
    match answer {
        Ok(answer) => watch.report(taken(&answer), number(&answer, "total_cpu_ns")),
        Err(trouble) => watch.fail(trouble.into_reason()),
    }
}

/// The times in an answer. Not every system has a clock for the CPU time of worker processes, and not every visit looks
/// for its first result.
fn taken(answer: &Value) -> Taken {
    Taken {
        wall_ns: number(answer, "wall_ns"),
        first_ns: answer["first_ns"].as_u64(),
        cpu_ns: answer["cpu_ns"].as_u64(),
    }
}

/// A visit with a process to itself. Where there is no CPython, or it failed, the record says so.
pub fn found(request: &Value, found: &mut Findings) -> Option<Value> {
    match running::visit(Which::Subject, request) {
        Ok(answer) => Some(answer),
        Err(Trouble::Absent(reason)) => {
            found.absent(NAME, reason);
            None
        }
        Err(Trouble::Failed(reason)) => {
            let what = format!("{NAME} {}", request["visit"].as_str().unwrap_or_default());
            found.failed(&what, reason);
            None
        }
    }
}

/// A visit whose answer is counts: every whole number in it becomes one.
pub fn counted(request: &Value, findings: &mut Findings) {
    let Some(Value::Object(answer)) = found(request, findings) else {
        return;
    };
    for (name, value) in answer {
        if let Some(value) = value.as_u64() {
            findings.count(&name, value);
        }
    }
}

/// A whole number of an answer.
///
/// # Panics
/// When there is none of that name.
pub fn number(answer: &Value, name: &str) -> u64 {
    answer[name]
        .as_u64()
        .unwrap_or_else(|| panic!("CPython's answer has no number `{name}`: {answer}"))
}

/// A list of an answer.
///
/// # Panics
/// When it is not of that form.
pub fn list<T: DeserializeOwned>(answer: &Value, name: &str) -> Vec<T> {
    serde_json::from_value(answer[name].clone())
        .unwrap_or_else(|error| panic!("CPython's `{name}` is not what it should be: {error}"))
}

/// Version and lock, for the page's box of the machine.
fn facts() -> Vec<Fact> {
    let about = about();
    let reason = about.as_ref().err().cloned().unwrap_or_default();
    let about = about.ok();
    vec![
        Fact::perhaps(
            "cpython",
            "CPython",
            about.as_ref().map(|about| about.version.clone()),
            &reason,
        ),
        Fact::perhaps(
            "gil",
            "CPython's lock (GIL)",
            about.as_ref().map(lock).map(str::to_owned),
            &reason,
        ),
    ]
}

fn lock(about: &About) -> &'static str {
    if about.gil { "on" } else { "off" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_that_is_no_worker_per_core_is_said() {
        assert_eq!(other_default(2, 2), None);
        let reason = other_default(8, 2).unwrap();
        assert!(
            reason.contains("starts 8 threads here, though 2"),
            "{reason}"
        );
    }

    #[test]
    fn an_answer_without_cpu_time_is_a_time_all_the_same() {
        let answer = json!({ "wall_ns": 7, "first_ns": 7, "cpu_ns": null });
        assert_eq!(taken(&answer).wall_ns, 7);
        assert_eq!(taken(&answer).cpu_ns, None);
        assert_eq!(
            taken(&json!({ "wall_ns": 7, "first_ns": 7, "cpu_ns": 5 })).cpu_ns,
            Some(5)
        );
    }
}
