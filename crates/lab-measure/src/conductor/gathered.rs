//! What the processes say, put together in one record.

use crate::protocol::Message;
use crate::record::{Absent, Cell, Fact, Lanes, Outcome, Record, Sample, Series};

impl Record {
    /// Puts a process's messages into the record; its cell numbers become the record's.
    pub(super) fn take(&mut self, messages: Vec<Message>) {
        let mut cells: Vec<u32> = Vec::new();
        for message in messages {
            match message {
                Message::Cell(cell) => cells.push(self.number_of(cell)),
                Message::Sample(sample) => {
                    self.samples.push(Sample {
                        cell: cells[sample.cell as usize],
                        ..sample
                    });
                }
                Message::Count(mut count) => {
                    count.cell = cells[count.cell as usize];
                    self.counts.push(count);
                }
                Message::Series(series) => {
                    self.series.push(Series {
                        cell: cells[series.cell as usize],
                        ..series
                    });
                }
                Message::Lanes(lanes) => self.lanes.push(Lanes {
                    cell: cells[lanes.cell as usize],
                    ..lanes
                }),
                Message::Outcome(outcome) => self.outcomes.push(Outcome {
                    cell: cells[outcome.cell as usize],
                    ..outcome
                }),
                Message::Round(round) => self.rounds.push(round),
                Message::Process(process) => self.processes.push(process),
                Message::Pools(work) => work.add_to(&mut self.pools),
                Message::Absent(absent) => self.note_absent(absent),
                Message::Fact(fact) => self.note_fact(fact),
            }
        }
    }

    fn number_of(&mut self, cell: Cell) -> u32 {
        let known = self.cells.iter().position(|known| *known == cell);
        let number = known.unwrap_or_else(|| {
            self.cells.push(cell);
            self.cells.len() - 1
        });
        number as u32
    }

    /// Fresh processes repeat what is missing; the record says it once.
    pub(super) fn note_absent(&mut self, absent: Absent) {
        if !self.absent.contains(&absent) {
            self.absent.push(absent);
        }
    }

    /// The first process to know it tells it for all.
    fn note_fact(&mut self, fact: Fact) {
        let facts = &mut self.environment.facts;
        match facts.iter_mut().find(|known| known.key == fact.key) {
            Some(known) if known.value.is_none() => *known = fact,
            Some(_) => {}
            None => facts.push(fact),
        }
    }
}
