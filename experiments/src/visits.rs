//! The visits of an experiment that have a process to themselves, as a list that grows.

use lab_measure::experiment::{Findings, Finds, Settings, Solo, SoloKind, cell};
use lab_measure::record::Mode;
use serde_json::{Value, json};

use crate::live;

/// Visits, each with a process to itself and pools of one number of workers.
pub struct Visits {
    list: Vec<Solo>,
    workers: usize,
    explains: bool,
    kind: SoloKind,
    repetitions: u32,
}

impl Visits {
    /// None yet. A quick run makes each once, others thrice.
    pub fn of(settings: &Settings) -> Self {
        let quick = settings.mode == Mode::Quick;
        Self {
            list: Vec::new(),
            workers: settings.workers,
            explains: !quick,
            kind: SoloKind::Counted,
            repetitions: if quick { 1 } else { 3 },
        }
    }

    /// The same of visits that are made once in every mode.
    pub fn once(settings: &Settings) -> Self {
        Self {
            repetitions: 1,
            ..Self::of(settings)
        }
    }

    /// The same of visits that look at memory, each once.
    pub fn of_memory(settings: &Settings) -> Self {
        Self {
            kind: SoloKind::Memory,
            ..Self::once(settings)
        }
    }

    /// Workers of every pool of which nothing else is said.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Whether there is time for what explains an answer and decides none: not in a quick run.
    pub fn explains(&self) -> bool {
        self.explains
    }

    /// Adds a visit to a cell of this size, whose pool has the usual number of workers unless the size names another.
    pub fn push(
        &mut self,
        contender: &str,
        (call, size): (&str, &[(&str, u64)]),
        finds: Finds,
        run: impl Fn(&mut Findings) + 'static,
    ) {
        let params = self.params(size);
        self.list.push(Solo {
            kind: self.kind,
            repetitions: self.repetitions,
            ..Solo::once(cell(contender, call, &params), finds, run)
        });
    }

    /// Adds a visit of the live subject whose counts are the answer of its script's visit of this name. What is asked is
    /// the cell's call and parameters, and `more` over them.
    pub fn python(
        &mut self,
        visit: &str,
        (call, size): (&str, &[(&str, u64)]),
        finds: Finds,
        more: Value,
    ) {
        let request = self.request(visit, (call, size), more);
        self.push(live::NAME, (call, size), finds, move |found| {
            live::counted(&request, found);
        });
    }

    /// What the script is asked by a visit to a cell of this size.
    pub fn request(&self, visit: &str, (call, size): (&str, &[(&str, u64)]), more: Value) -> Value {
        live::request(visit, call, &self.params(size), more)
    }

    /// Adds a visit of both subjects that counts one thing: of the live one, by its script.
    pub fn both(
        &mut self,
        cell: (&str, &[(&str, u64)]),
        (visit, count): (&str, &'static str),
        run: impl Fn() -> u64 + 'static,
    ) {
        self.push("lap-pool", cell, Finds::counts(&[count]), move |found| {
            found.count(count, run());
        });
        self.python(visit, cell, Finds::counts(&[count]), json!({}));
    }

    /// The same where it decides no answer.
    pub fn both_in_passing(
        &mut self,
        cell: (&str, &[(&str, u64)]),
        names: (&str, &'static str),
        run: impl Fn() -> u64 + 'static,
    ) {
        if self.explains {
            self.both(cell, names, run);
        }
    }

    /// Adds a visit that counts one thing of another contender, and explains.
    pub fn explain(
        &mut self,
        contender: &str,
        cell: (&str, &[(&str, u64)]),
        count: &'static str,
        run: impl Fn() -> u64 + 'static,
    ) {
        if self.explains {
            self.push(contender, cell, Finds::counts(&[count]), move |found| {
                found.count(count, run());
            });
        }
    }

    /// Adds visits that were made elsewhere.
    pub fn extend(&mut self, visits: impl IntoIterator<Item = Solo>) {
        self.list.extend(visits);
    }

    /// All of them.
    pub fn into_list(self) -> Vec<Solo> {
        self.list
    }

    fn params<'a>(&self, size: &[(&'a str, u64)]) -> Vec<(&'a str, u64)> {
        let mut params = size.to_vec();
        if size.iter().all(|(name, _)| *name != "workers") {
            params.push(("workers", self.workers as u64));
        }
        params
    }
}
