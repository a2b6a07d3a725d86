//! What workers cost: threads, memory, and switches over the same computing, each pool in a process of its own.

use std::collections::BTreeSet;
use std::io;
use std::time::Duration;

use experiments::visits::Visits;
use lab_kit::contender::Contender;
use lab_kit::contenders;
use lab_kit::roster::{Entry, ForEach};
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::{Findings, Finds, Settings, Solo};
use lab_measure::{cpu, memory, switches, threads};
use serde_json::json;

use super::tasks::COMPUTE_NS;
use super::workers::at;

/// Tasks of the fixed work: about 80 ms of CPU, whoever runs it.
const TASKS: u64 = 1_000;
/// How long a task waits while the threads are counted.
const COUNTING: Duration = Duration::from_millis(5);

/// What a visit may find.
const FINDS: [&str; 6] = [
    "threads_added",
    "tasks_run",
    "cpu_of_fixed_work_ns",
    "voluntary_switches",
    "involuntary_switches",
    "peak_rss_growth_bytes",
];

/// Relatives of others, and those that keep no workers.
const LEFT_OUT: [&str; 5] = [
    "lap-pool workers only",
    "rayon inside",
    "std per task",
    "channel",
    "serial",
];

/// One visit per contender and number of workers.
pub fn visits(settings: &Settings, numbers: &BTreeSet<usize>) -> Vec<Solo> {
    let mut visits = Visits::once(settings);
    for &workers in numbers {
        let visits = &mut visits;
        contenders::all(&mut Footprints { visits, workers });
        let more = json!({ "compute_ns": COMPUTE_NS });
        let cell = ("footprint", &at(TASKS, workers)[..]);
        visits.python("footprint", cell, Finds::counts(&FINDS), more);
    }
    visits.into_list()
}

struct Footprints<'a> {
    visits: &'a mut Visits,
    workers: usize,
}

impl ForEach for Footprints<'_> {
    fn take<C: Contender + 'static>(&mut self, entry: Entry<C>) {
        if LEFT_OUT.contains(&entry.name) {
            return;
        }
        let workers = self.workers;
        let cell = ("footprint", &at(TASKS, workers)[..]);
        let run = visit(workers, move |workers| entry.start(workers));
        self.visits
            .push(entry.name, cell, Finds::counts(&FINDS), run);
    }
}

type Run = Box<dyn Fn(&mut Findings)>;

fn visit<C: Contender>(workers: usize, start: impl Fn(usize) -> io::Result<C> + 'static) -> Run {
    Box::new(move |found| {
        let task = Kernel::calibrate().grain(COMPUTE_NS);
        let resident = memory::rss_bytes();
        let threads_before = threads::count();
        let pool = start(workers).expect("the pool starts");
        let waiting = vec![(); 2 * workers];
        let alive = pool.map(&waiting, |()| {
            std::thread::sleep(COUNTING);
            threads::count().unwrap_or(0)
        });
        match (threads_before, alive.into_iter().max()) {
            (Ok(before), Some(most)) => found.count("threads_added", most.saturating_sub(before)),
            (Err(reason), _) => found.absent("threads_added", reason),
            (_, None) => {}
        }
        let items: Vec<u64> = (0..TASKS).collect();
        let (cpu_before, switches_before) = (cpu::own_ns(), switches::so_far());
        let results = pool.map(&items, |&item| task.run(item));
        let (cpu_after, switches_after) = (cpu::own_ns(), switches::so_far());
        found.count("tasks_run", results.len() as u64);
        found.count("cpu_of_fixed_work_ns", cpu_after - cpu_before);
        match switches_before.and_then(|before| Ok(switches_after?.since(before))) {
            Ok(used) => {
                found.count("voluntary_switches", used.voluntary);
                found.count("involuntary_switches", used.involuntary);
            }
            Err(reason) => found.absent("switches", reason),
        }
        if let (Some(before), Some(peak)) = (resident, memory::peak_rss_bytes()) {
            found.count("peak_rss_growth_bytes", peak.saturating_sub(before));
        }
    })
}
