//! `cargo lab report` on runs that were cut short.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use lab_measure::environment;
use lab_measure::record::{
    Cell, Count, Entry, Mode, Origin, Outcome, PoolWork, RECORD_SCHEMA, RUN_SCHEMA, Record, Role,
    RunManifest, Status,
};
use lab_measure::store;
use serde_json::Value;

use crate::patient;

const RULES: &str = include_str!("../claims.toml");
const RUN: &str = "2026-11-22T1512Z-3fa9";

/// A run that was killed in its second part: no end, one record whole, another never begun.
fn cut_short(reports: &Path) {
    let folder = reports.join("runs").join(RUN);
    store::write_atomically(&folder.join("claims.toml"), RULES.as_bytes()).unwrap();
    store::write_json(&folder.join("run.json"), &manifest()).unwrap();
    store::write_json(&folder.join("p2_map_vs_imap.json"), &record()).unwrap();
}

fn manifest() -> RunManifest {
    let entry = |name: &str, status| Entry {
        name: name.into(),
        status,
        wall_ns: None,
    };
    RunManifest {
        schema: RUN_SCHEMA.into(),
        run_id: RUN.into(),
        started: "2026-11-22T15:12:07Z".into(),
        finished: None,
        mode: Mode::Default,
        seed: 7,
        command: "cargo lab bench".into(),
        neighbour_threads: None,
        claims_sha256: store::sha256_hex(RULES),
        environment: environment::gather(),
        probe: None,
        entries: vec![
            entry("p2_map_vs_imap", Status::Done),
            entry("p3_responsive", Status::Planned),
            entry("criterion_map", Status::Failed("it hangs".into())),
        ],
    }
}

/// The one fact that claim C1 asks for.
fn record() -> Record {
    let params = [("n".to_owned(), 1000), ("grain_ns".to_owned(), 0)];
    Record {
        schema: RECORD_SCHEMA.into(),
        experiment: "p2_map_vs_imap".into(),
        version: 1,
        origin: Origin::Measured,
        started: "2026-11-22T15:12:10Z".into(),
        finished: "2026-11-22T15:12:40Z".into(),
        mode: Mode::Default,
        seed: 7,
        command: "cargo lab run p2_map_vs_imap --seed 7".into(),
        environment: environment::gather(),
        probe: None,
        cells: vec![Cell {
            contender: "lap-pool".into(),
            call: "imap".into(),
            params: params.into_iter().collect(),
            role: Role::Subject,
        }],
        processes: Vec::new(),
        rounds: Vec::new(),
        samples: Vec::new(),
        counts: vec![Count {
            cell: 0,
            repetition: 0,
            name: "pulled_at_first_result".into(),
            value: 9,
        }],
        series: Vec::new(),
        lanes: Vec::new(),
        outcomes: Vec::new(),
        pools: Vec::new(),
        absent: Vec::new(),
        code: Vec::new(),
    }
}

fn report(reports: &Path, words: &[&str]) -> Output {
    patient::output(
        Command::new(env!("CARGO_BIN_EXE_lab"))
            .arg("report")
            .args(words)
            .arg("--reports")
            .arg(reports),
    )
}

fn json(output: &Output) -> Value {
    let said = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// What `cargo lab report` prints of the run that the sample report shows.
#[cfg(unix)]
fn of_the_sample(words: &[&str]) -> String {
    let runs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reports/sample/runs");
    let runs = fs::canonicalize(runs).unwrap();
    let mut names = fs::read_dir(&runs).unwrap().map(|run| run.unwrap().path());
    let shown = names.find(|run| run.join("agreement.json").exists());
    let shown = shown.expect("the run that was laid beside others");
    let name = shown.file_name().unwrap().to_str().unwrap();
    let reports = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(&runs, reports.path().join("runs")).unwrap();
    let told = report(reports.path(), &[&[name], words].concat());
    assert!(told.status.success(), "{told:?}");
    String::from_utf8(told.stdout).unwrap()
}

#[cfg(unix)]
#[test]
fn the_words_after_a_run_fit_one_screen_and_its_table_has_every_answer() {
    let screen = of_the_sample(&[]);
    let widest = screen.lines().map(|line| line.chars().count()).max();
    assert!(screen.lines().count() <= 40, "{screen}");
    assert!(widest.unwrap() <= 100, "{screen}");
    assert!(screen.contains("Judged here: "), "{screen}");
    assert!(screen.contains("does not lead you to expect"), "{screen}");
    let table = of_the_sample(&["--table"]);
    let claims = |text: &str| {
        let words = text.split_whitespace();
        let is_claim = |word: &&str| {
            let number = word.strip_prefix('C');
            number.is_some_and(|number| number.parse::<u32>().is_ok())
        };
        words.filter(is_claim).count()
    };
    assert!(claims(&table) > 30 && claims(&screen) <= 5, "{table}");
}

#[test]
fn a_table_that_fits_the_screen_is_not_held_back() {
    let reports = tempfile::tempdir().unwrap();
    cut_short(reports.path());
    let told = report(reports.path(), &[]);
    let told = String::from_utf8_lossy(&told.stdout);
    assert!(told.contains("evidence"), "{told}");
}

#[test]
fn a_run_cut_short_is_reported_with_what_is_whole_and_what_is_missing() {
    let reports = tempfile::tempdir().unwrap();
    cut_short(reports.path());
    let output = report(reports.path(), &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(
        said.contains("p3_responsive: The run was cut short"),
        "{said}"
    );
    assert!(said.contains("it hangs"), "{said}");
    let table = String::from_utf8_lossy(&output.stdout);
    let line = table
        .lines()
        .find(|line| line.contains("lap-pool") && line.contains("holds"));
    assert!(line.is_some_and(|line| line.contains("counted")), "{table}");
    let index = fs::read_to_string(reports.path().join("index.html")).unwrap();
    assert!(index.contains("imap takes its input as it needs it."));
}

#[test]
fn json_is_all_there_is_on_standard_output() {
    let reports = tempfile::tempdir().unwrap();
    cut_short(reports.path());
    let told = json(&report(reports.path(), &[&RUN[..12], "--json"]));
    assert_eq!(told["run"], RUN);
    assert_eq!(told["complete"], false);
    assert_eq!(told["parts"][2]["state"], "failed");
    assert_eq!(told["parts"][2]["reason"], "it hangs");
    let verdict = told["verdicts"].as_array().unwrap().iter();
    let verdict: Vec<&Value> = verdict
        .filter(|verdict| verdict["claim"] == "C1" && verdict["contender"] == "lap-pool")
        .collect();
    assert_eq!(verdict[0]["answer"]["answer"], "holds");
    assert_eq!(told["rejudged_by_rules_of"], Value::Null);
}

#[test]
fn other_rules_give_other_answers_and_say_whose_they_are() {
    let reports = tempfile::tempdir().unwrap();
    cut_short(reports.path());
    let rules = reports.path().join("stricter.toml");
    let text = RULES
        .replace("at_most = 64", "at_most = 2")
        .replace("at_least = 1000", "at_least = 5")
        .replace("2026-11-20", "2026-12-01");
    fs::write(&rules, text).unwrap();
    let told = json(&report(
        reports.path(),
        &["--json", "--rules", rules.to_str().unwrap()],
    ));
    assert_eq!(told["rejudged_by_rules_of"], "2026-12-01");
    let verdicts = told["verdicts"].as_array().unwrap();
    assert!(
        verdicts
            .iter()
            .any(|verdict| verdict["answer"]["answer"] == "does_not_hold"),
        "{verdicts:?}"
    );
}

#[test]
fn failed_items_of_the_users_own_are_counted_and_are_no_failure() {
    let reports = tempfile::tempdir().unwrap();
    cut_short(reports.path());
    let mut with_items = record();
    with_items.cells[0].call = "urls".into();
    let items = [
        ("http://127.0.0.1/a", "200 OK, 12 bytes", true),
        ("http://127.0.0.1/b", "404 Not Found", false),
    ];
    with_items.outcomes = items
        .map(|(item, result, ok)| Outcome {
            cell: 0,
            item: item.into(),
            result: result.into(),
            ok,
            wall_ns: Some(20_000_000),
            tried_again: u32::from(ok),
        })
        .to_vec();
    let file = reports.path().join("runs").join(RUN);
    store::write_json(&file.join("p2_map_vs_imap.json"), &with_items).unwrap();
    let output = report(reports.path(), &[]);
    let said = String::from_utf8_lossy(&output.stdout);
    let line = "p2_map_vs_imap: 1 of 2 answered; 1 not found; 1 asked a second time, on a new connection\n";
    assert!(output.status.success() && said.contains(line), "{said}");
    let told = json(&report(reports.path(), &["--json"]));
    assert_eq!(told["outcomes"][1]["result"], "404 Not Found");
    assert_eq!(told["outcomes"][1]["item"], "http://127.0.0.1/b");
    assert_eq!(told["outcomes"][1]["ok"], false);
    assert_eq!(told["outcomes"][0]["tried_again"], 1);
}

#[test]
fn half_a_record_is_a_gap_and_no_crash() {
    let reports = tempfile::tempdir().unwrap();
    cut_short(reports.path());
    let file = reports
        .path()
        .join("runs")
        .join(RUN)
        .join("p2_map_vs_imap.json");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let output = report(reports.path(), &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("p2_map_vs_imap: This record could not be read"),
        "{said}"
    );
    assert!(reports.path().join("index.html").is_file());
}

#[test]
fn a_record_that_the_run_has_and_its_folder_lacks_is_a_failure() {
    let reports = tempfile::tempdir().unwrap();
    cut_short(reports.path());
    let folder = reports.path().join("runs").join(RUN);
    fs::remove_file(folder.join("p2_map_vs_imap.json")).unwrap();
    let output = report(reports.path(), &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("folder does not hold it"), "{said}");
}

#[test]
fn another_file_of_the_run_that_cannot_be_read_is_a_failure() {
    for name in ["run.json", "claims.toml", "predictions.json"] {
        let reports = tempfile::tempdir().unwrap();
        cut_short(reports.path());
        fs::write(reports.path().join("runs").join(RUN).join(name), "{").unwrap();
        let output = report(reports.path(), &[]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains(&format!("{name}: This record could not be read")),
            "{said}"
        );
    }
}

#[test]
fn what_the_pools_counted_is_a_row_for_each_study_and_in_json_one_for_each_contender() {
    let reports = tempfile::tempdir().unwrap();
    cut_short(reports.path());
    let silent = report(reports.path(), &["--table"]);
    assert!(!String::from_utf8_lossy(&silent.stdout).contains("workers did"));
    assert_eq!(
        json(&report(reports.path(), &["--json"]))["pools"],
        Value::Array(Vec::new())
    );
    let work = |contender: &str, pools, tasks| PoolWork {
        contender: contender.into(),
        pools,
        tasks,
        wakes: 4,
        wakes_in_vain: 1,
        busy_ns: 3,
        idle_ns: 1,
        ..PoolWork::default()
    };
    let mut counted = record();
    counted.pools = vec![work("lap-pool", 5, 12_000), work("rayon", 2, 345)];
    let file = reports.path().join("runs").join(RUN);
    store::write_json(&file.join("p2_map_vs_imap.json"), &counted).unwrap();
    let screen = report(reports.path(), &[]);
    assert!(!String::from_utf8_lossy(&screen.stdout).contains("workers did"));
    let output = report(reports.path(), &["--table"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("(lap-pool; rayon)"), "{said}");
    let row = said.lines().find(|line| line.contains("12,345"));
    let row = row.unwrap_or_else(|| panic!("{said}"));
    for told in ["p2_map_vs_imap", " 7 ", "25 %", "75 / 0 / 25 %"] {
        assert!(row.contains(told), "{told}: {row}");
    }
    assert!(!said.contains('\u{1b}'), "{said}");
    let told = json(&report(reports.path(), &["--json"]));
    assert_eq!(told["pools"][0]["experiment"], "p2_map_vs_imap");
    assert_eq!(told["pools"][0]["contender"], "lap-pool");
    assert_eq!(told["pools"][0]["tasks"], 12_000);
    assert_eq!(told["pools"][1]["pools"], 2);
}
