//! `cargo lab agree`: two runs that are not one, and what its exit code tells.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use lab_measure::environment;
use lab_measure::record::{Cell, Count, Mode, Origin, RECORD_SCHEMA, Record, Role};
use lab_measure::store;
use serde_json::Value;

use crate::patient;

const RULES: &str = include_str!("../claims.toml");

fn agree(reports: &Path, runs: &[&str]) -> Output {
    patient::output(
        Command::new(env!("CARGO_BIN_EXE_lab"))
            .arg("agree")
            .args(runs)
            .arg("--reports")
            .arg(reports),
    )
}

fn reports() -> tempfile::TempDir {
    let reports = tempfile::tempdir().unwrap();
    for run in [ONE, OTHER] {
        let folder = reports.path().join("runs").join(run);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("claims.toml"), RULES).unwrap();
    }
    reports
}

const ONE: &str = "2026-11-22T1512Z-3fa9";
const OTHER: &str = "2026-11-22T1612Z-4000";

/// What the two contenders pulled in one run, which is what C1 asks for; `None` where it was not counted.
fn counted(reports: &Path, run: &str, cpython: Option<u64>, lap_pool: Option<u64>) {
    let params = [("n".to_owned(), 1000), ("grain_ns".to_owned(), 0)];
    let cell = |contender: &str| Cell {
        contender: contender.into(),
        call: "imap".into(),
        params: params.clone().into_iter().collect(),
        role: Role::Subject,
    };
    let counts = (0..).zip([cpython, lap_pool]);
    let counts = counts.filter_map(|(cell, value)| {
        Some(Count {
            cell,
            repetition: 0,
            name: "pulled_at_first_result".into(),
            value: value?,
        })
    });
    let record = Record {
        schema: RECORD_SCHEMA.into(),
        experiment: "p2_map_vs_imap".into(),
        version: 1,
        origin: Origin::Measured,
        started: "2026-11-22T15:12:10Z".into(),
        finished: "2026-11-22T15:12:40Z".into(),
        mode: Mode::Quick,
        seed: 7,
        command: "cargo lab run p2_map_vs_imap --seed 7".into(),
        environment: environment::gather(),
        probe: None,
        cells: vec![cell("cpython"), cell("lap-pool")],
        processes: Vec::new(),
        rounds: Vec::new(),
        samples: Vec::new(),
        counts: counts.collect(),
        series: Vec::new(),
        lanes: Vec::new(),
        outcomes: Vec::new(),
        pools: Vec::new(),
        absent: Vec::new(),
        code: Vec::new(),
    };
    let file = reports.join("runs").join(run).join("p2_map_vs_imap.json");
    store::write_json(&file, &record).unwrap();
}

#[test]
fn runs_that_agree_end_with_code_0() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(8));
    let output = agree(reports.path(), &[ONE, OTHER]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.contains("every counted claim is answered in every run"),
        "{said}"
    );
}

#[test]
fn runs_that_contradict_each_other_end_with_code_1() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(1000));
    let output = agree(reports.path(), &[ONE, OTHER]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("1 row in which two runs contradict"),
        "{said}"
    );
}

#[test]
fn a_counted_claim_without_an_answer_ends_with_code_1_and_is_named() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), None);
    let output = agree(reports.path(), &[ONE, OTHER]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("0 rows in which two runs contradict"),
        "{said}"
    );
    let named = format!("1 counted claim without an answer: C1 for lap-pool in {OTHER}");
    assert!(said.contains(&named), "{said}");
    let output = agree(reports.path(), &[ONE, OTHER, "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told["counted_always_answered"], false);
    assert_eq!(told["flips"], 0);
    let left = &told["accounts"][1]["subjects"][1];
    assert_eq!(left["contender"], "lap-pool");
    assert_eq!(left["counted_unanswered"][0], "C1");
}

#[test]
fn runs_that_cannot_be_compared_end_with_code_2() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(8));
    for wrong in [
        vec![ONE, "2031-01-01T0000Z"],
        vec![ONE, ONE],
        vec![ONE],
        vec![ONE, OTHER, "--rules", "no-such-file.toml"],
    ] {
        let output = agree(reports.path(), &wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
    }
    fs::remove_file(reports.path().join("runs").join(ONE).join("claims.toml")).unwrap();
    let unreadable = agree(reports.path(), &[ONE, OTHER]);
    let said = String::from_utf8_lossy(&unreadable.stderr);
    assert_eq!(unreadable.status.code(), Some(2), "{said}");
    assert!(said.contains("answers no claim"), "{said}");
}

#[test]
fn help_tells_the_exit_codes() {
    let reports = reports();
    let output = agree(reports.path(), &["--help"]);
    let said = String::from_utf8_lossy(&output.stdout);
    for line in [
        "0  no two runs",
        "1  two runs contradict",
        "2  the runs could not",
    ] {
        assert!(said.contains(line), "{said}");
    }
}

#[test]
fn a_run_cannot_confirm_itself() {
    let reports = reports();
    let output = agree(
        reports.path(),
        &["2026-11-22T1512Z", "2026-11-22T1512Z-3fa9"],
    );
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("named twice"),
        "{said}"
    );
    assert!(
        !agree(reports.path(), &["2026-11-22T1512Z"])
            .status
            .success()
    );
}

#[test]
fn the_report_of_the_last_run_shows_all_of_them() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(8));
    let output = agree(reports.path(), &["2026-11-22T1512Z", "2026-11-22T1612Z"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("0 rows in which two runs contradict"),
        "{said}"
    );
    let page = fs::read_to_string(reports.path().join("runs.html")).unwrap();
    assert!(page.contains("2026-11-22T1512Z-3fa9") && page.contains("2026-11-22T1612Z-4000"));
    let kept = reports
        .path()
        .join("runs/2026-11-22T1612Z-4000/agreement.json");
    assert!(kept.is_file());
}

/// The page says that each run is judged by its own rules.
#[test]
fn answers_by_other_rules_are_told_and_not_kept() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(8));
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/claims.toml");
    let runs = ["2026-11-22T1512Z", "2026-11-22T1612Z", "--rules", rules];
    let output = agree(reports.path(), &runs);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("no report is written"), "{said}");
    assert!(!reports.path().join("runs.html").exists());
    let kept = reports
        .path()
        .join("runs/2026-11-22T1612Z-4000/agreement.json");
    assert!(!kept.exists());
}

#[test]
fn its_pages_are_those_of_a_report_of_the_last_run() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(8));
    agree(reports.path(), &[ONE, OTHER]);
    let page = || fs::read_to_string(reports.path().join("machine.html")).unwrap();
    let of_agree = page();
    let report = patient::output(
        Command::new(env!("CARGO_BIN_EXE_lab"))
            .args(["report", OTHER, "--reports"])
            .arg(reports.path()),
    );
    assert!(report.status.success());
    assert!(page() == of_agree, "a part of the page is missing in one");
    assert!(of_agree.contains("as measured before"), "{of_agree}");
}

#[test]
fn a_run_that_lost_a_part_ends_with_code_1_and_the_part_is_named() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(8));
    let manifest = |name: &str, state: Value| {
        serde_json::json!({
            "schema": "lap-pool.run/1", "run_id": ONE, "started": "2026-11-22T15:12:10Z", "finished": null,
            "mode": "quick", "seed": 7, "command": "cargo lab bench --quick", "claims_sha256": "",
            "environment": environment::gather(), "probe": null,
            "entries": [{ "name": name, "status": state, "wall_ns": 1 }]
        })
    };
    let written = reports.path().join("runs").join(ONE).join("run.json");
    let code = |name: &str, state: &str| {
        let state = serde_json::json!({ "state": state });
        store::write_json(&written, &manifest(name, state)).unwrap();
        let output = agree(reports.path(), &[ONE, OTHER]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    // Not reached; and done, but the record is gone.
    for state in ["planned", "done"] {
        let (lost, said) = code("p5_independent_tasks", state);
        assert_eq!(lost, Some(1), "{said}");
        assert!(said.contains("it lacks p5_independent_tasks:"), "{said}");
    }
    let (whole, said) = code("p2_map_vs_imap", "done");
    assert_eq!(whole, Some(0), "{said}");
}

#[test]
fn a_run_with_a_record_that_cannot_be_read_is_not_whole() {
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(8));
    let record = reports.path().join("runs").join(ONE);
    fs::write(record.join("p5_independent_tasks.json"), "{").unwrap();
    let output = agree(reports.path(), &[ONE, OTHER]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("it lacks p5_independent_tasks:"), "{said}");
}

/// On `/dev/full` every write fails as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_ends_with_code_2() {
    use std::process::Stdio;
    let reports = reports();
    counted(reports.path(), ONE, Some(1000), Some(9));
    counted(reports.path(), OTHER, Some(1000), Some(8));
    for json in [None, Some("--json")] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let output = patient::piped(
            Command::new(env!("CARGO_BIN_EXE_lab"))
                .args(["agree", ONE, OTHER, "--reports"])
                .arg(reports.path())
                .args(json)
                .stdout(full)
                .stderr(Stdio::piped()),
        );
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot write to standard output"), "{said}");
    }
}
