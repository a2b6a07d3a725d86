//! The forced schedule: two workers, and one task that is held while the other worker does whatever it can get.
//!
//! So the order in which tasks finish is known; but for those given before the held one, which both workers may run. The
//! held task is let go when all other results are in hand, or when the caller and all workers sleep: then no more come
//! out without it. What is counted is a fact of the call, not of the machine: how many results were in hand by then, in
//! which order they came, how many items were alive at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use lab_kit::contender::Streams;
use lab_kit::workloads::gate::Gate;
use lab_kit::workloads::item::{LiveGauge, Payload};
use lab_measure::quiescence;

/// Workers: one for the held task, one for all others.
pub const WORKERS: usize = 2;

/// What a visit counted, by name.
pub type Counts = BTreeMap<&'static str, u64>;

/// The names.
pub const COUNTS: [&str; 4] = [
    "results_while_held",
    "inversions",
    "items_alive_while_held",
    "tasks_run",
];

/// The tasks of one visit. Cloning it gives the same.
#[derive(Clone)]
struct OneHeld {
    n: u64,
    held: u64,
    /// Opened when the held task has begun: no task behind it begins its work before.
    begun: Gate,
    /// Lets the held task go.
    gate: Gate,
    progress: Arc<Mutex<Progress>>,
}

#[derive(Default)]
struct Progress {
    finished: Vec<u64>,
    in_hand: Vec<u64>,
}

impl OneHeld {
    fn new(n: u64, held: u64) -> Self {
        Self {
            n,
            held,
            begun: Gate::new(),
            gate: Gate::new(),
            progress: Arc::default(),
        }
    }

    /// Task `number`'s work.
    fn run(&self, number: u64) {
        if number == self.held {
            self.begun.open();
            self.gate.wait();
        } else if number > self.held {
            self.begun.wait();
        }
        self.progress().finished.push(number);
    }

    /// A result is in the caller's hands.
    fn took(&self, number: u64) {
        self.progress().in_hand.push(number);
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets the held task go, once all other results are in hand or nobody is left who could bring one; says how many
    /// were.
    fn let_go_when_still(&self) -> u64 {
        self.begun.wait();
        let in_hand = || self.progress().in_hand.len() as u64;
        quiescence::wait_until(|| in_hand() + 1 == self.n);
        let in_hand = in_hand();
        self.gate.open();
        in_hand
    }
}

/// Pairs of results of which the one that was finished later was handed over first. Two tasks that are both given before
/// the held one may run at one moment, on both workers: their order is nobody's, and they are no such pair.
fn inversions(finished: &[u64], in_hand: &[u64], held: u64) -> u64 {
    let place = |number: &u64| finished.iter().position(|done| done == number);
    let results: Vec<(bool, Option<usize>)> = in_hand
        .iter()
        .map(|number| (*number < held, place(number)))
        .collect();
    let later = |(index, (is_before, place)): (usize, &(bool, Option<usize>))| {
        let behind = results[index + 1..].iter();
        behind
            .filter(|(other_is_before, other)| !(*is_before && *other_is_before) && other < place)
            .count() as u64
    };
    results.iter().enumerate().map(later).sum()
}

/// Makes one call of `n` tasks of which one is held, and counts.
pub fn counted(pool: &impl Streams, call: &str, n: u64, held: u64) -> Counts {
    let tasks = OneHeld::new(n, held);
    let gauge = LiveGauge::new();
    let items = {
        let gauge = gauge.clone();
        (0..n as u32).map(move |number| Payload::new(number, 0, &gauge))
    };
    let work = {
        let tasks = tasks.clone();
        move |item: Payload| {
            tasks.run(item.index().into());
            item
        }
    };
    let doorman = {
        let tasks = tasks.clone();
        thread::spawn(move || tasks.let_go_when_still())
    };
    match call {
        "imap_unordered" => {
            // lesson: lap-pool: one task is held: which results are in hand meanwhile?
            for result in pool.imap_unordered(items, work) {
                tasks.took(result.index().into());
            }
            // lesson ends
        }
        "imap" => pool
            .imap(items, work)
            .for_each(|result| tasks.took(result.index().into())),
        _ => {
            let items: Vec<Payload> = items.collect();
            let results = pool.map(&items, |item| {
                tasks.run(item.index().into());
                item.index()
            });
            results
                .iter()
                .for_each(|number| tasks.took((*number).into()));
        }
    }
    let while_held = doorman.join().expect("the doorman only waits");
    let progress = tasks.progress();
    Counts::from([
        ("results_while_held", while_held),
        (
            "inversions",
            inversions(&progress.finished, &progress.in_hand, held),
        ),
        ("items_alive_while_held", gauge.peak()),
        ("tasks_run", progress.finished.len() as u64),
    ])
}

#[cfg(test)]
mod tests {
    use lab_kit::contenders::LapPool;

    use super::*;

    fn lap_pool() -> LapPool {
        LapPool::new(WORKERS).expect("the pool starts")
    }

    #[test]
    fn a_pair_that_changes_places_is_one_inversion() {
        assert_eq!(inversions(&[0, 1, 2, 3], &[0, 1, 2, 3], 0), 0);
        assert_eq!(inversions(&[1, 2, 3, 0], &[1, 2, 3, 0], 0), 0);
        assert_eq!(inversions(&[1, 2, 3, 0], &[0, 1, 2, 3], 0), 3);
        assert_eq!(inversions(&[1, 2, 3, 0], &[1, 3, 2, 0], 0), 1);
    }

    #[test]
    fn two_tasks_before_the_held_one_have_no_order() {
        assert_eq!(inversions(&[0, 1, 3, 2], &[1, 0, 3, 2], 2), 0);
        assert_eq!(inversions(&[0, 1, 3, 2], &[3, 1, 0, 2], 2), 2);
    }

    #[test]
    fn behind_a_held_task_only_the_unordered_stream_gives_results() {
        let pool = lap_pool().with_buffersize(4);
        let counts = |call| counted(&pool, call, 20, 0);
        let (map, imap, unordered) = (counts("map"), counts("imap"), counts("imap_unordered"));
        assert_eq!(map["results_while_held"], 0);
        assert_eq!(imap["results_while_held"], 0);
        assert_eq!(unordered["results_while_held"], 19);
        assert_eq!(unordered["inversions"], 0);
        assert!(imap["inversions"] >= 1);
        assert_eq!(map["items_alive_while_held"], 20);
        assert_eq!(imap["items_alive_while_held"], 4);
        for counts in [map, imap, unordered] {
            assert_eq!(counts["tasks_run"], 20);
        }
    }

    #[test]
    fn before_a_held_task_both_streams_give_results() {
        for call in ["imap", "imap_unordered"] {
            assert_eq!(counted(&lap_pool(), call, 20, 19)["results_while_held"], 19);
        }
        assert_eq!(counted(&lap_pool(), "map", 20, 19)["results_while_held"], 0);
    }

    #[test]
    fn chunks_of_lap_pool_hand_over_what_is_finished() {
        let counts = counted(&lap_pool().with_chunksize(4), "imap_unordered", 20, 3);
        assert_eq!(counts["inversions"], 0);
        // Which items wait behind the held one in its chunk depends on how many had come when it was taken.
        assert!(counts["results_while_held"] >= 16);
    }
}
