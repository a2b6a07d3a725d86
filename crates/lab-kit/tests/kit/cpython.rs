//! The live interpreter's worker processes: forked for who wants them, and ended when they hang or nobody wants them more.

use std::ffi::OsStr;

use lab_kit::cpython::{CPython, Processes};
use lab_measure::interpreter::chosen;
use serde_json::json;

use crate::watchdog::Watchdog;

/// An interpreter, or the reason for skipping a test.
fn started(program: impl AsRef<OsStr>, processes: Processes) -> Option<CPython> {
    CPython::start(program, processes)
        .map_err(|reason| println!("skipped: {reason}"))
        .ok()
}

/// The same, where it can have worker processes.
fn with_processes(program: impl AsRef<OsStr>) -> Option<CPython> {
    started(program, Processes::Wanted).filter(|python| match &python.about().processes {
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
    let Some(mut python) = with_processes(chosen()) else {
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

    use crate::script;

    let _watchdog = Watchdog::start();
    let Some(python) = started(chosen(), Processes::Never) else {
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
    let text = format!(
        "#!/bin/sh\nPYTHONPATH='{place}' exec {} \"$@\"\n",
        python3.display()
    );
    script::write(&program, &text);

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
    let Some(mut python) = started(chosen(), Processes::Never) else {
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
    let Some(mut python) = with_processes(chosen()) else {
        return;
    };
    let hour = 3_600_000_000_000_u64;
    let hangs = json!({ "visit": "cpu_processes", "workers": 1, "n": 1, "compute_ns": hour, "patience_s": 1 });
    let error = python.visit(&hangs).unwrap_err().to_string();
    assert!(error.contains("TimeoutError"), "{error}");
    let again = json!({ "visit": "cpu_processes", "workers": 1, "n": 1, "compute_ns": 1 });
    assert!(python.visit(&again).is_err(), "the helper has ended");
}

#[cfg(unix)]
mod ends {
    use lab_kit::cpython::CPython;
    use lab_measure::interpreter::{chosen, look};
    #[cfg(target_os = "linux")]
    use rustix::process::kill_process;
    use rustix::process::{Pid, Signal, kill_process_group};
    use serde_json::json;

    use crate::watchdog::Watchdog;
    use crate::witness::Witness;

    /// An interpreter in a process group of its own that has called worker processes, its number, and who tells when all
    /// are gone.
    fn at_work() -> Option<(CPython, Pid, Witness)> {
        if let Err(reason) = look() {
            println!("skipped: {reason}");
            return None;
        }
        let witness = Witness::of(&chosen());
        let mut python = super::with_processes(witness.program())?;
        let group = witness.started();
        call(&mut python);
        Some((python, group, witness))
    }

    fn call(python: &mut CPython) {
        let request =
            json!({ "visit": "cpu_processes", "workers": 2, "n": 8, "compute_ns": 10_000 });
        python.visit(&request).unwrap();
    }

    #[test]
    fn ctrl_c_is_left_to_who_started_the_interpreter() {
        let _watchdog = Watchdog::start();
        let Some((mut python, group, witness)) = at_work() else {
            return;
        };
        kill_process_group(group, Signal::INT).unwrap();
        call(&mut python);
        drop(python);
        witness.wait_until_all_are_gone();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn workers_in_the_middle_of_a_call_go_with_the_interpreter() {
        let _watchdog = Watchdog::start();
        let Some((mut python, group, witness)) = at_work() else {
            return;
        };
        let hour = 3_600_000_000_000_u64;
        let request = json!({ "visit": "cpu_processes", "workers": 2, "n": 2, "compute_ns": hour, "patience_s": 3600 });
        let call = std::thread::spawn(move || python.visit(&request));
        while linux::is_idle(group) {
            std::thread::yield_now();
        }
        kill_process(group, Signal::KILL).unwrap();
        assert!(call.join().unwrap().is_err());
        witness.wait_until_all_are_gone();
    }

    #[cfg(target_os = "linux")]
    mod linux {
        use std::fs;

        use rustix::process::Pid;

        /// Clock ticks that a worker has not used before it computes in earnest.
        const TICKS: u64 = 30;

        /// Whether nobody whom the helper of this interpreter started has computed.
        pub fn is_idle(interpreter: Pid) -> bool {
            let below = |parents: &[i32]| {
                let all = processes().into_iter();
                all.filter(|(_, parent, _)| parents.contains(parent))
                    .collect::<Vec<_>>()
            };
            let helpers = below(&[interpreter.as_raw_nonzero().get()]);
            let helpers: Vec<i32> = helpers.into_iter().map(|(process, ..)| process).collect();
            below(&helpers).iter().all(|(.., ticks)| *ticks < TICKS)
        }

        /// Number, parent and CPU time of every process, by the system's list.
        fn processes() -> Vec<(i32, i32, u64)> {
            let entries = fs::read_dir("/proc").unwrap().flatten();
            let process = |name: &str| {
                let stat = fs::read_to_string(format!("/proc/{name}/stat")).ok()?;
                // After the name in brackets: the state, the parent, and ten more before the CPU time.
                let mut after_name = stat.rsplit_once(") ")?.1.split(' ');
                let parent = after_name.nth(1)?.parse().ok()?;
                Some((name.parse().ok()?, parent, after_name.nth(9)?.parse().ok()?))
            };
            entries
                .filter_map(|entry| process(entry.file_name().to_str()?))
                .collect()
        }
    }
}
