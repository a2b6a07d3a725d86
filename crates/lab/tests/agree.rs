//! `cargo lab agree`: needs two runs that are not one.

use std::fs;
use std::process::{Command, Output};

const RULES: &str = include_str!("claims.toml");

fn agree(reports: &std::path::Path, runs: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lab"))
        .arg("agree")
        .args(runs)
        .arg("--reports")
        .arg(reports)
        .output()
        .unwrap()
}

fn reports() -> tempfile::TempDir {
    let reports = tempfile::tempdir().unwrap();
    for run in ["2026-11-22T1512Z-3fa9", "2026-11-22T1612Z-4000"] {
        let folder = reports.path().join("runs").join(run);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("claims.toml"), RULES).unwrap();
    }
    reports
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
