//! The record that comes of what processes say.

use super::*;
use crate::arguments::Task;
use crate::experiment::cell;
use crate::protocol::Message;
use crate::record::{Fact, Outcome, PoolWork, Sample};

const NOTHING: Experiment = Experiment {
    name: "nothing",
    version: 1,
    sources: &[],
    facts: |_| Vec::new(),
    timed: |_, _| {},
    solo: |_| Vec::new(),
};

fn arguments() -> Arguments {
    Arguments {
        task: Task::Conduct,
        settings: Settings {
            mode: Mode::Quick,
            workers: 2,
            files: None,
            urls: None,
        },
        seed: 1,
        record: None,
        probe: None,
        only: None,
        plan: None,
        progress: false,
        handed_on: Vec::new(),
        addresses: None,
    }
}

#[test]
fn the_command_to_repeat_it_names_no_place_of_this_machine() {
    let mut settings = arguments().settings;
    assert_eq!(
        reproduce("p6", &settings, 7),
        "cargo lab run p6 --quick --seed 7"
    );
    settings.mode = Mode::Default;
    settings.urls = Some("/home/me/list.txt".into());
    assert_eq!(
        reproduce("p6", &settings, 7),
        "cargo lab run p6 --urls PATH --seed 7"
    );
}

#[test]
fn what_processes_say_of_their_own_cells_is_put_under_the_records_numbers() {
    let arguments = arguments();
    let mut conductor = Conductor::new(&NOTHING, &arguments, &Proc::default()).unwrap();
    let (first, second) = (cell("a", "map", &[]), cell("b", "urls", &[("workers", 4)]));
    let outcome = Outcome {
        cell: 0,
        item: "http://127.0.0.1/".into(),
        result: "404 Not Found".into(),
        ok: false,
        wall_ns: Some(7),
        tried_again: 1,
    };
    conductor.record.take(vec![Message::Cell(first.clone())]);
    conductor.record.take(vec![
        Message::Cell(second.clone()),
        Message::Cell(first.clone()),
        Message::Outcome(outcome.clone()),
    ]);
    assert_eq!(conductor.record.cells, [first, second]);
    assert_eq!(conductor.record.outcomes, [Outcome { cell: 1, ..outcome }]);
}

#[test]
fn what_pools_did_in_many_processes_is_summed_by_contender() {
    let arguments = arguments();
    let mut conductor = Conductor::new(&NOTHING, &arguments, &Proc::default()).unwrap();
    let work = |contender: &str, factor: u64| PoolWork {
        contender: contender.into(),
        pools: factor,
        tasks: 2 * factor,
        chunks: 3 * factor,
        stream_items: 4 * factor,
        parks: 5 * factor,
        wakes: 6 * factor,
        wakes_in_vain: 7 * factor,
        unread_panics: 8 * factor,
        busy_ns: 9 * factor,
        waiting_ns: 10 * factor,
        idle_ns: 11 * factor,
    };
    for told in [work("a", 1), work("b", 20), work("a", 300)] {
        conductor.record.take(vec![Message::Pools(told)]);
    }
    assert_eq!(conductor.record.pools, [work("a", 301), work("b", 20)]);
}

#[test]
fn a_fact_from_many_processes_stands_in_the_record_once_and_a_known_one_wins() {
    let arguments = arguments();
    let mut conductor = Conductor::new(&NOTHING, &arguments, &Proc::default()).unwrap();
    let absent = Fact::perhaps("cpython", "CPython", None, "not found");
    let known = Fact::known("cpython", "CPython", "3.13.0");
    let other = Fact::known("cpython", "CPython", "3.8.0");
    for fact in [absent, known.clone(), other] {
        conductor.record.take(vec![Message::Fact(fact)]);
    }
    let facts = &conductor.record.environment.facts;
    let told: Vec<&Fact> = facts.iter().filter(|fact| fact.key == "cpython").collect();
    assert_eq!(told, [&known]);
}

#[test]
fn what_the_system_does_not_tell_stands_in_the_record_with_its_reason() {
    let arguments = arguments();
    let empty = tempfile::tempdir().unwrap();
    let conductor = Conductor::new(&NOTHING, &arguments, &Proc::below(empty.path())).unwrap();
    let told = &conductor.record.absent[0];
    assert_eq!(told.what, "CPU time of others");
    assert!(told.reason.contains("/proc/stat"), "{told:?}");
}

/// A record of a quick run whose fresh processes are this shell script: `$2` is a process's number.
#[cfg(unix)]
fn record_of(script: &str) -> Record {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("fresh");
    let text = format!(
        r#"#!/bin/sh
say() {{ printf '%s\n' "$1"; }}
cell() {{ say '{{"is":"cell","what":{{"contender":"a","call":"map","params":{{}},"role":"subject"}}}}'; }}
sample() {{ say '{{"is":"sample","what":{{"cell":0,"process":'$1',"round":'$2',"order":0,"items":1,"wall_ns":5,"first_ns":null,"cpu_ns":7}}}}'; }}
round() {{ say '{{"is":"round","what":{{"process":'$1',"round":'$2',"wall_ns":9,"own_cpu_ns":8,"foreign_cores":0.5}}}}'; }}
process() {{ say '{{"is":"process","what":{{"index":'$1',"wall_ns":20,"own_cpu_ns":8,"foreign_cores":0.5,"peak_rss_bytes":1}}}}'; }}
{script}
"#
    );
    std::fs::write(&program, text).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
    let arguments = arguments();
    let mut conductor = Conductor::new(&NOTHING, &arguments, &Proc::default()).unwrap();
    conductor.own_binary = program;
    conductor.run()
}

#[cfg(unix)]
#[test]
fn a_process_that_is_killed_leaves_its_samples_and_the_others_go_on() {
    let record = record_of(
        "cell; sample $2 0; round $2 0; sample $2 1; [ $2 = 1 ] && kill -9 $$; round $2 1; process $2",
    );
    let count = |process| {
        let of = |sample: &&Sample| sample.process == process;
        record.samples.iter().filter(of).count()
    };
    assert_eq!([0, 1, 2, 3, 4].map(count), [2; 5]);
    let rounds: Vec<_> = record.rounds.iter().filter(|r| r.process == 1).collect();
    assert_eq!(rounds.len(), 2);
    assert_eq!((rounds[0].wall_ns, rounds[1].wall_ns), (9, 5));
    assert_eq!(rounds[1].own_cpu_ns, 7);
    assert_eq!(record.processes.len(), 5);
    let failures: Vec<_> = record.failures().collect();
    assert_eq!(failures.len(), 1);
    assert_eq!(
        failures[0].what,
        "the rest of fresh process 1 of the timed part"
    );
    assert!(failures[0].reason.contains("signal: 9"), "{failures:?}");
}

#[cfg(unix)]
#[test]
fn a_process_that_dies_before_its_first_sample_is_only_missing() {
    let record = record_of(
        "[ $2 = 0 ] && { echo 'no luck' >&2; exit 1; }; cell; sample $2 0; round $2 0; process $2",
    );
    assert_eq!((record.samples.len(), record.processes.len()), (4, 4));
    let failures: Vec<_> = record.failures().collect();
    assert_eq!(failures.len(), 1);
    assert!(failures[0].reason.contains("no luck"), "{failures:?}");
}

#[cfg(unix)]
#[test]
fn a_cell_that_was_lost_does_not_end_its_process() {
    let lost = r#"say '{"is":"absent","what":{"what":"a map","reason":"the server has ended","failed":true}}'"#;
    let record = record_of(&format!(
        "cell; sample $2 0; {lost}; round $2 0; process $2"
    ));
    assert_eq!((record.samples.len(), record.processes.len()), (5, 5));
    assert_eq!(record.failures().count(), 1);
}

#[test]
fn processes_are_left_out_when_failures_have_cost_too_much_time() {
    let arguments = arguments();
    let mut conductor = Conductor::new(&NOTHING, &arguments, &Proc::default()).unwrap();
    conductor.failing = TIME_FOR_FAILURES;
    let record = conductor.run();
    assert!(record.processes.is_empty());
    let failures: Vec<_> = record.failures().collect();
    assert_eq!(failures[0].what, "fresh processes 0 to 4 of the timed part");
}
