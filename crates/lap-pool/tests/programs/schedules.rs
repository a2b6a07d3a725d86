//! Programs under shuttle, which runs each through random schedules of itself, on one thread.
//!
//! Shuttle takes every atomic operation to be sequentially consistent, so it cannot see an ordering that is too weak: that
//! is for loom and Miri. The clock and timed waits are the pool's own model (`src/sync/in_shuttle.rs`).

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Arc;

use shuttle::scheduler::{PctScheduler, RandomScheduler, Schedule, Scheduler, Task, TaskId};
use shuttle::{Config, FailurePersistence, MaxSteps, Runner};

use crate::program::Program;
use crate::random::{check, number, seed};
use crate::run::run;
use crate::world::World;

/// Schedules of one program: half of them choose freely at each step, half by priorities that seldom change.
const EACH: u64 = 10;

/// Calls of a program, at most.
const CALLS: usize = 8;

/// Changes of priorities in a schedule, and one more.
const PRIORITIES: usize = 3;

/// Steps after which a schedule counts as one that does not end: a hundred times what the longest takes.
const STEPS: usize = 1_000_000;

#[test]
fn random_programs_come_to_what_the_same_work_comes_to_in_turn_in_every_schedule() {
    // Shuttle sets a hook of its own when it first runs. What a failing schedule says is told once, when it is small.
    Runner::new(RandomScheduler::new_from_seed(0, 1), config()).run(|| {});
    set_hook(Box::new(|_| {}));
    let schedules = number("LAP_POOL_SCHEDULES").unwrap_or(1_000);
    let (seed, programs, failing) = (seed(), Cell::new(0_u64), Cell::new(false));
    let again =
        "RUSTFLAGS='--cfg lap_pool_shuttle' cargo test -p lap-pool --release --test programs";
    let size = (schedules.div_ceil(EACH) as u32, CALLS);
    let outcome = check(size, seed, again, |_, program| {
        if !failing.get() {
            programs.set(programs.get() + 1);
        }
        let (program, half) = (Arc::new(program.clone()), (EACH / 2) as usize);
        let outcome =
            explore(&program, RandomScheduler::new_from_seed(seed, half)).and_then(|()| {
                explore(
                    &program,
                    PctScheduler::new_from_seed(seed, PRIORITIES, half),
                )
            });
        failing.set(failing.get() || outcome.is_err());
        outcome
    });
    if let Err(reason) = outcome {
        // The hook that would print a panic's words is out.
        eprintln!("after {} programs: {reason}", programs.get());
        panic!("a program failed");
    }
    println!(
        "{} programs, {} schedules, seed {seed}",
        programs.get(),
        programs.get() * EACH
    );
}

fn config() -> Config {
    let mut config = Config::new();
    config.stack_size = 256 << 10;
    config.failure_persistence = FailurePersistence::None;
    config.max_steps = MaxSteps::FailAfter(STEPS);
    config.silence_warnings = true;
    config
}

fn explore(program: &Arc<Program>, scheduler: impl Scheduler + 'static) -> Result<(), String> {
    let runner = Runner::new(Silent(ManuallyDrop::new(scheduler)), config());
    let program = Arc::clone(program);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runner.run(move || {
            run(&World::new(&program), &program).unwrap_or_else(|reason| panic!("{reason}"))
        })
    }));
    let words = |payload: Box<dyn std::any::Any + Send>| match payload.downcast::<String>() {
        Ok(words) => *words,
        Err(payload) => (*payload.downcast::<&str>().unwrap_or(Box::new("no words"))).to_owned(),
    };
    outcome.map(drop).map_err(words)
}

/// A scheduler that keeps to itself, when it is dropped, that it was in the midst of a schedule.
#[derive(Debug)]
struct Silent<S>(ManuallyDrop<S>);

impl<S: Scheduler> Scheduler for Silent<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.0.new_execution()
    }

    fn next_task(
        &mut self,
        runnable: &[&Task],
        current: Option<TaskId>,
        is_yielding: bool,
    ) -> Option<TaskId> {
        self.0.next_task(runnable, current, is_yielding)
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }
}
