//! `cargo lab run NAME --sabotage` from its first word to its page, with an experiment in our hands: what it measures is
//! given, so that both methods must come to what they come to.

use std::fs;
use std::path::Path;
use std::process::Command;

use lab_measure::environment;
use lab_measure::record::{Cell, Mode, Origin, RECORD_SCHEMA, Record, Role, Round, Sample};
use lab_measure::store;
use serde_json::Value;

use crate::{patient, script};

/// The rules of these tests, with a null control: two names for the same code.
fn rules() -> String {
    let control = "[[experiment.p2_map_vs_imap.control]]\nkind = \"null\"\ncontender = \"lap-pool\"\n\
                   of = \"map_again\"\nvs = \"map\"\nwhere = { n = 2 }\n\n[experiment.p3_responsive]";
    include_str!("../claims.toml").replace("[experiment.p3_responsive]", control)
}

/// Every name took so long in every round; nobody else used the machine.
fn record(processes: u32, rounds: u32, names: &[(&str, u64)]) -> Record {
    let cell = |call: &str| Cell {
        contender: "lap-pool".into(),
        call: call.into(),
        params: [("n".to_owned(), 2)].into(),
        role: Role::Subject,
    };
    let all = (0..processes).flat_map(|process| (0..rounds).map(move |round| (process, round)));
    let samples = all.clone().flat_map(|(process, round)| {
        (0..).zip(names).map(move |(cell, (_, ns))| Sample {
            cell,
            process,
            round,
            order: cell,
            items: 2,
            // No two processes are quite alike.
            wall_ns: ns + u64::from(process),
            first_ns: None,
            cpu_ns: None,
            server_cpu_ns: None,
        })
    });
    let rounds = all.clone().map(|(process, round)| Round {
        process,
        round,
        wall_ns: 1,
        own_cpu_ns: 1,
        foreign_cores: Some(0.0),
    });
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
        cells: names.iter().map(|(call, _)| cell(call)).collect(),
        processes: Vec::new(),
        rounds: rounds.collect(),
        samples: samples.collect(),
        counts: Vec::new(),
        series: Vec::new(),
        lanes: Vec::new(),
        outcomes: Vec::new(),
        pools: Vec::new(),
        absent: Vec::new(),
        code: Vec::new(),
    }
}

/// A build that made one experiment, which hands out the record of what it is asked for: one name, the other, or both.
fn build(folder: &Path) {
    let place = folder.display();
    // A hundred times apart: further than any noise of this machine could excuse.
    for (file, record) in [
        ("first", record(1, 30, &[("map", 1_000_000)])),
        ("second", record(1, 30, &[("map_again", 100_000_000)])),
        (
            "both",
            record(15, 2, &[("map", 1_000_000), ("map_again", 1_000_000)]),
        ),
    ] {
        store::write_json(&folder.join(file), &record).unwrap();
    }
    script::write(
        &folder.join("experiment"),
        &format!(
            "#!/bin/sh\n\
             while [ $# -gt 0 ]; do case $1 in --record) to=$2;; --only) only=$2;; esac; shift; done\n\
             echo '{{\"done\":1,\"total\":2,\"what\":\"half of it\"}}'\n\
             if ! grep -q '\"map_again\"' \"$only\"; then cp '{place}/first' \"$to\"\n\
             elif ! grep -q '\"map\"' \"$only\"; then cp '{place}/second' \"$to\"\n\
             else cp '{place}/both' \"$to\"; fi\n"
        ),
    );
    let made = serde_json::json!({
        "reason": "compiler-artifact",
        "manifest_path": "/lab/experiments/Cargo.toml",
        "target": { "name": "p2_map_vs_imap", "kind": ["bin"] },
        "executable": folder.join("experiment"),
    });
    script::write(
        &folder.join("cargo"),
        &format!("#!/bin/sh\necho '{made}'\n"),
    );
    fs::write(folder.join("rules.toml"), rules()).unwrap();
}

#[test]
fn a_naive_method_names_a_winner_where_ours_names_none_and_the_page_shows_both() {
    let folder = tempfile::tempdir().unwrap();
    build(folder.path());
    let reports = folder.path().join("reports");
    let output = patient::output(
        Command::new(env!("CARGO_BIN_EXE_lab"))
            .args(["run", "p2_map_vs_imap", "--sabotage", "--seed", "3"])
            .arg("--rules")
            .arg(folder.path().join("rules.toml"))
            .arg("--reports")
            .arg(&reports)
            .env("LC_ALL", "C.UTF-8")
            .env("CARGO", folder.path().join("cargo")),
    );
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");

    let lines = |start: &str| {
        let all = said.lines().map(str::trim);
        all.filter(|line| line.starts_with(start))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (naive, ours) = (lines("naively: "), lines("ours: "));
    assert_eq!((naive.len(), ours.len()), (2, 2), "{said}");
    for line in &naive {
        let winner = "map is named the winner, by the mean and by the best.";
        assert!(line.contains(winner), "{line}");
    }
    for line in &ours {
        assert!(!line.contains("is named the winner"), "{line}");
        assert!(line.contains("in 15 fresh processes"), "{line}");
    }
    assert!(
        said.contains("In 2 of 2 trials, the naive method named one of the two the faster; this lab’s method did so in 0."),
        "{said}"
    );

    let made: Vec<_> = fs::read_dir(reports.join("sabotage")).unwrap().collect();
    assert_eq!(made.len(), 1);
    let made = made[0].as_ref().unwrap().path();
    let page = fs::read_to_string(made.join("index.html")).unwrap();
    assert_eq!(page.matches(">names a winner<").count(), 2);
    assert_eq!(page.matches(">names no winner<").count(), 2);
    let kept = fs::read(made.join("sabotage.json")).unwrap();
    let kept: Value = serde_json::from_slice(&kept).unwrap();
    assert_eq!(kept["schema"], "lap-pool.sabotage/1");
    // No report knows of it.
    assert!(!reports.join("runs").exists() && !reports.join("index.html").exists());
}
