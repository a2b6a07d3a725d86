//! A pool that has nothing to do uses no processor time: its threads do not run at all.
#![cfg(target_os = "linux")]

mod ended;
mod waiting;

#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use support::watchdog;

/// What the system has counted of the threads of this name: voluntary switches, involuntary ones, ticks of time used.
fn activity(name: &str) -> Vec<(String, u64)> {
    let mut counts = Vec::new();
    for thread in fs::read_dir("/proc/self/task").unwrap() {
        let place = thread.unwrap().path();
        // One that ends in the meantime is not counted.
        let Ok(comm) = fs::read_to_string(place.join("comm")) else {
            continue;
        };
        if !comm.starts_with(name) {
            continue;
        }
        let read = |file| fs::read_to_string(place.join(file));
        let (Ok(status), Ok(stat)) = (read("status"), read("stat")) else {
            continue;
        };
        let switches = status.lines().filter_map(|line| {
            let (what, count) = line.split_once(':')?;
            let count = what.contains("ctxt_switches").then_some(count)?;
            Some((
                format!("{} {what}", comm.trim()),
                count.trim().parse().ok()?,
            ))
        });
        counts.extend(switches);
        let (_, numbers) = stat.rsplit_once(')').unwrap();
        // The 14th and 15th field of the line, of which two are before the bracket.
        let times: u64 = numbers
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().unwrap())
            .sum();
        counts.push((format!("{} ticks", comm.trim()), times));
    }
    counts.sort();
    counts
}

/// What lies between two looks: a thread that wakes by the clock has run so often. Whoever is about to run, or wakes by
/// the clock as well, has most likely run by then, also where the machine is busy.
const TURNS: u32 = 200;

/// So many looks in a row see nothing: a busy machine may let a thread wait from one to the next.
const LOOKS: usize = 4;

/// Ends when a thread of its own has woken by the clock so often.
fn wait_for_turns() {
    let clocked = || (0..TURNS).for_each(|_| thread::park_timeout(Duration::from_micros(100)));
    thread::spawn(clocked).join().unwrap();
}

/// Passes once the threads of this name have not run at all for a few looks.
#[track_caller]
fn assert_they_come_to_rest(name: &str, threads: usize) {
    let mut before = activity(name);
    assert_eq!(before.len(), 3 * threads, "{before:?}");
    let mut at_rest = 0;
    for _ in 0..50 {
        wait_for_turns();
        let now = activity(name);
        at_rest = if now == before { at_rest + 1 } else { 0 };
        if at_rest == LOOKS {
            return;
        }
        before = now;
    }
    panic!("they still run: {before:?}, {:?}", activity(name));
}

#[test]
#[should_panic = "they still run"]
fn a_thread_that_wakes_by_the_clock_is_not_at_rest() {
    let _watchdog = watchdog();
    let (begun, begins) = mpsc::channel();
    let restless = move || {
        begun.send(()).unwrap();
        loop {
            thread::park_timeout(Duration::from_micros(100));
        }
    };
    let named = thread::Builder::new().name("restless-0".into());
    let _runs_until_the_tests_end = named.spawn(restless).unwrap();
    begins.recv().unwrap();
    assert_they_come_to_rest("restless-", 1);
}
