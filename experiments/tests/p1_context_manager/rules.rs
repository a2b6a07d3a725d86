//! Pools made by hand: what the rules say of each.

use lab_measure::record::Record;
use lab_verdict::answer::Answer;
use serde_json::json;

use crate::judge::{answer, verdict};
use crate::record::Lab;

const POOL: &str = "lap-pool";
const WAYS: [&str; 3] = ["leave_by_return", "leave_early", "leave_by_panic"];

/// A record of this experiment, as it grows.
fn lab() -> Lab {
    Lab::of("p1_context_manager")
}

impl Lab {
    /// A counted cell of a size.
    fn counts(mut self, call: &str, (size, value): (&str, u64), counts: &[(&str, u64)]) -> Self {
        let cell = self.cell(POOL, call, "subject", json!({ size: value, "workers": 2 }));
        for (name, value) in counts {
            self.list("counts")
                .push(json!({ "cell": cell, "repetition": 0, "name": name, "value": value }));
        }
        self
    }

    /// A timed cell that takes so long in each of 15 processes.
    fn time(mut self, contender: &str, call: &str, role: &str, grain_ns: u64, wall: u64) -> Self {
        let params = json!({ "grain_ns": grain_ns, "n": 2, "workers": 2 });
        let cell = self.cell(contender, call, role, params);
        for process in 0..15 {
            self.list("samples").push(json!({
                "cell": cell, "process": process, "round": 0, "order": 0, "items": 2,
                "wall_ns": wall + process, "first_ns": null, "cpu_ns": null
            }));
        }
        self
    }

    fn build(self) -> Record {
        serde_json::from_value(self.record).expect("a record")
    }
}

/// A scope of 50 tasks, left in each way with so many of them done and so many threads left.
fn scope(done: [u64; 3], left: [u64; 3]) -> Record {
    (0..3)
        .fold(lab(), |lab, way| {
            let counts = [
                ("tasks_done_at_exit", done[way]),
                ("threads_left", left[way]),
            ];
            lab.counts(WAYS[way], ("n", 50), &counts)
        })
        .build()
}

#[test]
fn a_scope_ends_correctly_only_if_it_does_so_by_each_way_out() {
    let told = |done, left| answer("C1", POOL, &scope(done, left));
    assert_eq!(told([50; 3], [0; 3]), Answer::Holds);
    assert_eq!(told([0; 3], [0; 3]), Answer::DoesNotHold);
    assert_eq!(told([50; 3], [1; 3]), Answer::DoesNotHold);
    let parted = told([50, 50, 0], [0; 3]);
    assert!(matches!(parted, Answer::DependsOn(_)), "{parted:?}");
}

#[test]
fn one_lost_task_is_not_too_small_to_matter() {
    assert_eq!(
        answer("C1", POOL, &scope([49; 3], [0; 3])),
        Answer::DoesNotHold
    );
    let control = |closed, terminated| {
        let lab = lab()
            .counts("close_join", ("n", 50), &[("tasks_run", closed)])
            .counts("terminate", ("n", 50), &[("tasks_run", terminated)]);
        answer("C29", POOL, &lab.build())
    };
    assert_eq!(control(50, 2), Answer::Holds);
    assert_eq!(control(49, 50), Answer::DoesNotHold);
}

#[test]
fn forgotten_pools_that_leave_nothing_make_the_advice_unneeded_and_a_leak_does_not() {
    let told = |idle, busy| {
        let lab = lab()
            .counts("forgotten", ("pools", 20), &[("threads_left", idle)])
            .counts("forgotten_busy", ("pools", 20), &[("threads_left", busy)]);
        let verdict = verdict("C2", POOL, &lab.build());
        (verdict.answer, verdict.not_needed)
    };
    assert_eq!(told(0, 0), (Answer::DoesNotHold, true));
    assert_eq!(told(40, 60), (Answer::Holds, false));
}

#[test]
fn less_code_counts_only_where_both_snippets_clean_up() {
    let told = |scoped, by_hand, left| {
        let counts = |statements, left| {
            [
                ("statements", statements),
                ("tasks_run", 50),
                ("threads_left", left),
            ]
        };
        let lab = lab()
            .counts("scoped", ("n", 50), &counts(scoped, 0))
            .counts("by_hand", ("n", 50), &counts(by_hand, left));
        answer("C3", POOL, &lab.build())
    };
    assert_eq!(told(1, 5, 0), Answer::Holds);
    assert_eq!(told(1, 1, 0), Answer::DoesNotHold);
    let void = told(1, 2, 3);
    assert!(matches!(void, Answer::CantTellHere(_)), "{void:?}");
}

#[test]
fn a_pool_per_call_is_judged_at_both_ends_of_the_range() {
    let told = |short, long, twice| {
        let lab = lab()
            .counts("one_pool", ("calls", 20), &[("threads_created", 2)])
            .counts("pool_per_call", ("calls", 20), &[("threads_created", 40)])
            .time(POOL, "one_pool", "subject", 1_000, 10_000)
            .time(POOL, "pool_per_call", "subject", 1_000, short)
            .time(POOL, "one_pool", "subject", 50_000_000, 50_000_000)
            .time(POOL, "pool_per_call", "subject", 50_000_000, long)
            .time(POOL, "one_pool_again", "null_control", 1_000, 10_000)
            .time("serial", "loop", "subject", 1_000, 100_000)
            .time("serial", "loop_twice", "positive_control", 1_000, twice);
        answer("C4", POOL, &lab.build())
    };
    let length = Answer::DependsOn("the length of a call".into());
    assert_eq!(told(100_000, 50_200_000, 200_000), length);
    assert_eq!(told(100_000, 150_000_000, 200_000), Answer::Holds);
    let blind = told(100_000, 150_000_000, 100_000);
    assert!(matches!(blind, Answer::CantTellHere(_)), "{blind:?}");
}
