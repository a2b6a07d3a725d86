//! An experiment whose starter has gone ends, if it was asked to.

use std::process::{Command, Stdio};

use lab_measure::lifeline::{ASKED, ORPHANED};

use super::process::NONE;

#[test]
fn a_conductor_and_a_fresh_process_end_with_their_starter() {
    let folder = tempfile::tempdir().unwrap();
    let record = folder.path().join("record.json");
    for words in [[].as_slice(), &["--fresh-process", "1", "1000"]] {
        // What is read there is the end at once. What they have to do takes minutes.
        let output = Command::new(env!("CARGO_BIN_EXE_p6_io_vs_cpu"))
            .args(words)
            .args(["--mode", "full", "--seed", "1", "--record"])
            .arg(&record)
            .env(ASKED, "1")
            .env("LAB_PYTHON", NONE)
            .env("LAB_PYTHON_FREE", NONE)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(ORPHANED), "{words:?}");
    }
    assert!(!record.exists());
}
