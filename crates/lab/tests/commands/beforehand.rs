//! What stands in the way of a run is told before it is built and measured, and leaves nothing behind.

use std::fs;
use std::process::{Command, Output};

use lab_measure::store;

use crate::made::Made;
use crate::patient;

/// A build that says so.
fn told_of_its_build() -> Made {
    let made = Made::sound();
    made.cargo("echo 'the build runs' >&2");
    made
}

fn refused(command: &mut Command) -> String {
    let Output { status, stderr, .. } = patient::output(command);
    let said = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(1), "{said}");
    assert!(!said.contains("noise test"), "{said}");
    said
}

#[test]
fn a_folder_for_temporary_files_that_is_not_there_is_told_before_the_build() {
    let made = told_of_its_build();
    fs::write(made.path("rules.toml"), with_a_null_control()).unwrap();
    let rules = made.path("rules.toml").display().to_string();
    for words in [
        ["run", "p2_map_vs_imap"].as_slice(),
        &["bench", "--quick"],
        &["doctor", "--selftest"],
        &["run", "p2_map_vs_imap", "--sabotage"],
    ] {
        let mut command = made.lab_by(&rules, words);
        let said = refused(command.env("TMPDIR", "/no/such/place"));
        assert!(
            said.contains(
                "cannot make a temporary folder in /no/such/place; name another place in TMPDIR"
            ),
            "{words:?}: {said}"
        );
        assert!(!said.contains("the build runs"), "{words:?}: {said}");
        assert!(!made.reports().exists());
    }
}

#[test]
fn a_run_of_which_nothing_was_built_is_told_before_the_noise_test_and_leaves_no_folder() {
    let made = Made::sound();
    fs::write(made.path("rules.toml"), with_a_null_control()).unwrap();
    let rules = made.path("rules.toml").display().to_string();
    // A build that makes something else.
    for words in [
        ["run", "p3_responsive"].as_slice(),
        &["run", "criterion_map"],
    ] {
        let said = refused(&mut made.lab_by(&rules, words));
        let missing = format!("the build made no program for `{}`", words[1]);
        assert!(said.contains(&missing), "{said}");
        assert_eq!(made.folders("runs").len(), 0);
    }
}

#[test]
fn a_sabotage_that_fails_says_why_and_leaves_no_folder() {
    let made = Made::with_experiment("echo 'no luck' >&2; exit 1");
    fs::write(made.path("rules.toml"), with_a_null_control()).unwrap();
    let rules = made.path("rules.toml").display().to_string();
    let words = ["run", "p2_map_vs_imap", "--sabotage"];
    let output = patient::output(&mut made.lab_by(&rules, &words));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error: no luck"), "{said}");
    assert_eq!(made.folders("sabotage").len(), 0);
}

/// The rules of these tests, with two names for the same code.
fn with_a_null_control() -> String {
    let control = "[[experiment.p2_map_vs_imap.control]]\nkind = \"null\"\ncontender = \"lap-pool\"\n\
                   of = \"map_again\"\nvs = \"map\"\nwhere = { n = 2 }\n\n[experiment.p3_responsive]";
    include_str!("../claims.toml").replace("[experiment.p3_responsive]", control)
}

/// Linux lets a name be any bytes.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_no_utf8_is_worked_on_like_any_other() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    // The experiment fails unless it was given a folder that is there.
    let made = Made::sound_after(
        "for word; do [ \"$before\" = --files ] && files=$word; before=$word; done; [ -d \"$files\" ] || exit 1",
    );
    let files = made.path("").join(OsStr::from_bytes(b"caf\xe9"));
    fs::create_dir(&files).unwrap();
    let mut command = made.lab(&["run", "p2_map_vs_imap", "--quick", "--files"]);
    let output = patient::output(command.arg(&files));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let run = &made.folders("runs")[0];
    let manifest = store::read_manifest(&run.join("run.json")).unwrap();
    let typed = " run p2_map_vs_imap --quick --files PATH";
    assert!(manifest.command.ends_with(typed), "{}", manifest.command);
}
