//! One process's work: rounds in random order, or a visit of its own.

use anyhow::{Result, anyhow, bail};

use crate::arguments::Arguments;
use crate::cpu;
use crate::experiment::{Experiment, Findings, Timed, TimedCell};
use crate::foreign::Reading;
use crate::memory;
use crate::pools;
use crate::protocol::Message;
use crate::record::{Absent, Cell, Count, Lanes, Outcome, Process, Round, Sample, Series};
use crate::stopwatch::{Stopwatch, Taken};

/// A sample should last about this long: far above the clock and a wake-up, far below the drift of a machine.
const SAMPLE_NS: u64 = 5_000_000;
/// A sample is at most this many repetitions.
const MOST_REPETITIONS: u64 = 2_000;

/// Rounds of all timed cells, each in an order of its own.
pub fn timed(experiment: &Experiment, arguments: &Arguments, process: u32, rounds: u32) {
    let mut timed = Timed::of_process(process);
    (experiment.timed)(&arguments.settings, &mut timed);
    let Timed {
        mut cells,
        absent,
        facts,
        ..
    } = timed;
    if let Some(only) = &arguments.only {
        cells.retain(|timed| only.iter().any(|wanted| wanted.is(&timed.cell)));
    }
    facts
        .into_iter()
        .for_each(|fact| Message::Fact(fact).send());
    absent
        .into_iter()
        .for_each(|absent| Message::Absent(absent).send());
    cells
        .iter()
        .for_each(|timed| Message::Cell(timed.cell.clone()).send());

    let mut repetitions: Vec<Option<u64>> = cells
        .iter_mut()
        .map(|timed| {
            let repetitions = warm_up(timed);
            alive(&timed.cell, repetitions)
        })
        .collect();
    let mut random = fastrand::Rng::with_seed(arguments.seed);
    let whole = Reading::now();
    let mut helpers_ns = 0;
    for round in 0..rounds {
        let mut order: Vec<usize> = (0..cells.len()).collect();
        random.shuffle(&mut order);
        order.retain(|&index| repetitions[index].is_some());
        let begin = Reading::now();
        let mut round_helpers_ns = 0;
        for (position, index) in order.into_iter().enumerate() {
            cpu::settle();
            let timed = &mut cells[index];
            let visited = visit(timed, repetitions[index].unwrap_or(1));
            let Some(visited) = alive(&timed.cell, visited) else {
                repetitions[index] = None;
                continue;
            };
            round_helpers_ns += visited.helpers_ns;
            Message::Sample(Sample {
                cell: index as u32,
                process,
                round,
                order: position as u32,
                items: cells[index].cell.param("n").unwrap_or(1),
                wall_ns: visited.mean.wall_ns,
                first_ns: visited.mean.first_ns,
                cpu_ns: visited.mean.cpu_ns,
                server_cpu_ns: visited.mean_server_ns,
            })
            .send();
        }
        let window = begin.window(round_helpers_ns);
        helpers_ns += round_helpers_ns;
        Message::Round(Round {
            process,
            round,
            wall_ns: window.wall_ns,
            own_cpu_ns: window.own_ns,
            foreign_cores: window.foreign_cores,
        })
        .send();
    }
    let window = whole.window(helpers_ns);
    Message::Process(Process {
        index: process,
        wall_ns: window.wall_ns,
        own_cpu_ns: cpu::own_ns() + helpers_ns,
        foreign_cores: window.foreign_cores,
        peak_rss_bytes: memory::peak_rss_bytes(),
    })
    .send();
    // The pools of the cells end before they are asked.
    drop(cells);
    pools::tell();
}

/// What a cell gave; where it failed, the record gets the reason, and the process goes on without the cell.
fn alive<T>(cell: &Cell, given: Result<T, String>) -> Option<T> {
    given
        .map_err(|reason| Message::Absent(Absent::failed(cell.words(), reason)).send())
        .ok()
}

/// Visits a cell once and says how often it must be repeated for one sample.
fn warm_up(timed: &mut TimedCell) -> Result<u64, String> {
    if !timed.warm_up {
        return Ok(1);
    }
    let visited = visit(timed, 1)?;
    Ok((SAMPLE_NS / visited.mean.wall_ns.max(1)).clamp(1, MOST_REPETITIONS))
}

/// What one sample's repetitions came to.
struct Visited {
    /// Mean over the repetitions.
    mean: Taken,
    /// A server's CPU time, mean over the repetitions.
    mean_server_ns: Option<u64>,
    /// CPU time of helper processes over all repetitions.
    helpers_ns: u64,
}

/// One sample, or why there is none.
fn visit(timed: &mut TimedCell, repetitions: u64) -> Result<Visited, String> {
    let mut sum = Taken {
        wall_ns: 0,
        first_ns: Some(0),
        cpu_ns: Some(0),
    };
    let mut server_ns = None;
    let mut helpers_ns = 0;
    for _ in 0..repetitions {
        let mut watch = Stopwatch::default();
        (timed.run)(&mut watch);
        if let Some(reason) = watch.failure() {
            return Err(reason.to_owned());
        }
        let taken = watch
            .taken()
            .unwrap_or_else(|| panic!("the cell {:?} took no time", timed.cell));
        sum.wall_ns += taken.wall_ns;
        sum.first_ns = sum
            .first_ns
            .zip(taken.first_ns)
            .map(|(sum, first)| sum + first);
        sum.cpu_ns = sum.cpu_ns.zip(taken.cpu_ns).map(|(sum, cpu)| sum + cpu);
        if let Some(used) = watch.server_ns() {
            *server_ns.get_or_insert(0) += used;
        }
        helpers_ns += watch.helpers_ns();
    }
    let mean = |total: u64| total / repetitions;
    Ok(Visited {
        mean: Taken {
            wall_ns: mean(sum.wall_ns),
            first_ns: sum.first_ns.map(mean),
            cpu_ns: sum.cpu_ns.map(mean),
        },
        mean_server_ns: server_ns.map(mean),
        helpers_ns,
    })
}

/// A visit with this process to itself.
///
/// # Errors
/// When the experiment has no such visit: the conductor is of another build; when it found what it does not declare.
pub fn solo(experiment: &Experiment, arguments: &Arguments, index: usize) -> Result<()> {
    let list = (experiment.solo)(&arguments.settings);
    let solo = list
        .get(index)
        .ok_or_else(|| anyhow!("there is no visit {index}; build all binaries again"))?;
    Message::Cell(solo.cell.clone()).send();
    for repetition in 0..solo.repetitions {
        let mut findings = Findings::default();
        (solo.run)(&mut findings);
        if let Some(what) = solo.finds.undeclared(&findings) {
            bail!("it found {what}, which it does not declare: add it to what the visit finds");
        }
        findings.send(repetition);
    }
    pools::tell();
    Ok(())
}

impl Findings {
    fn send(self, repetition: u32) {
        for (name, value) in self.counts {
            Message::Count(Count {
                cell: 0,
                repetition,
                name,
                value,
            })
            .send();
        }
        for (name, points) in self.series {
            Message::Series(Series {
                cell: 0,
                name,
                points,
            })
            .send();
        }
        for lanes in self.lanes {
            Message::Lanes(Lanes { cell: 0, ..lanes }).send();
        }
        for outcome in self.outcomes {
            Message::Outcome(Outcome { cell: 0, ..outcome }).send();
        }
        for absent in self.absent {
            Message::Absent(absent).send();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell as Counter;
    use std::rc::Rc;

    use super::*;
    use crate::experiment::cell;

    type Run = Box<dyn FnMut(&mut Stopwatch)>;
    type Add = fn(&mut Timed, crate::record::Cell, Run);

    /// A cell that counts its visits and takes this long each time.
    fn counting(add: Add, wall_ns: u64) -> (TimedCell, Rc<Counter<u32>>) {
        let visits = Rc::new(Counter::new(0));
        let seen = Rc::clone(&visits);
        let mut timed = Timed::of_process(0);
        let run = move |watch: &mut Stopwatch| {
            seen.set(seen.get() + 1);
            let taken = Taken {
                wall_ns,
                first_ns: None,
                cpu_ns: Some(0),
            };
            watch.report(taken, 0);
            watch.served(30);
        };
        add(&mut timed, cell("a", "http", &[]), Box::new(run));
        (timed.cells.remove(0), visits)
    }

    #[test]
    fn a_cell_added_as_large_is_not_visited_before_the_rounds_and_never_repeated() {
        let (mut cell, visits) = counting(|timed, cell, run| timed.add_large(cell, run), 1);
        assert_eq!(warm_up(&mut cell), Ok(1));
        assert_eq!(visits.get(), 0);
        visit(&mut cell, 1).unwrap();
        assert_eq!(visits.get(), 1);
    }

    #[test]
    fn a_short_cell_is_warmed_up_and_repeated_to_a_sample_of_some_milliseconds() {
        let (mut cell, visits) = counting(|timed, cell, run| timed.add(cell, run), SAMPLE_NS / 4);
        assert_eq!(warm_up(&mut cell), Ok(4));
        assert_eq!(visits.get(), 1);
    }

    #[test]
    fn a_visit_that_fails_gives_its_first_reason_and_no_sample() {
        let mut timed = Timed::of_process(0);
        timed.add_large(cell("a", "http", &[]), |watch| {
            watch.fail("the server has ended");
            watch.fail("nobody answers");
        });
        let visited = visit(&mut timed.cells[0], 3).map(|_| ());
        assert_eq!(visited, Err("the server has ended".into()));
    }

    #[test]
    fn a_servers_cpu_time_is_a_mean_in_the_sample_and_a_sum_for_the_machine() {
        let (mut cell, _) = counting(|timed, cell, run| timed.add(cell, run), 1);
        let visited = visit(&mut cell, 4).unwrap();
        assert_eq!(visited.mean_server_ns, Some(30));
        assert_eq!(visited.helpers_ns, 120);
    }
}
