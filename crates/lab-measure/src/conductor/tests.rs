//! The record that comes of what processes say.

use super::*;
use crate::experiment::{Task, cell};

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
        progress: false,
        lifeline: false,
        handed_on: Vec::new(),
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
    };
    conductor.take(vec![Message::Cell(first.clone())]);
    conductor.take(vec![
        Message::Cell(second.clone()),
        Message::Cell(first.clone()),
        Message::Outcome(outcome.clone()),
    ]);
    assert_eq!(conductor.record.cells, [first, second]);
    assert_eq!(conductor.record.outcomes, [Outcome { cell: 1, ..outcome }]);
}

#[test]
fn a_fact_from_many_processes_stands_in_the_record_once_and_a_known_one_wins() {
    let arguments = arguments();
    let mut conductor = Conductor::new(&NOTHING, &arguments, &Proc::default()).unwrap();
    let absent = Fact::perhaps("cpython", "CPython", None, "not found");
    let known = Fact::known("cpython", "CPython", "3.13.0");
    let other = Fact::known("cpython", "CPython", "3.8.0");
    for fact in [absent, known.clone(), other] {
        conductor.take(vec![Message::Fact(fact)]);
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

#[test]
fn an_experiment_describes_itself_without_visiting_anything() {
    fn never(_: &mut crate::stopwatch::Stopwatch) {
        panic!("a visit");
    }
    let experiment = Experiment {
        timed: |_, timed| {
            timed.add(cell("a", "map", &[]), never);
            timed.add_large(cell("b", "map", &[]), never);
        },
        ..NOTHING
    };
    let description = crate::visit::describe(&experiment, &arguments());
    assert_eq!((description.timed_cells, description.own_visits), (2, 0));
}
