//! An invented record whose cells vary in workers: workloads from pure waiting to pure computing.

use std::collections::BTreeMap;

use lab_measure::record::{Cell, Count, Fact, Mode, Origin, Outcome, Record, Role, Sample};

use super::records::{blank, chance, code, time_in_rounds};

const MS: f64 = 1e6;

/// What a task of a workload needs: nanoseconds of CPU and of waiting, and whether an interpreter's lock is held.
struct Workload {
    call: &'static str,
    cpu: f64,
    wait: f64,
    locked: bool,
}

const fn workload(call: &'static str, cpu: f64, wait: f64, locked: bool) -> Workload {
    Workload {
        call,
        cpu,
        wait,
        locked,
    }
}

const WORKLOADS: [Workload; 9] = [
    workload("http", 0.12 * MS, 20.0 * MS, false),
    workload("sleep", 0.03 * MS, 20.0 * MS, false),
    workload("cpu", 0.08 * MS, 0.0, true),
    workload("hash", 0.08 * MS, 0.0, false),
    workload("mixed_10", 3.6 * MS, 0.4 * MS, true),
    workload("mixed_50", 2.0 * MS, 2.0 * MS, true),
    workload("mixed_90", 0.4 * MS, 3.6 * MS, true),
    workload("files_warm", 0.2 * MS, 0.0, false),
    workload("files_cold", 0.22 * MS, 0.9 * MS, false),
];

const CONTENDERS: [&str; 7] = [
    "lap-pool",
    "lap-pool workers only",
    "cpython",
    "python model",
    "rayon",
    "std chunks",
    "tokio",
];

const WORKERS: [u64; 6] = [1, 2, 4, 8, 16, 64];

fn is_python(contender: &str) -> bool {
    contender.contains("python")
}

/// Nanoseconds per item with so many workers on two cores.
fn per_item(contender: &str, load: &Workload, workers: u64) -> f64 {
    let slower = match contender {
        "serial" => 1.0,
        "lap-pool" => 1.015,
        "lap-pool workers only" => 1.025,
        "cpython" => 1.11,
        "python model" => 1.06,
        "rayon" => 1.02,
        "std chunks" => 1.01,
        _ => 1.045,
    };
    let cpu = match contender {
        "cpython" => load.cpu * 1.9,
        _ => load.cpu,
    };
    let cores = match is_python(contender) && load.locked {
        true => 1.0,
        false => 2.0,
    };
    let crowded = match load.wait > load.cpu {
        true => 1.0,
        false => 1.0 + 0.004 * workers as f64,
    };
    ((cpu + load.wait) / workers as f64).max(cpu / cores) * slower * crowded
}

fn cell(record: &mut Record, contender: &str, call: &str, params: &[(&str, u64)]) -> u32 {
    record.cells.push(Cell {
        contender: contender.into(),
        call: call.into(),
        params: params
            .iter()
            .map(|(name, value)| (name.to_string(), *value))
            .collect::<BTreeMap<_, _>>(),
        role: Role::Subject,
    });
    record.cells.len() as u32 - 1
}

fn tasks(load: &Workload, workers: u64) -> u64 {
    match load.wait > 2.0 * load.cpu {
        true => 2 * workers,
        false => workers.max(128),
    }
}

/// The CPU time of the tasks of each sample of a cell.
fn burn(record: &mut Record, cell: u32, cpu_per_item: f64, server_per_item: Option<f64>) {
    let of_cell = |sample: &&mut Sample| sample.cell == cell;
    for sample in record.samples.iter_mut().filter(of_cell) {
        let luck = 0.97 + 0.06 * chance([cell.into(), sample.process.into(), 5, 8]);
        let items = sample.items as f64;
        sample.cpu_ns = Some((cpu_per_item * items * luck) as u64 + 1);
        sample.server_cpu_ns = server_per_item.map(|ns| (ns * items * luck) as u64);
    }
}

fn counted(record: &mut Record, cell: u32, workers: u64, contender: &str, items: u64) {
    let own = match contender {
        "lap-pool" => workers,
        "cpython" => workers + 4,
        _ => workers + 1,
    };
    let values = [
        ("threads_added", own),
        ("cpu_of_fixed_work_ns", 80_000_000 + own * 90_000),
        ("peak_rss_growth_bytes", 400_000 + own * 24_000),
        ("voluntary_switches", items + own * 2),
        ("involuntary_switches", workers * workers / 3),
    ];
    for (name, value) in values {
        record.counts.push(Count {
            cell,
            repetition: 0,
            name: name.into(),
            value,
        });
    }
}

/// The record with waiting, computing and mixed work, both subjects measured here.
pub fn p6(mode: Mode) -> Record {
    let mut record = blank("p6_io_vs_cpu", mode, Origin::Measured);
    let fact = |key: &str, label: &str, value: &str| Fact {
        key: key.into(),
        label: label.into(),
        value: Some(value.into()),
        absent_because: None,
    };
    record.environment.facts.extend([
        fact("python", "CPython", "3.13.0"),
        fact("gil", "CPython's lock (GIL)", "on"),
    ]);
    for load in &WORKLOADS {
        let served = (load.call == "http").then_some(0.06 * MS);
        let alone = cell(
            &mut record,
            "serial",
            load.call,
            &[("workers", 1), ("n", 2)],
        );
        time_in_rounds(&mut record, alone, 2, load.cpu + load.wait, 0.0, 0.02);
        burn(&mut record, alone, load.cpu, served);
        for who in CONTENDERS {
            for workers in WORKERS {
                let n = tasks(load, workers);
                let mut params = vec![("workers", workers), ("n", n)];
                if workers == 2 {
                    params.push(("default_workers", 1));
                }
                let at = cell(&mut record, who, load.call, &params);
                let ns = per_item(who, load, workers);
                time_in_rounds(&mut record, at, n, ns, 0.0, 0.03);
                let cpu = if who == "cpython" { 1.9 } else { 1.0 } * load.cpu;
                let more = 1.0 + 0.002 * workers as f64;
                burn(&mut record, at, cpu * more, served);
            }
        }
    }
    for who in CONTENDERS {
        for workers in WORKERS {
            let params = [("workers", workers), ("n", 1000)];
            let at = cell(&mut record, who, "footprint", &params);
            counted(&mut record, at, workers, who, 1000);
        }
    }
    headline(&mut record);
    record.code = code();
    record
}

/// A thousand GETs on 64 workers.
fn headline(record: &mut Record) {
    let load = &WORKLOADS[0];
    for who in ["lap-pool", "lap-pool workers only", "std chunks"] {
        let at = cell(record, who, load.call, &[("workers", 64), ("n", 1000)]);
        let ns = per_item(who, load, 64) * 16.0 * 64.0 / 1000.0;
        time_in_rounds(record, at, 1000, ns, 0.0, 0.01);
        burn(record, at, load.cpu, Some(0.06 * MS));
    }
}

/// The same with the user's own addresses and files.
pub fn with_own_items() -> Record {
    let mut record = p6(Mode::Default);
    let load = workload("urls", 0.5 * MS, 40.0 * MS, false);
    for who in ["lap-pool", "cpython", "serial"] {
        for workers in [1, 2, 4] {
            if who == "serial" && workers > 1 {
                continue;
            }
            let at = cell(&mut record, who, "urls", &[("workers", workers), ("n", 6)]);
            time_in_rounds(&mut record, at, 6, per_item(who, &load, workers), 0.0, 0.2);
            burn(&mut record, at, load.cpu, None);
        }
    }
    for (who, ns) in [
        ("serial", 0.9 * MS),
        ("lap-pool", 0.48 * MS),
        ("rayon", 0.5 * MS),
    ] {
        let at = cell(
            &mut record,
            who,
            "map",
            &[("files", 1), ("n", 240), ("workers", 2)],
        );
        time_in_rounds(&mut record, at, 240, ns, 0.0, 0.05);
    }
    let at = record.cells.len() as u32 - 6;
    record.outcomes = [
        (
            "https://example.org/",
            "200 OK, 1,256 bytes",
            true,
            Some(41.0),
        ),
        (
            "https://example.org/<b>gone</b>",
            "404 Not Found",
            false,
            Some(12.0),
        ),
        (
            "http://no-such-host.invalid/",
            "no such host",
            false,
            Some(3.0),
        ),
        (
            "http://slow.example.org/",
            "timed out after 10 s",
            false,
            Some(10_000.0),
        ),
        ("not an address", "not an address: no scheme", false, None),
        (
            "https://example.org/again",
            "200 OK, 88 bytes",
            true,
            Some(39.0),
        ),
    ]
    .map(|(item, result, ok, ms)| Outcome {
        cell: at,
        item: item.into(),
        result: result.into(),
        ok,
        wall_ns: ms.map(|ms| (ms * MS) as u64),
        tried_again: 0,
    })
    .into();
    record
}
