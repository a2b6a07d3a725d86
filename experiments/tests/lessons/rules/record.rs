//! The record that a plan leads to.

use std::collections::BTreeMap;

use lab_measure::record::{
    Absent, Cell, Count, Environment, Grade, Probe, RECORD_SCHEMA, Record, Role, Round, Sample,
};
use lab_verdict::claims::{Control, ControlKind, SUBJECTS};

use crate::rules::circumstances::{Circumstances, Contaminated, Gap, WHY_ABSENT};
use crate::rules::plan::{Plan, Value};
use crate::rules::rule::{OPEN, Reading, Rule};

/// Rounds of a process.
const ROUNDS: u32 = 2;
/// Repetitions of a count.
const REPETITIONS: u32 = 3;
/// Added to one parameter of a cell that the rule does not speak of.
const ASIDE: u64 = 1_000_003;

/// The subject as planned, and beside it what a judge must not take for it: the same calls with another parameter, and
/// another subject, both as in `others`.
pub fn record(
    rule: &Rule<'_>,
    plan: &Plan,
    others: Option<&Plan>,
    circumstances: &Circumstances,
) -> Record {
    let mut lab = Lab {
        record: empty(rule, circumstances),
        circumstances,
        clocks: BTreeMap::new(),
        sampled: BTreeMap::new(),
    };
    let subject = rule.subject.contender;
    for (reading, value) in plan {
        lab.read(subject, reading, *value);
    }
    for (reading, value) in others.into_iter().flatten() {
        for name in reading.params.keys() {
            let mut aside = reading.clone();
            aside
                .params
                .entry(name.clone())
                .and_modify(|it| *it += ASIDE);
            lab.read(subject, &aside, *value);
        }
        for other in SUBJECTS.iter().filter(|other| **other != rule.subject) {
            lab.read(other.contender, reading, *value);
        }
    }
    let controls = &rule.claims.experiment[&rule.claim.experiment].control;
    for (place, control) in controls.iter().enumerate() {
        lab.control(control, circumstances.broken_control == Some(place));
    }
    lab.leave_out(subject, &circumstances.gap);
    lab.record
}

struct Lab<'c> {
    record: Record,
    circumstances: &'c Circumstances,
    /// What each cell's wall clock shows, by the cell's index.
    clocks: BTreeMap<u32, Value>,
    /// Where its samples begin.
    sampled: BTreeMap<u32, usize>,
}

impl Lab<'_> {
    /// Adds a reading of a cell, which is added too where there is none yet.
    fn read(&mut self, contender: &str, reading: &Reading, value: Value) {
        let cell = self.cell_of(contender, reading);
        match reading.metric.strip_prefix("count:") {
            Some(name) => self.count(cell, name, value),
            None => self.time(cell, &reading.metric, value),
        }
    }

    fn cell_of(&mut self, contender: &str, reading: &Reading) -> u32 {
        let mut params = reading.params.clone();
        params.extend(reading.open.clone().map(|name| (name, OPEN)));
        self.cell(contender, &reading.call, &params, Role::Subject)
    }

    fn cell(
        &mut self,
        contender: &str,
        call: &str,
        params: &BTreeMap<String, u64>,
        role: Role,
    ) -> u32 {
        let cell = Cell {
            contender: contender.to_owned(),
            call: call.to_owned(),
            params: params.clone(),
            role,
        };
        let cells = &mut self.record.cells;
        let known = cells.iter().position(|known| *known == cell);
        known.unwrap_or_else(|| {
            cells.push(cell);
            cells.len() - 1
        }) as u32
    }

    fn count(&mut self, cell: u32, name: &str, value: Value) {
        for repetition in 0..REPETITIONS {
            let is_last = repetition + 1 == REPETITIONS;
            let spread = if is_last { value.spread } else { 0.0 };
            self.record.counts.push(Count {
                cell,
                repetition,
                name: name.to_owned(),
                value: (value.level + spread) as u64,
            });
        }
    }

    /// About a millisecond for each item, and for the first result as long as for an item.
    fn time(&mut self, cell: u32, metric: &str, value: Value) {
        if metric == "time" {
            self.clocks.insert(cell, value);
        }
        let items = self.record.cells[cell as usize].param("n").unwrap_or(100);
        let processes = self.circumstances.processes;
        let contaminated = self.circumstances.contaminated;
        let middle = f64::from(processes - 1) / 2.0;
        for (at, sample) in (0..).zip(self.samples(cell, items)) {
            let (process, round) = (at / ROUNDS, at % ROUNDS);
            let spread = value.spread * (f64::from(process) - middle) / middle;
            let lift = match contaminated {
                Contaminated::EverySecond if round == 1 => -value.lift,
                Contaminated::EverySecond => value.lift,
                _ => 0.0,
            };
            let ns = 1e6 * (value.level + spread + lift).exp();
            let of_all = (ns * items as f64).round() as u64;
            match metric {
                "time" => sample.wall_ns = of_all,
                "cpu" => sample.cpu_ns = Some(of_all),
                "first" => sample.first_ns = Some(ns.round() as u64),
                other => panic!("no clock is called {other}"),
            }
        }
    }

    /// The samples of a cell, one for each round, which are added where there are none yet.
    fn samples(&mut self, cell: u32, items: u64) -> &mut [Sample] {
        let samples = &mut self.record.samples;
        let rounds = self.circumstances.processes * ROUNDS;
        let first = *self.sampled.entry(cell).or_insert_with(|| {
            let first = samples.len();
            samples.extend((0..rounds).map(|at| Sample {
                cell,
                process: at / ROUNDS,
                round: at % ROUNDS,
                order: 0,
                items,
                wall_ns: 1_000_000 * items,
                first_ns: None,
                cpu_ns: None,
                server_cpu_ns: None,
            }));
            first
        });
        &mut samples[first..first + rounds as usize]
    }

    /// The cells of a control, of which the planned one may be one. A broken one shows no effect, or one of code that is
    /// the same.
    fn control(&mut self, control: &Control, is_broken: bool) {
        let Control {
            contender, params, ..
        } = control;
        let vs = self.cell(contender, &control.vs, params, Role::Subject);
        if !self.clocks.contains_key(&vs) {
            self.time(vs, "time", Value::default());
        }
        let mut value = self.clocks[&vs];
        let is_positive = control.kind == ControlKind::Positive;
        let role = if is_positive {
            Role::PositiveControl
        } else {
            Role::NullControl
        };
        if is_positive != is_broken {
            value.level += 2_f64.ln();
        }
        let of = self.cell(contender, &control.of, params, role);
        self.time(of, "time", value);
    }

    fn leave_out(&mut self, subject: &str, gap: &Gap) {
        match gap {
            Gap::None | Gap::Record => {}
            Gap::Cell(reading) => {
                let cell = self.cell_of(subject, reading);
                self.record.cells[cell as usize].call = "another".to_owned();
            }
            Gap::Data(reading) => {
                let cell = self.cell_of(subject, reading);
                match reading.metric.strip_prefix("count:") {
                    Some(name) => {
                        let counts = &mut self.record.counts;
                        counts.retain(|count| (count.cell, count.name.as_str()) != (cell, name));
                    }
                    None => self.record.samples.retain(|sample| sample.cell != cell),
                }
            }
            Gap::Subject => {
                for cell in &mut self.record.cells {
                    if cell.contender == subject {
                        cell.contender = "another".to_owned();
                    }
                }
                let absent = Absent::lacking(subject, WHY_ABSENT);
                self.record.absent.push(absent);
            }
        }
    }
}

/// The circumstances, and nothing measured yet.
fn empty(rule: &Rule<'_>, circumstances: &Circumstances) -> Record {
    let in_rounds = (0..circumstances.processes)
        .flat_map(|process| (0..ROUNDS).map(move |round| (process, round)));
    let rounds = in_rounds.map(|(process, round)| Round {
        process,
        round,
        wall_ns: 1,
        own_cpu_ns: 1,
        foreign_cores: Some(if circumstances.contaminated.is(process, round) {
            0.5
        } else {
            0.0
        }),
    });
    Record {
        schema: RECORD_SCHEMA.to_owned(),
        experiment: rule.claim.experiment.clone(),
        version: rule.claims.experiment[&rule.claim.experiment].version
            + circumstances.versions_apart,
        origin: circumstances.origin,
        started: String::new(),
        finished: String::new(),
        mode: circumstances.mode,
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
            aa_half_width: rule.floor,
            aa_processes: 5,
            floor: rule.floor,
            grade: Grade::of(rule.floor),
        }),
        cells: Vec::new(),
        processes: Vec::new(),
        rounds: rounds.collect(),
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
