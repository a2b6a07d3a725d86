//! A site of invented figures: everything a page can show, nothing that was measured.
#![allow(dead_code)]

pub mod html;
mod p2;
mod p5;
mod p6;
mod records;

use std::path::Path;

use lab_measure::record::{
    Entry, Environment, Fact, Grade, Mode, Probe, RUN_SCHEMA, Record, RunManifest, Status,
};
use lab_report::{Missing, RawFile, Site, Why};
use lab_verdict::claims::Claims;

pub use p2::{cpython, criterion, p2};
pub use p5::p5;
pub use p6::with_own_items;

/// The rules of the invented site.
pub const RULES: &str = include_str!("claims.toml");

/// Rules about workers, to be added to [`RULES`].
pub const RULES_ON_WORKERS: &str = include_str!("claims_on_workers.toml");

/// Rules about tasks that are not independent, to be added to [`RULES`].
pub const RULES_ON_SHARING: &str = include_str!("claims_on_sharing.toml");

/// A machine that says of itself that it is invented.
pub fn environment() -> Environment {
    let known = |key: &str, label: &str, value: &str| Fact {
        key: key.into(),
        label: label.into(),
        value: Some(value.into()),
        absent_because: None,
    };
    Environment {
        machine_class: "2-core virtual x86_64 linux".into(),
        cores: 2,
        facts: vec![
            known(
                "cpu_model",
                "CPU model",
                "Illustrative figures, nothing was measured",
            ),
            known("cores_allowed", "Cores allowed", "2"),
            Fact {
                key: "governor".into(),
                label: "Frequency governor".into(),
                value: None,
                absent_because: Some("the virtual machine does not expose it".into()),
            },
            known("memory", "Memory", "8 GiB"),
            known("kernel", "Kernel", "6.1.0"),
            known("rustc", "Compiler", "rustc 1.95.0"),
            known(
                "profile",
                "Profile",
                "release: opt-level 3, line tables only",
            ),
        ],
    }
}

/// A noise test with this noise floor.
pub fn probe(floor: f64) -> Probe {
    Probe {
        spin_p50_ns: 100_100,
        spin_p99_ns: 141_000,
        psi_some_avg10: Some(1.4),
        load_1m: Some(0.31),
        foreign_cores: Some(0.02),
        capacity_2t: 1.93,
        aa_mean_log_ratio: floor / 4.0,
        aa_half_width: floor * 3.0 / 4.0,
        aa_processes: 15,
        floor,
        grade: Grade::of(floor),
    }
}

/// The manifest of the invented run.
pub fn manifest(mode: Mode) -> RunManifest {
    let entry = |name: &str, status: Status, seconds: u64| Entry {
        name: name.into(),
        status,
        wall_ns: Some(seconds * 1_000_000_000),
    };
    RunManifest {
        schema: RUN_SCHEMA.into(),
        run_id: "illustrative".into(),
        started: "2026-11-22T15:12:00Z".into(),
        finished: Some("2026-11-22T15:19:10Z".into()),
        mode,
        seed: 42,
        command: "cargo lab bench".into(),
        neighbour_threads: None,
        claims_sha256: "0".repeat(64),
        environment: environment(),
        probe: Some(probe(0.021)),
        entries: vec![
            entry(
                "p1_context_manager",
                Status::Failed(
                    "a task waited for a latch that nobody opened; stopped after 20 s".into(),
                ),
                20,
            ),
            entry("p2_map_vs_imap", Status::Done, 88),
            entry("criterion_map", Status::Done, 60),
        ],
    }
}

/// The whole site: measured, recorded, failed and never run.
pub fn site() -> Site {
    assemble(
        Mode::Default,
        vec![p2(Mode::Default), criterion(), cpython()],
    )
}

/// A site whose first curve of inputs has so many points.
pub fn with_a_long_series(points: u64) -> Site {
    let mut site = site();
    let series = &mut site.records[0].series[0];
    series.points = (0..points)
        .map(|returned| (returned, returned + 8 + returned % 5))
        .collect();
    site
}

/// A site with an experiment on workers, the reader's own addresses and files among its data.
pub fn scaling_site() -> Site {
    let mut site = assemble(Mode::Default, vec![with_own_items()]);
    site.missing.retain(|one| one.what != "p6_io_vs_cpu");
    let rules = format!("{RULES}{RULES_ON_WORKERS}");
    site.claims = Claims::parse(&rules).expect("the invented rules are sound");
    site
}

/// A site with an experiment on tasks that share, hand on and wait for each other.
pub fn sharing_site() -> Site {
    let mut site = assemble(Mode::Default, vec![p5()]);
    let rules = format!("{RULES}{RULES_ON_SHARING}");
    site.claims = Claims::parse(&rules).expect("the invented rules are sound");
    site
}

/// A site in which this record and all rules are of this experiment, so that they have its figures.
pub fn in_study(mut record: Record, experiment: &str) -> Site {
    record.experiment = experiment.into();
    let mut site = assemble(Mode::Default, vec![record]);
    for claim in &mut site.claims.claim {
        claim.experiment = experiment.into();
    }
    site
}

/// A site with these records.
pub fn assemble(mode: Mode, records: Vec<Record>) -> Site {
    let files = records.iter().map(raw_file).collect();
    Site {
        manifest: Some(manifest(mode)),
        claims: Claims::parse(RULES).expect("the invented rules are sound"),
        rejudged: None,
        records,
        files,
        predictions: None,
        agreement: None,
        earlier: None,
        of_this_run: 0,
        missing: missing(),
    }
}

fn missing() -> Vec<Missing> {
    vec![
            Missing {
                what: "p1_context_manager".into(),
                why: Why::Failed("a task waited for a latch that nobody opened; stopped after 20 s".into()),
            },
            Missing {
                what: "p6_io_vs_cpu".into(),
                why: Why::NotPlanned,
            },
            Missing {
                what: "p5_independent".into(),
                why: Why::Unreadable("p5_independent.json is not what it should be: EOF while parsing a value at line 1 column 0".into()),
            },
    ]
}

fn raw_file(record: &Record) -> RawFile {
    let text = serde_json::to_vec(record).expect("a record is JSON");
    match record.origin {
        lab_measure::record::Origin::Measured => RawFile {
            href: format!("runs/illustrative/{}.json", record.experiment),
            copy: None,
            bytes: text.len() as u64,
        },
        lab_measure::record::Origin::Recorded => RawFile {
            href: format!("data/recordings/{}.json", record.experiment),
            bytes: text.len() as u64,
            copy: Some(text),
        },
    }
}

/// Writes the run's folder as a run would leave it: manifest, rules, measured records.
pub fn write_run(site: &Site, folder: &Path) {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let write = |name: &str, bytes: Vec<u8>| {
        std::fs::write(folder.join(name), bytes).expect("the file can be written");
    };
    write("claims.toml", RULES.into());
    if let Some(manifest) = &site.manifest {
        write(
            "run.json",
            serde_json::to_vec(manifest).expect("a manifest is JSON"),
        );
    }
    for (record, file) in site.records.iter().zip(&site.files) {
        if file.copy.is_none() {
            let text = serde_json::to_vec(record).expect("a record is JSON");
            write(&format!("{}.json", record.experiment), text);
        }
    }
}
