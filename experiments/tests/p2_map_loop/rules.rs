//! Pools made by hand: what the rules say of each.

use lab_measure::record::Record;
use lab_verdict::answer::Answer;
use serde_json::{Value, json};

use crate::judge::answer;
use crate::record::Lab;

const POOL: &str = "lap-pool";

/// A record of this experiment, as it grows.
fn lab() -> Lab {
    Lab::of("p2_map_loop")
}

impl Lab {
    /// A counted cell.
    fn count(mut self, call: &str, params: Value, name: &str, value: u64) -> Self {
        let cell = self.cell(POOL, call, "subject", params);
        self.list("counts")
            .push(json!({ "cell": cell, "repetition": 0, "name": name, "value": value }));
        self
    }

    /// A timed cell that takes so long in each of 15 processes.
    fn time(mut self, contender: &str, call: &str, role: &str, params: Value, wall: u64) -> Self {
        let cell = self.cell(contender, call, role, params);
        for process in 0..15 {
            self.list("samples").push(json!({
                "cell": cell, "process": process, "round": 0, "order": 0, "items": 1,
                "wall_ns": wall + process, "first_ns": null, "cpu_ns": null
            }));
        }
        self
    }

    fn answer(self, id: &str) -> Answer {
        let record: Record = serde_json::from_value(self.record).expect("a record");
        answer(id, POOL, &record)
    }
}

fn depends(answer: &Answer) -> bool {
    matches!(answer, Answer::DependsOn(_))
}

fn open(answer: &Answer) -> bool {
    matches!(answer, Answer::CantTellHere(_))
}

/// (empty, 20 us, 1 ms, waiting): the map's time in hundredths of the loop's.
fn sped_up(map: [u64; 4], twice: u64) -> Answer {
    let cells = [
        json!({ "n": 100, "grain_ns": 0 }),
        json!({ "n": 2_000, "grain_ns": 20_000 }),
        json!({ "n": 64, "grain_ns": 1_000_000 }),
        json!({ "n": 24, "wait_ns": 1_000_000 }),
    ];
    let mut lab = lab();
    for (params, map) in cells.iter().zip(map) {
        lab = lab
            .time(POOL, "loop", "subject", params.clone(), 100_000)
            .time(POOL, "map", "subject", params.clone(), 1_000 * map);
    }
    let controlled = || json!({ "n": 2_000, "grain_ns": 20_000 });
    let few = || json!({ "n": 500, "grain_ns": 20_000 });
    lab.time(
        POOL,
        "map_again",
        "null_control",
        controlled(),
        1_000 * map[1],
    )
    .time("serial", "loop", "subject", few(), 100_000)
    .time("serial", "loop_twice", "positive_control", few(), twice)
    .answer("C6")
}

#[test]
fn a_map_that_is_faster_for_every_length_makes_the_loop_concurrent() {
    assert_eq!(sped_up([50; 4], 200_000), Answer::Holds);
    assert_eq!(sped_up([110; 4], 200_000), Answer::DoesNotHold);
    assert!(depends(&sped_up([900, 50, 50, 50], 200_000)));
    assert!(open(&sped_up([50; 4], 100_000)), "a control failed");
}

fn effects(order: [u64; 2], missing: [u64; 2]) -> Answer {
    let mut lab = lab();
    for (call, (order, missing)) in ["map_effects", "imap_effects"]
        .into_iter()
        .zip(order.into_iter().zip(missing))
    {
        lab = lab
            .count(call, json!({ "n": 16 }), "effects_out_of_order", order)
            .count(call, json!({ "n": 100 }), "effects_missing", missing);
    }
    lab.answer("C7")
}

#[test]
fn side_effects_speak_against_map_only_where_imap_does_not_have_them() {
    assert_eq!(effects([8, 0], [12, 0]), Answer::Holds);
    assert_eq!(effects([8, 8], [0, 0]), Answer::DoesNotHold);
    assert_eq!(effects([8, 8], [12, 12]), Answer::DoesNotHold);
    assert!(depends(&effects([8, 8], [12, 0])));
}

#[test]
fn a_function_needs_another_call_only_if_map_takes_it_in_no_way() {
    let taken = |by_name: [u64; 3], wrapped| {
        let mut lab = lab();
        for (arguments, right) in (0..).zip(by_name) {
            let params = json!({ "n": 10, "arguments": arguments });
            lab = lab.count("map_by_name", params, "right_results", right);
        }
        let params = json!({ "n": 10, "arguments": 2 });
        lab.count("map_wrapped", params, "right_results", wrapped)
            .answer("C8")
    };
    assert_eq!(taken([0, 10, 0], 0), Answer::Holds);
    assert_eq!(taken([10, 10, 10], 10), Answer::DoesNotHold);
    assert!(depends(&taken([0, 10, 0], 10)));
    assert!(open(&taken([0, 0, 0], 0)), "map itself does not work");
}

#[test]
fn control_over_errors_is_what_map_loses_and_another_call_keeps() {
    let left = |map, apply_async, returning| {
        lab()
            .count("map_raising", json!({ "n": 10 }), "good_results", map)
            .count(
                "apply_async_raising",
                json!({ "n": 10 }),
                "good_results",
                apply_async,
            )
            .count(
                "map_returning",
                json!({ "n": 10 }),
                "good_results",
                returning,
            )
            .answer("C9")
    };
    assert_eq!(left(0, 9, 0), Answer::Holds);
    assert_eq!(left(9, 9, 9), Answer::DoesNotHold);
    assert_eq!(left(0, 0, 9), Answer::DoesNotHold);
    assert!(depends(&left(0, 9, 9)));
}

#[test]
fn results_in_hand_before_the_last_task_refute_that_map_gives_all_at_the_end() {
    let in_hand = |map, imap| {
        lab()
            .count(
                "map_last_held",
                json!({ "n": 100 }),
                "results_before_the_last",
                map,
            )
            .count(
                "imap_last_held",
                json!({ "n": 100 }),
                "results_before_the_last",
                imap,
            )
            .answer("C30")
    };
    assert_eq!(in_hand(0, 99), Answer::Holds);
    assert_eq!(in_hand(99, 99), Answer::DoesNotHold);
    assert!(open(&in_hand(0, 0)), "there was nothing to be had");
}

#[test]
fn results_in_the_order_in_which_they_were_done_refute_that_map_cannot() {
    let told = |pairs| {
        lab()
            .count(
                "map_in_pairs",
                json!({ "n": 16 }),
                "results_not_as_completed",
                pairs,
            )
            .answer("C31")
    };
    assert_eq!(told(8), Answer::Holds);
    assert_eq!(told(0), Answer::DoesNotHold);
}

#[test]
fn a_flood_is_a_message_for_each_task() {
    let sent = |own, ones| {
        lab()
            .count(
                "map_own_chunks",
                json!({ "n": 10_000 }),
                "messages_queued",
                own,
            )
            .count(
                "map_chunks_of_one",
                json!({ "n": 10_000 }),
                "messages_queued",
                ones,
            )
            .answer("C32")
    };
    assert_eq!(sent(10_000, 10_000), Answer::Holds);
    assert_eq!(sent(7, 7), Answer::DoesNotHold);
    assert!(depends(&sent(32, 10_000)));
}
