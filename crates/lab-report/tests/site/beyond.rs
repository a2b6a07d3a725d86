//! What goes beyond the advice: the best size of a chunk, and the shortest task that pays, with the sentences on them.

use lab_measure::record::{Cell, Mode, Record, Role, Sample};
use lab_report::render;
use tempfile::TempDir;

use crate::synthetic;

/// Adds a cell of two workers that takes so long in the first round of every process.
fn timed(record: &mut Record, contender: &str, call: &str, params: &[(&str, u64)], wall_ns: u64) {
    let params = params.iter().chain(&[("workers", 2)]);
    record.cells.push(Cell {
        contender: contender.into(),
        call: call.into(),
        params: params
            .map(|(name, value)| ((*name).into(), *value))
            .collect(),
        role: Role::Subject,
    });
    let cell = record.cells.len() as u32 - 1;
    let processes: Vec<u32> = record
        .processes
        .iter()
        .map(|process| process.index)
        .collect();
    record
        .samples
        .extend(processes.into_iter().map(|process| Sample {
            cell,
            process,
            round: 0,
            order: 0,
            items: 1,
            wall_ns,
            first_ns: None,
            cpu_ns: None,
            server_cpu_ns: None,
        }));
}

/// Adds a call of the league with this efficiency in hundredths, which strays by so many from process to process.
fn in_league(
    record: &mut Record,
    who: &str,
    (grain_ns, alone): (u64, u64),
    (wins, stray): (u64, u64),
) {
    let at = [("n", 64), ("grain_ns", grain_ns)];
    timed(record, who, "league", &at, 0);
    let cell = record.cells.len() as u32 - 1;
    let samples = record.samples.iter_mut().filter(|at| at.cell == cell);
    for sample in samples {
        let wins = match sample.process % 2 {
            0 => wins + stray,
            _ => wins - stray,
        };
        sample.wall_ns = alone * 100 / (2 * wins);
    }
}

/// The league of one whose longest tasks may be too short or not, one that surely pays and one with tasks of its own that
/// never pay.
fn league(open: &str, sure: &str, own: &str) -> String {
    let mut record = synthetic::p2(Mode::Default);
    for (grain_ns, wins) in [(1_000, 50), (100_000, 100), (300_000, 74)] {
        let at = [("n", 64), ("grain_ns", grain_ns)];
        let alone = 64 * grain_ns;
        timed(&mut record, "serial", "league", &at, alone);
        let stray = if wins == 74 { 20 } else { 0 };
        in_league(&mut record, open, (grain_ns, alone), (wins, stray));
        let wins = if wins > 50 { 100 } else { wins };
        in_league(&mut record, sure, (grain_ns, alone), (wins, 0));
        timed(&mut record, own, "league_loop", &at, 2 * alone);
        in_league(&mut record, own, (grain_ns, 2 * alone), (50, 0));
    }
    shown(record)
}

#[test]
fn a_longest_task_whose_interval_contains_the_threshold_is_left_open_and_no_point() {
    let page = league("lap-pool", "rayon", "cpython");
    for words in [
        "rayon reaches 75 % efficiency with tasks of 10 µs or longer. Even tasks of 600 µs, the longest tried, stay below 75 % \
         with CPython. lap-pool may reach 75 % from 10 µs on, or only beyond 300 µs, where its interval contains 75 %.",
        "<span>left open by its interval</span>",
        ">?</text>",
        "lap-pool (left open)",
    ] {
        assert!(page.contains(words), "not said: {words}");
    }
    assert!(!page.contains("is last to reach it"));
    let swapped = league("rayon", "lap-pool", "cpython");
    assert!(swapped.contains("rayon may reach 75 % from 10 µs on"));
}

#[test]
fn nobody_is_called_the_last_where_the_rounds_confirm_no_step_of_the_order() {
    let league = |stray| {
        let mut record = synthetic::p2(Mode::Default);
        for (grain_ns, wins) in [(1_000, 50), (100_000, 100)] {
            let at = [("n", 64), ("grain_ns", grain_ns)];
            let alone = 64 * grain_ns;
            timed(&mut record, "serial", "league", &at, alone);
            in_league(&mut record, "lap-pool", (grain_ns, alone), (wins, 0));
            in_league(&mut record, "rayon", (grain_ns, alone), (wins - 2, stray));
        }
        shown(record)
    };
    assert!(league(0).contains("rayon is last to reach it, with tasks of "));
    let unsure = league(10);
    assert!(!unsure.contains("is last to reach it"));
    assert!(unsure.contains("confirm no step of this order"));
}

fn page(winner: &str, other: &str) -> String {
    let mut record = synthetic::p2(Mode::Default);
    let ms = 1_000_000;
    let spread = [("n", 10_000), ("spread", 1)];
    timed(&mut record, "serial", "chunked_loop", &spread, 10 * ms);
    for (size, wall) in [(1, 10 * ms), (100, 5 * ms), (5_000, 15 * ms / 2)] {
        let at = [spread[0], spread[1], ("chunksize", size)];
        timed(&mut record, winner, "chunked", &at, wall);
    }
    timed(&mut record, winner, "chunked_itself", &spread, 11 * ms / 2);
    // Efficiencies in hundredths: half-way between 50 and 100 lies what two workers are asked for.
    for (grain_ns, wins) in [(1_000, 50), (100_000, 100)] {
        let at = [("n", 64), ("grain_ns", grain_ns)];
        // In the loop a task takes twice the length that was asked for.
        let alone = 64 * 2 * grain_ns;
        timed(&mut record, "serial", "league", &at, alone);
        timed(&mut record, winner, "league", &at, alone * 100 / (2 * wins));
        timed(&mut record, other, "league", &at, alone);
    }
    shown(record)
}

fn shown(record: Record) -> String {
    let site = synthetic::in_study(record, "p2_map_loop");
    let folder = TempDir::new().expect("a folder");
    render(&site, folder.path()).expect("it renders");
    let page = std::fs::read_to_string(folder.path().join("p2_map_loop.html"));
    page.expect("the page is there").replace('\u{a0}', " ")
}

#[test]
fn the_best_chunk_and_the_shortest_task_that_pays_are_said_with_their_contender() {
    let page = page("lap-pool", "rayon");
    for words in [
        "lap-pool did best with chunks of 100 tasks: it took as long as the ideal [",
        "With chunks of its own choice it took 10 % longer than the ideal [",
        "Times in the same rounds confirm this order.",
        "lap-pool reaches 75 % efficiency with tasks of 20 µs or longer.",
        "Even tasks of 200 µs, the longest tried, stay below 75 % with rayon.",
    ] {
        assert!(page.contains(words), "not said: {words}");
    }
}

#[test]
fn two_names_swapped_in_the_record_are_swapped_in_the_sentences() {
    let page = page("rayon", "lap-pool");
    for words in [
        "rayon did best with chunks of 100 tasks: it took as long as the ideal [",
        "rayon reaches 75 % efficiency with tasks of 20 µs or longer.",
        "Even tasks of 200 µs, the longest tried, stay below 75 % with lap-pool.",
    ] {
        assert!(page.contains(words), "not said: {words}");
    }
}
