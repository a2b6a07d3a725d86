//! An interpreter that can do without the lock is measured beside the subject, and its lock is its own word.

use lab_measure::environment::allowed_cores;
use lab_measure::protocol::Message;
use lab_measure::record::Fact;

use super::process::{NONE, Said, start};
use super::stub::Stub;

const NAME: &str = "cpython free-threaded";

/// What one process says with this interpreter beside a subject that is not there.
fn said_beside(free: &str) -> Said {
    Said::by(start(NONE, free, &["--fresh-process", "0", "1"]), |_, _| {})
}

fn lock(said: &Said) -> Option<&str> {
    let mut facts = said.messages.iter();
    facts.find_map(|message| match message {
        Message::Fact(Fact { key, value, .. }) if key == "gil_free" => value.as_deref(),
        _ => None,
    })
}

#[test]
fn its_cells_are_visited_in_the_same_rounds_and_its_lock_is_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    for (on, word) in [(false, "off"), (true, "on")] {
        let stub = Stub {
            lock: on,
            ..Stub::default()
        };
        let said = said_beside(&stub.written_to(folder.path()));
        assert!(said.is_whole() && said.failures().is_empty());
        assert_eq!(lock(&said), Some(word));
        for call in ["cpu", "hash"] {
            let of = |workers| {
                said.samples(|cell| {
                    cell.contender == NAME
                        && cell.call == call
                        && cell.param("workers") == Some(workers)
                })
            };
            assert_eq!(of(1), 1, "{call}");
        }
    }
}

#[test]
fn an_ordinary_interpreter_in_its_place_has_its_lock_on() {
    let said = said_beside("python3");
    if said.cells().iter().all(|cell| cell.contender != NAME) {
        return println!("skipped: there is no python3");
    }
    // Two workloads, by one worker and by one per core.
    let numbers = if allowed_cores() == 1 { 1 } else { 2 };
    assert_eq!(said.samples(|cell| cell.contender == NAME), 2 * numbers);
    let free = lab_measure::interpreter::ask("python3").unwrap();
    assert_eq!(
        lock(&said),
        Some(if free.lock_is_on { "on" } else { "off" })
    );
}

#[test]
fn without_one_the_record_says_how_to_name_it() {
    let said = said_beside(NONE);
    let absent = said.messages.iter().any(|message| {
        matches!(message, Message::Absent(absent) if absent.what == NAME && !absent.failed)
    });
    assert!(absent && said.cells().iter().all(|cell| cell.contender != NAME));
}
