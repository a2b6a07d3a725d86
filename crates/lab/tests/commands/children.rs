//! The processes that the command line starts of itself.

use std::process::{Command, Stdio};

use lab_measure::lifeline::ORPHANED;

fn lab() -> Command {
    Command::new(env!("CARGO_BIN_EXE_lab"))
}

#[test]
fn a_busy_neighbour_ends_when_its_starter_does_whatever_its_manner() {
    for manner in [[].as_slice(), &["--threads", "3"], &["--bursts", "7"]] {
        let mut neighbour = lab()
            .arg("neighbour")
            .args(manner)
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // What the system does with our end of the pipe, however we end.
        drop(neighbour.stdin.take());
        assert_eq!(
            neighbour.wait().unwrap().code(),
            Some(ORPHANED),
            "{manner:?}"
        );
    }
}

#[test]
fn a_fresh_process_of_the_probe_says_one_line_of_json() {
    let output = lab().args(["probe-child", "7"]).output().unwrap();
    assert!(output.status.success());
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(
        found["log_ratios"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    );
}

#[test]
fn none_of_them_is_offered_in_the_help() {
    let output = lab().arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("bench") && help.contains("doctor"), "{help}");
    for hidden in ["probe-child", "neighbour", "keeper"] {
        assert!(!help.contains(hidden), "{help}");
    }
}
