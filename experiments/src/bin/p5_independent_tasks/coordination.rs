//! Tasks that wait for each other, in one `map` on a real pool.

use std::io;
use std::thread;

use lab_kit::contender::Contender;
use lab_measure::threads;

use super::wait_registry::{Ended, WaitRegistry};

/// Items of a map within a task.
const INNER: [usize; 2] = [0, 1];

/// How the tasks depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exhibit {
    /// Each waits until all have come.
    Barrier,
    /// Each waits for the next one's signal: for somebody who begins later.
    SignalFromNext,
    /// Each waits for the signal of the one before.
    SignalFromPrevious,
    /// All have begun, and each gives a map to the pool it runs on.
    NestedMap,
    /// All have begun, and each gives a map to a pool of its own.
    PoolPerTask,
}

impl Exhibit {
    /// Each, with the name of its call.
    pub const ALL: [(Exhibit, &str); 5] = [
        (Exhibit::Barrier, "barrier"),
        (Exhibit::SignalFromNext, "signal_from_next"),
        (Exhibit::SignalFromPrevious, "signal_from_previous"),
        (Exhibit::NestedMap, "nested_map"),
        (Exhibit::PoolPerTask, "pool_per_task"),
    ];

    /// The name of its call.
    pub fn call(self) -> &'static str {
        let known = Self::ALL.iter().find(|(exhibit, _)| *exhibit == self);
        known.map_or("", |(_, call)| call)
    }
}

/// Gives so many tasks to a pool, and watches what becomes of them.
///
/// The pool and its tasks are left behind where they hang; they end with the process.
pub fn show<C: Contender + 'static>(
    exhibit: Exhibit,
    tasks: usize,
    start: impl Fn() -> io::Result<C> + Send + Sync + 'static,
) -> Ended {
    let waits: &'static WaitRegistry = Box::leak(Box::new(WaitRegistry::for_tasks(tasks)));
    let others = threads::count().map(|threads| threads + 1);
    let pool = start().expect("the pool starts").keep();
    thread::spawn(move || {
        let numbers: Vec<usize> = (0..tasks).collect();
        // Not within the tasks: a worker of rayon that waits for another pool, here for its threads to start, runs its own
        // pool's tasks meanwhile, and the second task would wait at the barrier on top of the first.
        let own: Vec<C> = match exhibit {
            Exhibit::PoolPerTask => numbers
                .iter()
                .map(|_| start().expect("another pool starts"))
                .collect(),
            _ => Vec::new(),
        };
        // lesson: tasks that wait for each other
        pool.map(&numbers, |&task| {
            waits.begin();
            match exhibit {
                Exhibit::Barrier => waits.meet_all(task),
                Exhibit::SignalFromNext => {
                    if task + 1 < tasks {
                        waits.wait_for_signal(task, task + 1);
                    }
                    waits.signal(task);
                }
                Exhibit::SignalFromPrevious => {
                    if task > 0 {
                        waits.wait_for_signal(task, task - 1);
                    }
                    waits.signal(task);
                }
                Exhibit::NestedMap => {
                    waits.meet_all(task);
                    waits.wait_inside(task, || pool.map(&INNER, |_| waits.help(task, &others)));
                }
                Exhibit::PoolPerTask => {
                    waits.meet_all(task);
                    let own = &own[task];
                    waits.wait_inside(task, || own.map(&INNER, |_| waits.help(task, &others)));
                }
            }
            waits.finish();
        });
        // lesson ends
    });
    waits.watch(pool.workers())
}
