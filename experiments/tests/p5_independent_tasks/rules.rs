//! Pools made by hand: what the rules say of each.

use lab_measure::record::Record;
use lab_verdict::answer::Answer;
use serde_json::{Value, json};

use crate::judge::answer;
use crate::record::Lab;

const POOL: &str = "lap-pool";

/// A record of this experiment, as it grows.
fn lab() -> Lab {
    Lab::of("p5_independent_tasks")
}

impl Lab {
    /// Tasks of which so many finished.
    fn tasks(mut self, call: &str, (n, workers): (u64, u64), finished: u64) -> Self {
        let cell = self.cell(POOL, call, "subject", json!({ "n": n, "workers": workers }));
        self.list("counts").push(
            json!({ "cell": cell, "repetition": 0, "name": "tasks_finished", "value": finished }),
        );
        self
    }

    /// A timed cell that takes so many microseconds in each of 15 processes.
    fn time(mut self, contender: &str, call: &str, role: &str, params: Value, wall: u64) -> Self {
        let items = params["n"].as_u64();
        let cell = self.cell(contender, call, role, params);
        for process in 0..15 {
            self.list("samples").push(json!({
                "cell": cell, "process": process, "round": 0, "order": 0, "items": items,
                "wall_ns": wall * 1_000 + process, "first_ns": null, "cpu_ns": null
            }));
        }
        self
    }

    /// Tasks of which so many per cent are under a lock.
    fn locked(self, call: &str, shared_percent: u64, wall: u64) -> Self {
        let role = match call {
            "locked_again" => "null_control",
            _ => "subject",
        };
        let params = json!({ "n": 16, "workers": 8, "shared_percent": shared_percent });
        self.time(POOL, call, role, params, wall)
    }

    /// The controls as they should be.
    fn controlled(self, twice: u64) -> Self {
        let sleeps = json!({ "n": 4 });
        self.locked("locked", 0, 16_000)
            .locked("locked_again", 0, 16_000)
            .time("serial", "sleep", "subject", sleeps.clone(), 8_000)
            .time("serial", "sleep_twice", "positive_control", sleeps, twice)
    }

    fn build(self) -> Record {
        serde_json::from_value(self.record).expect("a record")
    }
}

/// Whom a pool leaves waiting: of a barrier that fits and one that does not, of a semaphore, of nested maps.
fn waiting(finished: [u64; 4]) -> Answer {
    let lab = lab()
        .tasks("barrier", (2, 2), finished[0])
        .tasks("barrier", (3, 2), finished[1])
        .tasks("signal_from_next", (3, 2), finished[2])
        .tasks("nested_map", (2, 2), finished[3]);
    answer("C23", POOL, &lab.build())
}

#[test]
fn a_pool_that_hangs_always_never_or_for_want_of_workers_is_told_apart() {
    let parted = Answer::DependsOn("whether every task that is waited for has a worker".into());
    assert_eq!(waiting([2, 0, 0, 0]), parted);
    assert_eq!(waiting([2, 0, 0, 2]), parted);
    assert_eq!(waiting([2, 3, 3, 2]), Answer::DoesNotHold);
    assert_eq!(waiting([0, 0, 0, 0]), Answer::Holds);
}

#[test]
fn sharing_matters_by_how_much_longer_it_takes() {
    let told = |half, hundredth, twice| {
        let lab = lab()
            .controlled(twice)
            .locked("locked", 50, half)
            .locked("locked", 1, hundredth);
        answer("C21", POOL, &lab.build())
    };
    let share = Answer::DependsOn("the share of a task under the lock".into());
    assert_eq!(told(68_000, 17_500, 16_000), share);
    assert_eq!(told(68_000, 40_000, 16_000), Answer::Holds);
    assert_eq!(told(17_000, 17_000, 16_000), Answer::DoesNotHold);
    let blind = told(68_000, 17_500, 8_000);
    assert!(matches!(blind, Answer::CantTellHere(_)), "{blind:?}");
}

#[test]
fn a_pool_per_stage_is_judged_with_threads_divided_well_and_evenly() {
    let told = |matched, even, computing| {
        let (seven, six) = (
            json!({ "n": 84, "workers": 7 }),
            json!({ "n": 24, "workers": 6 }),
        );
        let lab = lab()
            .controlled(16_000)
            .time(POOL, "fused", "subject", seven.clone(), 84_000)
            .time(POOL, "per_stage", "subject", seven, matched)
            .time(POOL, "fused", "subject", six.clone(), 28_000)
            .time(POOL, "per_stage", "subject", six.clone(), even)
            .time(POOL, "fused_cpu", "subject", six.clone(), 21_000)
            .time(POOL, "per_stage_cpu", "subject", six, computing);
        answer("C22", POOL, &lab.build())
    };
    let divided = "whether the threads are divided among the stages as the work is";
    let parted = Answer::DependsOn(divided.into());
    assert_eq!(told(92_000, 50_000, 22_000), parted);
    assert_eq!(told(92_000, 29_000, 22_000), Answer::Holds);
    assert_eq!(told(150_000, 50_000, 40_000), Answer::DoesNotHold);
}

#[test]
fn a_lock_is_a_reason_for_threads_only_where_they_are_faster() {
    let told = |half, tenth| {
        let lab = lab()
            .controlled(16_000)
            .locked("locked", 50, half)
            .locked("locked_threads", 50, 68_000)
            .locked("locked", 10, tenth)
            .locked("locked_threads", 10, 22_000);
        answer("C24", POOL, &lab.build())
    };
    assert_eq!(told(68_500, 22_100), Answer::DoesNotHold);
    assert_eq!(told(100_000, 30_000), Answer::Holds);
    assert_eq!(told(80_000, 26_000), Answer::TooSmallToMatter);
}
