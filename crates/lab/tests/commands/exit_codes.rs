//! What the command line does when nobody reads what it says, or nothing can be written.

use std::fs;
use std::process::{Child, Command, Stdio};

use lab_measure::store;

use crate::made::Made;
use crate::patient;

const RUN: [&str; 5] = ["run", "p2_map_vs_imap", "--quick", "--seed", "3"];

/// Starts it with readers that go away at once.
fn unread(command: &mut Command) -> Child {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    child
}

#[test]
fn a_run_goes_on_when_its_readers_have_gone() {
    let made = Made::sound();
    // More than a pipe holds, and the build's own words are lost as ours are.
    made.cargo("i=0; while [ $i -lt 2000 ]; do echo 'Compiling something with a rather long name' >&2; i=$((i+1)); done");
    let status = patient::status(unread(&mut made.lab(&RUN)));
    assert_eq!(status.code(), Some(0));
    let runs = made.folders("runs");
    assert_eq!(runs.len(), 1);
    let manifest = store::read_manifest(&runs[0].join("run.json")).unwrap();
    assert!(manifest.finished.is_some());
    assert!(made.reports().join("index.html").is_file());
}

#[test]
fn a_run_whose_readers_have_gone_tells_of_its_failure_by_its_exit_code() {
    let made = Made::with_experiment("echo 'no luck' >&2; exit 1");
    let status = patient::status(unread(&mut made.lab(&RUN)));
    assert_eq!(status.code(), Some(1));
    assert!(made.reports().join("index.html").is_file());
}

#[test]
fn a_list_whose_reader_has_gone_is_no_failure() {
    let made = Made::sound();
    for words in [["list"].as_slice(), &["list", "--json"], &["--help"]] {
        let status = patient::status(unread(&mut made.lab(words)));
        assert_eq!(status.code(), Some(0), "{words:?}");
    }
}

/// On `/dev/full` every write fails as on a full disk.
#[cfg(target_os = "linux")]
mod full {
    use std::fs::File;

    use super::*;

    fn full() -> File {
        File::options().write(true).open("/dev/full").unwrap()
    }

    /// Two runs, as good as empty.
    fn with_runs(made: &Made) {
        for run in ["2026-11-22T1512Z-3fa9", "2026-11-22T1612Z-4000"] {
            let folder = made.reports().join("runs").join(run);
            fs::create_dir_all(&folder).unwrap();
            fs::copy(made.path("record"), folder.join("p2_map_vs_imap.json")).unwrap();
        }
    }

    #[test]
    fn a_result_that_cannot_be_written_is_a_failure_and_says_so() {
        let made = Made::sound();
        with_runs(&made);
        for words in [
            ["list"].as_slice(),
            &["list", "--json"],
            &["report", "2026-11-22T1512Z"],
            &["report", "2026-11-22T1512Z", "--json"],
            &["open"],
            &["doctor", "--json"],
            &["--help"],
            &["list", "--help"],
            &["--version"],
            &RUN,
        ] {
            let mut command = made.lab(words);
            let output = patient::piped(command.stdout(full()).stderr(Stdio::piped()));
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
            let words_of_it = "error: cannot write to standard output: No space left on device";
            assert!(said.contains(words_of_it), "{words:?}: {said}");
            assert!(!said.contains("panicked"), "{words:?}: {said}");
        }
    }

    #[test]
    fn words_that_cannot_be_written_are_a_failure_and_standard_output_says_so() {
        let made = Made::sound();
        with_runs(&made);
        let report = ["report", "2026-11-22T1512Z"];
        let json = ["report", "2026-11-22T1512Z", "--json"];
        for (words, is_json) in [(report.as_slice(), false), (&json, true)] {
            let output = {
                let mut command = made.lab(words);
                patient::piped(command.stdout(Stdio::piped()).stderr(full()))
            };
            let said = String::from_utf8(output.stdout).unwrap();
            assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
            let words_of_it = "error: cannot write to standard error: No space left on device";
            assert_eq!(said.contains(words_of_it), !is_json, "{words:?}: {said}");
        }
    }
}
