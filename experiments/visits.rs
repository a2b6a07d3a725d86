//! The counted visits of an experiment, as a list that grows.

use lab_measure::experiment::{Findings, Settings, Solo, SoloKind, cell};
use lab_measure::record::Mode;
use serde_json::{Value, json};

use crate::live;

/// Counted visits, each with a process to itself and pools of one number of workers.
pub struct Visits {
    /// The visits so far.
    pub list: Vec<Solo>,
    /// Workers of every pool.
    pub workers: usize,
    /// Whether there is time for what explains an answer and decides none.
    pub explains: bool,
    repetitions: u32,
}

impl Visits {
    /// None yet. A quick run makes each once, and has no time for what only explains.
    pub fn of(settings: &Settings) -> Self {
        let quick = settings.mode == Mode::Quick;
        Self {
            list: Vec::new(),
            workers: settings.workers,
            explains: !quick,
            repetitions: if quick { 1 } else { 3 },
        }
    }

    /// Adds a visit to a cell of this size.
    pub fn push(
        &mut self,
        contender: &str,
        call: &str,
        size: &[(&str, u64)],
        run: impl Fn(&mut Findings) + 'static,
    ) {
        let workers = ("workers", self.workers as u64);
        let params: Vec<(&str, u64)> = size.iter().copied().chain([workers]).collect();
        self.list.push(Solo {
            cell: cell(contender, call, &params),
            kind: SoloKind::Counted,
            repetitions: self.repetitions,
            run: Box::new(run),
        });
    }

    /// Adds a visit of the live subject, whose script has one of this name.
    pub fn python(&mut self, visit: &str, call: &str, size: &[(&str, u64)]) {
        let request = self.request(visit, call, size);
        self.push(live::NAME, call, size, move |found| {
            live::counted(&request, found);
        });
    }

    /// What the script is asked.
    pub fn request(&self, visit: &str, call: &str, size: &[(&str, u64)]) -> Value {
        let mut request = json!({ "visit": visit, "call": call, "workers": self.workers });
        for (name, value) in size {
            request[*name] = json!(value);
        }
        request
    }

    /// Adds a visit of both subjects that counts one thing: of the live one, by its script.
    pub fn both(
        &mut self,
        (call, size): (&str, &[(&str, u64)]),
        (visit, count): (&str, &'static str),
        run: impl Fn() -> u64 + 'static,
    ) {
        self.push("lap-pool", call, size, move |found| {
            found.count(count, run())
        });
        self.python(visit, call, size);
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

    /// Adds a visit that explains the counts of another contender.
    pub fn explain(
        &mut self,
        contender: &str,
        (call, size): (&str, &[(&str, u64)]),
        count: &'static str,
        run: impl Fn() -> u64 + 'static,
    ) {
        if self.explains {
            self.push(contender, call, size, move |found| {
                found.count(count, run())
            });
        }
    }
}
