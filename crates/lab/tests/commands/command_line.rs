//! The command line as its user meets it: right words, right exit code, nothing on the wrong stream.

use std::path::Path;
use std::process::{Command, Output};

use crate::patient;

/// Rules that these tests bring along.
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/claims.toml");

fn lab(reports: &Path, words: &[&str]) -> Output {
    patient::output(
        Command::new(env!("CARGO_BIN_EXE_lab"))
            .args(words)
            .arg("--reports")
            .arg(reports)
            .env("RUST_BACKTRACE", "1"),
    )
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Runs it, expects a refusal with nothing on standard output, and gives its words.
fn refusal(words: &[&str]) -> String {
    let reports = tempfile::tempdir().unwrap();
    let output = lab(&reports.path().join("reports"), words);
    assert!(!output.status.success(), "{words:?} succeeded");
    assert_eq!(text(&output.stdout), "", "{words:?}");
    let said = text(&output.stderr);
    assert!(!said.contains("backtrace"), "{said}");
    assert!(
        !said.contains('\u{1b}'),
        "colour without a terminal: {said}"
    );
    said
}

#[test]
fn an_unknown_experiment_is_answered_with_those_there_are() {
    let known = "there are: p2_map_vs_imap, p3_responsive, criterion_map";
    for words in [
        ["run", "p9", "--rules", RULES].as_slice(),
        &["bench", "--rules", RULES, "--only", "p2_map_vs_imap", "p9"],
    ] {
        let said = refusal(words);
        assert!(said.contains("there is no experiment `p9`"), "{said}");
        assert!(said.contains(known), "{said}");
    }
}

#[test]
fn a_mistake_is_told_with_its_remedy() {
    let said = refusal(&[
        "run",
        "p2_map_vs_imap",
        "--rules",
        RULES,
        "--files",
        "no-such",
    ]);
    assert!(said.contains("`no-such` is none"), "{said}");
    let said = refusal(&["list", "--rules", "no-such.toml"]);
    assert!(
        said.contains("no-such.toml") && said.contains("--rules PATH"),
        "{said}"
    );
    let said = refusal(&["report"]);
    assert!(
        said.contains("no run yet") && said.contains("cargo lab bench --quick"),
        "{said}"
    );
    let said = refusal(&["report", "2026"]);
    assert!(
        said.contains("`2026`") && said.contains("cargo lab bench --quick"),
        "{said}"
    );
    let said = refusal(&["open"]);
    assert!(
        said.contains("no report yet") && said.contains("cargo lab bench --quick"),
        "{said}"
    );
    let said = refusal(&["bench", "--quick", "--full"]);
    assert!(said.contains("cannot be used with"), "{said}");
    let said = refusal(&["doctor", "--runs", "3"]);
    assert!(said.contains("--selftest"), "{said}");
}

#[test]
fn what_cannot_be_sabotaged_is_refused_before_anything_is_built() {
    let said = refusal(&["run", "criterion_map", "--sabotage", "--rules", RULES]);
    assert!(
        said.contains("`criterion_map` has no null control")
            && said.contains("nor has any other experiment"),
        "{said}"
    );
    let said = refusal(&["run", "criterion_map", "--sabotage"]);
    assert!(
        said.contains("sabotage one of: p1_context_manager, "),
        "{said}"
    );
    assert!(!said.contains("building"), "{said}");
    for other in [["--quick"].as_slice(), &["--full"], &["--files", "."]] {
        let said = refusal(&[&["run", "p2_map_vs_imap", "--sabotage"], other].concat());
        assert!(said.contains("cannot be used with"), "{said}");
    }
}

#[test]
fn what_an_experiment_has_no_use_for_is_refused_before_anything_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.txt");
    std::fs::write(&list, "http://127.0.0.1/\n").unwrap();
    let run = |name, option, place: &Path| {
        let place = place.to_str().unwrap();
        refusal(&["run", name, "--rules", RULES, option, place])
    };
    let said = run("criterion_map", "--files", folder.path());
    assert!(
        said.contains("leave it out, or run: p2_map_vs_imap"),
        "{said}"
    );
    let said = run("p2_map_vs_imap", "--urls", &list);
    assert!(
        said.contains("`p2_map_vs_imap` has no use for --urls"),
        "{said}"
    );
    assert!(!said.contains("building"), "{said}");
}

#[test]
fn a_list_of_addresses_that_holds_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.txt");
    let run = || {
        let place = list.to_str().unwrap();
        refusal(&["run", "p2_map_vs_imap", "--rules", RULES, "--urls", place])
    };
    let said = run();
    assert!(
        said.contains("--urls cannot read `") && said.contains("list.txt"),
        "{said}"
    );
    std::fs::write(&list, "\n# nothing yet\n").unwrap();
    let said = run();
    assert!(said.contains("list.txt` holds none"), "{said}");
}

#[test]
fn rules_that_cannot_be_judged_by_are_refused_with_the_place_of_the_fault() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.toml");
    let rules = std::fs::read_to_string(RULES).unwrap();
    std::fs::write(&path, rules.replace("vs = \"imap\"\n", "")).unwrap();
    let said = refusal(&["list", "--rules", path.to_str().unwrap()]);
    assert!(
        said.contains("claim C2, case \"uneven tasks\", test 1"),
        "{said}"
    );
}

#[test]
fn the_list_is_one_json_object_with_costs_and_claims() {
    let reports = tempfile::tempdir().unwrap();
    let output = lab(reports.path(), &["list", "--json", "--rules", RULES]);
    assert!(output.status.success());
    let listing: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let first = &listing["experiments"][0];
    assert_eq!(first["name"], "p2_map_vs_imap");
    assert_eq!(first["practice"], "p2");
    assert_eq!(first["seconds"]["default"], 40);
    assert_eq!(first["claims"], serde_json::json!(["C1"]));
    let total = serde_json::json!({ "quick": 18, "default": 80, "full": 160 });
    assert_eq!(listing["total_seconds"], total);
}

#[test]
fn the_table_has_the_same_and_no_colour_without_a_terminal() {
    let reports = tempfile::tempdir().unwrap();
    let output = lab(reports.path(), &["list", "--rules", RULES]);
    let said = text(&output.stdout);
    assert!(
        said.contains("p3_responsive") && said.contains("160 s"),
        "{said}"
    );
    assert!(!said.contains('\u{1b}'), "{said}");
}
