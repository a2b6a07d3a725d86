//! Records with exactly the times, counts and contaminated rounds that a test asks for.

use std::collections::BTreeMap;

use lab_measure::record::{
    Absent, Cell, Count, Environment, Grade, Mode, Origin, Probe, Process, RECORD_SCHEMA, Record,
    Role, Round, Sample,
};
use lab_verdict::CellKey;

/// The items that every sample works through unless a test says otherwise.
pub const ITEMS: u64 = 100;

/// Builds one record of experiment `lab`, version 1: by default 15 clean processes x 2 rounds and a quiet machine.
pub struct Lab {
    record: Record,
    processes: u32,
    rounds: u32,
}

/// The key of a cell with these parameters.
pub fn key(contender: &str, call: &str, params: &[(&str, u64)]) -> CellKey {
    CellKey::new(contender, call, &named(params))
}

/// A time in every round: `ns`, in the middle of a spread over processes that is symmetric on the log scale, from
/// exp(-spread) to exp(spread). With 15 processes the 99 % interval of its ratio to a steady cell reaches
/// exp(0.49 x spread) to either side.
pub fn around(ns: f64, spread: f64) -> impl Fn(u32, u32) -> u64 {
    move |process, _| (ns * (spread * (f64::from(process) - 7.0) / 7.0).exp()).round() as u64
}

/// The same time in every round.
pub fn steady(ns: f64) -> impl Fn(u32, u32) -> u64 {
    around(ns, 0.0)
}

fn named(params: &[(&str, u64)]) -> BTreeMap<String, u64> {
    params
        .iter()
        .map(|(name, value)| (String::from(*name), *value))
        .collect()
}

impl Lab {
    pub fn new() -> Self {
        Lab::sized(15, 2)
    }

    pub fn sized(processes: u32, rounds: u32) -> Self {
        let mut lab = Lab {
            record: empty(),
            processes,
            rounds,
        };
        for process in 0..processes {
            lab.record.processes.push(Process {
                index: process,
                wall_ns: 1,
                own_cpu_ns: 1,
                foreign_cores: Some(0.0),
                peak_rss_bytes: None,
            });
            lab.record.rounds.extend((0..rounds).map(|round| Round {
                process,
                round,
                wall_ns: 1,
                own_cpu_ns: 1,
                foreign_cores: Some(0.0),
            }));
        }
        lab
    }

    pub fn mode(mut self, mode: Mode) -> Self {
        self.record.mode = mode;
        self
    }

    pub fn version(mut self, version: u32) -> Self {
        self.record.version = version;
        self
    }

    pub fn recorded(mut self) -> Self {
        self.record.origin = Origin::Recorded;
        self
    }

    /// The noise floor F.
    pub fn floor(mut self, floor: f64) -> Self {
        self.record.probe.as_mut().expect("a probe").floor = floor;
        self
    }

    pub fn without_probe(mut self) -> Self {
        self.record.probe = None;
        self
    }

    pub fn absent(mut self, what: &str, reason: &str) -> Self {
        self.record.absent.push(Absent::lacking(what, reason));
        self
    }

    /// Marks rounds in which others used half a core.
    pub fn contaminated(mut self, marked: impl Fn(u32, u32) -> bool) -> Self {
        for round in &mut self.record.rounds {
            if marked(round.process, round.round) {
                round.foreign_cores = Some(0.5);
            }
        }
        self
    }

    /// A timed cell with a sample in every round.
    pub fn times(self, cell: CellKey, wall_ns: impl Fn(u32, u32) -> u64) -> Self {
        self.role(cell, Role::Subject, wall_ns)
    }

    /// A timed cell of a role.
    pub fn role(self, cell: CellKey, role: Role, wall_ns: impl Fn(u32, u32) -> u64) -> Self {
        self.samples(cell, role, |sample| {
            sample.wall_ns = wall_ns(sample.process, sample.round);
        })
    }

    /// A timed cell whose samples are put into shape one by one.
    pub fn samples(mut self, cell: CellKey, role: Role, shape: impl Fn(&mut Sample)) -> Self {
        let cell = self.cell(cell, role);
        for process in 0..self.processes {
            for round in 0..self.rounds {
                let mut sample = Sample {
                    cell,
                    process,
                    round,
                    order: 0,
                    items: ITEMS,
                    wall_ns: 1_000_000,
                    first_ns: None,
                    cpu_ns: None,
                    server_cpu_ns: None,
                };
                shape(&mut sample);
                self.record.samples.push(sample);
            }
        }
        self
    }

    /// A counted cell, with one value per repetition.
    pub fn counts(mut self, cell: CellKey, name: &str, values: &[u64]) -> Self {
        let cell = self.cell(cell, Role::Subject);
        self.record
            .counts
            .extend((0..).zip(values).map(|(repetition, value)| Count {
                cell,
                repetition,
                name: name.to_owned(),
                value: *value,
            }));
        self
    }

    pub fn build(self) -> Record {
        self.record
    }

    /// The index of the cell, which is added where there is none yet.
    fn cell(&mut self, key: CellKey, role: Role) -> u32 {
        let cell = Cell {
            contender: key.contender,
            call: key.call,
            params: key.params,
            role,
        };
        let cells = &mut self.record.cells;
        let index = cells.iter().position(|known| *known == cell);
        let index = index.unwrap_or_else(|| {
            cells.push(cell);
            cells.len() - 1
        });
        index as u32
    }
}

fn empty() -> Record {
    Record {
        schema: RECORD_SCHEMA.to_owned(),
        experiment: "lab".to_owned(),
        version: 1,
        origin: Origin::Measured,
        started: String::new(),
        finished: String::new(),
        mode: Mode::Default,
        seed: 0,
        command: String::new(),
        environment: Environment {
            machine_class: String::new(),
            cores: 2,
            facts: Vec::new(),
        },
        probe: Some(Probe {
            spin_p50_ns: 100_000,
            spin_p99_ns: 101_000,
            psi_some_avg10: None,
            load_1m: None,
            foreign_cores: None,
            capacity_2t: 2.0,
            aa_mean_log_ratio: 0.0,
            aa_half_width: 0.01,
            aa_processes: 5,
            floor: 0.01,
            grade: Grade::Noisy,
        }),
        cells: Vec::new(),
        processes: Vec::new(),
        rounds: Vec::new(),
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
