//! The live interpreter's worker processes: forked for who wants them, and ended when they hang.

mod watchdog;

use lab_kit::cpython::{CPython, Processes};
use lab_measure::interpreter::chosen;
use serde_json::json;
use watchdog::Watchdog;

/// An interpreter, or the reason for skipping a test.
fn started(processes: Processes) -> Option<CPython> {
    CPython::start(chosen(), processes)
        .map_err(|reason| println!("skipped: {reason}"))
        .ok()
}

/// The same, where it can have worker processes.
fn with_processes() -> Option<CPython> {
    started(Processes::Wanted).filter(|python| match &python.about().processes {
        Ok(()) => true,
        Err(reason) => {
            println!("skipped: {reason}");
            false
        }
    })
}

#[test]
fn worker_processes_run_the_tasks_of_a_call() {
    let _watchdog = Watchdog::start();
    let Some(mut python) = with_processes() else {
        return;
    };
    let request = json!({ "visit": "cpu_processes", "workers": 2, "n": 8, "compute_ns": 10_000 });
    let answer = python.visit(&request).unwrap();
    assert!(answer["wall_ns"].is_u64(), "{answer}");
    assert!(
        answer["cpu_ns"].is_u64() || !cfg!(target_os = "linux"),
        "{answer}"
    );
}

/// As a `sitecustomize` of the user's may: before our script begins, and whenever it does something.
#[cfg(unix)]
#[test]
fn an_interpreter_that_prints_words_of_its_own_is_understood() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    let _watchdog = Watchdog::start();
    let Some(python) = started(Processes::Never) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("sitecustomize.py"),
        "import sys, threading\n\
         sys.stdout.buffer.write(b'{\"one\": 1}\\ncaf\\xe9 ')\n\
         sys.stdout.flush()\n\
         start = threading.Thread.start\n\
         def told(self):\n    print('a thread starts')\n    start(self)\n\
         threading.Thread.start = told\n",
    )
    .unwrap();
    let program = folder.path().join("python");
    let place = folder.path().display();
    let python3 = chosen();
    let script = format!(
        "#!/bin/sh\nPYTHONPATH='{place}' exec {} \"$@\"\n",
        python3.display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();

    let mut talking = CPython::start(&program, Processes::Never).unwrap();
    assert_eq!(talking.about(), python.about());
    let request = json!({ "visit": "timed", "call": "map", "workers": 2, "n": 8, "grain_ns": 0, "repeat": 1 });
    for _ in 0..2 {
        let answer = talking.visit(&request).unwrap();
        assert!(answer["wall_ns"].is_u64(), "{answer}");
    }
    let asked = lab_measure::interpreter::ask(&program).unwrap();
    assert_eq!(asked.version, python.about().version);
}

#[cfg(unix)]
#[test]
fn a_program_that_talks_without_end_is_no_interpreter() {
    let _watchdog = Watchdog::start();
    let refusal = CPython::start("yes", Processes::Never).err().unwrap();
    assert!(refusal.contains("`yes`"), "{refusal}");
}

#[test]
fn an_interpreter_that_was_started_without_them_refuses() {
    let _watchdog = Watchdog::start();
    let Some(mut python) = started(Processes::Never) else {
        return;
    };
    let refusal = python.about().processes.clone().unwrap_err();
    let request = json!({ "visit": "cpu_processes", "workers": 1, "n": 1, "compute_ns": 1 });
    let error = python.visit(&request).unwrap_err();
    assert!(error.to_string().contains(&refusal), "{error}");
}

#[test]
fn a_call_that_hangs_is_an_error_and_the_helper_ends() {
    let _watchdog = Watchdog::start();
    let Some(mut python) = with_processes() else {
        return;
    };
    let hour = 3_600_000_000_000_u64;
    let hangs = json!({ "visit": "cpu_processes", "workers": 1, "n": 1, "compute_ns": hour, "patience_s": 1 });
    let error = python.visit(&hangs).unwrap_err().to_string();
    assert!(error.contains("TimeoutError"), "{error}");
    let again = json!({ "visit": "cpu_processes", "workers": 1, "n": 1, "compute_ns": 1 });
    assert!(python.visit(&again).is_err(), "the helper has ended");
}
