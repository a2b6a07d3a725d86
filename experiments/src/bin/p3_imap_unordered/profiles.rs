//! When is the k-th result in hand? The same sleeping tasks in four orders, by each call, once and not in a hurry.

use std::time::{Duration, Instant};

use experiments::live;
use experiments::visits::Visits;
use lab_kit::contender::Streams;
use lab_kit::contenders::LapPool;
use lab_kit::workloads::sleep::Sleep;
use lab_measure::experiment::{Finds, Settings, Solo};
use serde_json::json;

/// Workers of every pool here: sleeping tasks need no cores.
const WORKERS: usize = 4;

const TASKS: u64 = 20;

/// Length of a usual task in nanoseconds.
const USUAL_NS: u64 = 4_000_000;

/// What a curve is called in the record, in front of the profile's name.
const SERIES: &str = "results_in_hand: ";

/// The calls that are compared.
pub const CALLS: [&str; 3] = ["map", "imap", "imap_unordered"];

/// A name for the page, and the length of task number K.
type Profile = (&'static str, fn(u64) -> u64);

/// All four do 20 to 30 usual lengths of work.
const PROFILES: [Profile; 4] = [
    ("one long task first", |task| match task {
        0 => 10 * USUAL_NS,
        _ => USUAL_NS,
    }),
    ("tasks of one length", |_| USUAL_NS),
    ("ever longer tasks", |task| (task + 1) * USUAL_NS / 10),
    ("ever shorter tasks", |task| (TASKS - task) * USUAL_NS / 10),
];

/// One visit of each call and profile.
pub fn visits(settings: &Settings) -> Vec<Solo> {
    let mut visits = Visits::once(settings);
    for (number, (profile, length)) in (1..).zip(PROFILES) {
        for call in CALLS {
            let size = [
                ("n", TASKS),
                ("profile", number),
                ("workers", WORKERS as u64),
            ];
            let name = format!("{SERIES}{profile}");
            let lengths: Vec<u64> = (0..TASKS).map(length).collect();
            let more = json!({ "lengths": lengths });
            let request = visits.request("in_hand", (call, &size), more);
            let (finds, own_name) = (Finds::series(&name), name.clone());
            visits.push("lap-pool", (call, &size), finds.clone(), move |found| {
                let pool = LapPool::new(WORKERS).expect("the pool starts");
                found.series(&own_name, in_hand(&pool, call, &lengths));
            });
            visits.push(live::NAME, (call, &size), finds, move |findings| {
                if let Some(answer) = live::found(&request, findings) {
                    findings.series(&name, live::list(&answer, "points"));
                }
            });
        }
    }
    visits.into_list()
}

/// How many results are in hand, and since when, in nanoseconds from the call.
fn in_hand(pool: &impl Streams, call: &str, lengths: &[u64]) -> Vec<(u64, u64)> {
    let tasks: Vec<(u64, u64)> = (0..).zip(lengths.iter().copied()).collect();
    let run = |(number, ns): (u64, u64)| Sleep::new(Duration::from_nanos(ns)).run(number);
    pool.map(&[0_u64; 4 * WORKERS], |item| *item);
    let begin = Instant::now();
    let mut points = vec![(0, 0)];
    let mut took = |_: u64| {
        let at_ns = begin.elapsed().as_nanos() as u64;
        points.push((points.len() as u64, at_ns));
    };
    match call {
        "map" => pool
            .map(&tasks, |task| run(*task))
            .into_iter()
            .for_each(took),
        "imap" => pool.imap(tasks.into_iter(), run).for_each(took),
        _ => pool
            .imap_unordered(tasks.into_iter(), run)
            .for_each(&mut took),
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_result_has_its_moment_and_none_comes_before_the_one_before_it() {
        let pool = LapPool::new(WORKERS).expect("the pool starts");
        for call in CALLS {
            let points = in_hand(&pool, call, &[30_000, 10_000, 20_000]);
            let counted: Vec<u64> = points.iter().map(|(results, _)| *results).collect();
            assert_eq!(counted, [0, 1, 2, 3], "{call}");
            assert!(points.is_sorted_by_key(|(_, at_ns)| *at_ns), "{call}");
        }
    }
}
