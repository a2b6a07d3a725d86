//! Invented records, from formulas and a small generator: the same bytes every time.

use std::collections::BTreeMap;

use lab_measure::record::{
    Cell, Count, Excerpt, Mode, Origin, Process, RECORD_SCHEMA, Record, Role, Round, Sample,
};

use super::{environment, probe};

/// A pseudo-random number from 0 to 1 that depends on its arguments alone.
pub(super) fn chance(seeds: [u64; 4]) -> f64 {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    for seed in seeds {
        state = (state ^ seed).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state ^= state >> 29;
    }
    (state >> 11) as f64 / (1u64 << 53) as f64
}

/// An empty record of an experiment.
pub(super) fn blank(experiment: &str, mode: Mode, origin: Origin) -> Record {
    let (processes, rounds) = match mode {
        Mode::Quick => (5, 1),
        Mode::Default => (15, 2),
        Mode::Full => (15, 4),
    };
    let rounds_of = |process: u32| {
        (0..rounds).map(move |round| Round {
            process,
            round,
            wall_ns: 2_000_000_000,
            own_cpu_ns: 3_100_000_000,
            foreign_cores: Some(match chance([process.into(), round.into(), 3, 9]) {
                high if high > 0.9 => 0.16,
                low => 0.01 + low * 0.05,
            }),
        })
    };
    Record {
        schema: RECORD_SCHEMA.into(),
        experiment: experiment.into(),
        version: 1,
        origin,
        started: "2026-11-22T15:12:40Z".into(),
        finished: "2026-11-22T15:14:08Z".into(),
        mode,
        seed: 42,
        command: format!("cargo lab run {experiment} --seed 42"),
        environment: environment(),
        probe: Some(probe(0.021)),
        cells: Vec::new(),
        processes: (0..processes)
            .map(|index| Process {
                index,
                wall_ns: 4_000_000_000,
                own_cpu_ns: 6_200_000_000,
                foreign_cores: Some(0.03),
                peak_rss_bytes: Some(9_000_000),
            })
            .collect(),
        rounds: (0..processes).flat_map(rounds_of).collect(),
        samples: Vec::new(),
        counts: Vec::new(),
        series: Vec::new(),
        lanes: Vec::new(),
        outcomes: Vec::new(),
        pools: Vec::new(),
        absent: Vec::new(),
        code: Vec::new(),
    }
}

fn params(n: u64, grain_ns: u64) -> BTreeMap<String, u64> {
    [("n", n), ("grain_ns", grain_ns), ("workers", 2)]
        .map(|(name, value)| (name.to_string(), value))
        .into()
}

pub(super) fn cell(
    record: &mut Record,
    contender: &str,
    call: &str,
    n: u64,
    grain_ns: u64,
    role: Role,
) -> u32 {
    record.cells.push(Cell {
        contender: contender.into(),
        call: call.into(),
        params: params(n, grain_ns),
        role,
    });
    record.cells.len() as u32 - 1
}

/// Timed samples of a cell around `ns` per item, the first result after `first_ns`.
pub(super) fn time(record: &mut Record, cell: u32, n: u64, ns: f64, first_ns: f64) {
    time_in_rounds(record, cell, n, ns, first_ns, 0.12);
}

/// The same with this relative spread between rounds.
pub(super) fn time_in_rounds(
    record: &mut Record,
    cell: u32,
    n: u64,
    ns: f64,
    first_ns: f64,
    spread: f64,
) {
    let rounds = record.rounds.clone();
    for (order, round) in rounds.iter().enumerate() {
        let own = chance([cell.into(), round.process.into(), round.round.into(), 1]);
        let luck = 1.0 + spread * (own - 0.5);
        let luck_of_process =
            1.0 - spread / 6.0 + spread / 3.0 * chance([cell.into(), round.process.into(), 7, 2]);
        let scale = luck * luck_of_process;
        record.samples.push(Sample {
            cell,
            process: round.process,
            round: round.round,
            order: order as u32,
            items: n,
            wall_ns: (ns * n as f64 * scale) as u64 + 1,
            first_ns: (first_ns > 0.0).then_some((first_ns * scale) as u64 + 1),
            cpu_ns: Some((ns * n as f64 * scale * 1.7) as u64),
            server_cpu_ns: None,
        });
    }
}

pub(super) fn count(record: &mut Record, cell: u32, name: &str, value: u64) {
    for repetition in 0..3 {
        record.counts.push(Count {
            cell,
            repetition,
            name: name.into(),
            value,
        });
    }
}

pub(super) fn code() -> Vec<Excerpt> {
    let excerpt = |title: &str, file: &str, line: u32, language: &str, text: &str| Excerpt {
        title: title.into(),
        file: file.into(),
        line,
        language: language.into(),
        text: text.into(),
    };
    vec![
        excerpt(
            "map: all results at the end",
            "experiments/p2_map_vs_imap.rs",
            41,
            "rust",
            "// One call, one vector.\nlet results = pool.map(items, |item| work(black_box(item)));\nassert_eq!(checksum(&results), expected, \"every result counts\");\n",
        ),
        excerpt(
            "imap: one result after the other",
            "experiments/python/p2_map_vs_imap.py",
            17,
            "python",
            "with ThreadPool(2) as pool:\n    for result in pool.imap(work, items):  # in order\n        total += result\n",
        ),
    ]
}
