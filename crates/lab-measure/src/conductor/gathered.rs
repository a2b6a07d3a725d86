//! What the processes say, put together in one record.

use super::Conductor;
use crate::protocol::Message;
use crate::record::{Absent, Cell, Fact, Lanes, Outcome, Sample, Series};

impl Conductor<'_> {
    /// Puts a process's messages into the record; its cell numbers become the record's.
    pub fn take(&mut self, messages: Vec<Message>) {
        let mut cells: Vec<u32> = Vec::new();
        for message in messages {
            match message {
                Message::Cell(cell) => cells.push(self.number_of(cell)),
                Message::Sample(sample) => {
                    self.record.samples.push(Sample {
                        cell: cells[sample.cell as usize],
                        ..sample
                    });
                }
                Message::Count(mut count) => {
                    count.cell = cells[count.cell as usize];
                    self.record.counts.push(count);
                }
                Message::Series(series) => {
                    self.record.series.push(Series {
                        cell: cells[series.cell as usize],
                        ..series
                    });
                }
                Message::Lanes(lanes) => self.record.lanes.push(Lanes {
                    cell: cells[lanes.cell as usize],
                    ..lanes
                }),
                Message::Outcome(outcome) => self.record.outcomes.push(Outcome {
                    cell: cells[outcome.cell as usize],
                    ..outcome
                }),
                Message::Round(round) => self.record.rounds.push(round),
                Message::Process(process) => self.record.processes.push(process),
                Message::Absent(absent) => self.note_absent(absent),
                Message::Fact(fact) => self.note_fact(fact),
            }
        }
    }

    fn number_of(&mut self, cell: Cell) -> u32 {
        let known = self.record.cells.iter().position(|known| *known == cell);
        let number = known.unwrap_or_else(|| {
            self.record.cells.push(cell);
            self.record.cells.len() - 1
        });
        number as u32
    }

    /// Fresh processes repeat what is missing; the record says it once.
    pub fn note_absent(&mut self, absent: Absent) {
        if !self.record.absent.contains(&absent) {
            self.record.absent.push(absent);
        }
    }

    /// The first process to know it tells it for all.
    fn note_fact(&mut self, fact: Fact) {
        let facts = &mut self.record.environment.facts;
        match facts.iter_mut().find(|known| known.key == fact.key) {
            Some(known) if known.value.is_none() => *known = fact,
            Some(_) => {}
            None => facts.push(fact),
        }
    }
}
