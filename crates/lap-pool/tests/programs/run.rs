//! Running a program, from the pool's beginning to its end.

use std::sync::Arc;

use lap_pool::ThreadPool;

use crate::calls::perform;
use crate::job::Handle;
use crate::platform::thread;
use crate::program::{Call, Ending, Home, Program};
use crate::world::{Later, World};

/// Runs a program; says what went wrong.
pub fn run(world: &Arc<World>, program: &Program) -> Result<(), String> {
    if program.home == Home::With {
        let with = ThreadPool::with(program.workers, |pool| drive(&pool, world, program));
        with.expect("a pool");
    } else {
        let pool = ThreadPool::builder()
            .workers(program.workers)
            .caller_helps(program.caller_helps);
        let pool = Arc::new(pool.build().expect("a pool"));
        if program.home == Home::Scope {
            pool.scope(|scope| drive(&scope, world, program));
        } else {
            drive(&pool, world, program);
        }
        end(world, pool, program.ending);
    }
    for outliving in std::mem::take(&mut *world.outliving.lock().unwrap()) {
        outliving();
    }
    world.verdict()
}

/// Lets each thread make its calls.
fn drive<'scope, 'env: 'scope, H: Handle<'scope, 'env>>(
    pool: &H,
    world: &Arc<World>,
    program: &Program,
) {
    let thread = |calls: &[Call]| {
        let mut later: Vec<Later> = Vec::new();
        perform(pool, world, calls, &mut later);
        later.into_iter().for_each(|later| later());
    };
    if let [calls] = &program.threads[..] {
        return thread(calls);
    }
    // This one only waits: shuttle's takes whoever opened a scope to be waiting for its end.
    thread::scope(|threads| {
        for calls in &program.threads {
            threads.spawn(move || thread(calls));
        }
    });
}

fn end(world: &World, pool: Arc<ThreadPool>, ending: Ending) {
    if ending == Ending::Terminate {
        world.terminating.take(|| pool.terminate());
    }
    let pool = match Arc::try_unwrap(pool) {
        Ok(pool) if ending == Ending::Drop => return world.closing.take(|| drop(pool)),
        Ok(pool) => Arc::new(pool),
        // Tasks that are not done yet have it too.
        Err(pool) => pool,
    };
    world.closing.take(|| pool.close());
    let joined = pool.join();
    world.expect(joined.is_ok(), format_args!("the last join: {joined:?}"));
    world.expect(
        Arc::into_inner(pool).is_some(),
        "a task that was given up or is done still has the pool",
    );
}
