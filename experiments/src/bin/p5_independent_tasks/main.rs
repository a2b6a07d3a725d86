//! Practice 5: tasks that share, hand on and wait for each other.
//!
//! The advice: give the pool tasks that are independent; build pipelines from a pool for each stage; and start threads
//! for tasks that coordinate or need locks. This experiment takes one thing of independence away at a time. Read it
//! from top to bottom, and then the files of the folder: `sharing.rs` puts a part of each task under one lock,
//! `pipeline.rs` makes three stages of it, and `coordination.rs` has the tasks that wait for each other, with `wait_registry.rs`
//! to see when they do so for ever. `counters.rs` and `nested.rs` draw what no rule judges.

use std::process::ExitCode;
use std::time::Duration;

use experiments::sources::versions;
use experiments::{controls, live};
use lab_kit::contender::Contender;
use lab_kit::contenders::{LapPool, Serial};
use lab_kit::cpython::Processes;
use lab_kit::workloads::sleep::Sleep;
use lab_measure::experiment::{Experiment, Settings, Timed, cell};
use lab_measure::record::{Fact, Mode};

mod coordination;
mod counters;
mod lanes;
#[cfg(test)]
mod model_matches_cpython;
mod nested;
mod pipeline;
mod sharing;
mod visits;
mod wait_registry;

const EXPERIMENT: Experiment = Experiment {
    name: env!("CARGO_BIN_NAME"),
    version: 1,
    sources: experiments::sources!(),
    facts,
    timed,
    solo: visits::all,
};

fn main() -> ExitCode {
    EXPERIMENT.main()
}

fn facts(_settings: &Settings) -> Vec<Fact> {
    versions(&["lap-pool", "rayon"])
}

// ---- timed cells -----------------------------------------------------------------------------------------------

/// A process times the tasks that share, or the pipelines, or both: each is timed by two processes of three, and that is
/// as many as an answer needs. Every third draws what no rule speaks of.
fn timed(settings: &Settings, timed: &mut Timed) {
    let quick = settings.mode == Mode::Quick;
    let process = timed.process();
    let sharing = if quick { process < 2 } else { process % 3 != 2 };
    let pipelines = if quick {
        (2..4).contains(&process)
    } else {
        !process.is_multiple_of(3)
    };
    let drawn = if quick {
        process > 2
    } else {
        process.is_multiple_of(3)
    };
    let python = live::declare(timed, Processes::Never).is_some();
    let pool = LapPool::new(sharing::WORKERS).expect("it starts").keep();
    sharing::add_independent(timed, pool);
    if sharing {
        sharing::add(timed, pool, python);
    }
    if pipelines {
        pipeline::add(timed, python);
    }
    if drawn {
        counters::add(timed, settings.workers);
        nested::add(timed, python);
    }
    twice_the_sleeps(timed);
}

/// Twice the tasks must take twice the time.
fn twice_the_sleeps(timed: &mut Timed) {
    const SLEEPS: u64 = 4;
    let sleep = Sleep::new(Duration::from_millis(2));
    let once = cell(Serial.name(), "sleep", &[("n", SLEEPS)]);
    for (cell, times) in [(once.clone(), 1), (controls::twice(once), 2)] {
        timed.add_large(cell, move |watch| {
            watch.time(|_| (0..times * SLEEPS).map(|item| sleep.run(item)).sum::<u64>());
        });
    }
}
