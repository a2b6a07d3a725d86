//! Programs on threads of the system.

use std::cell::Cell;
use std::io::Write as _;
use std::panic::{set_hook, take_hook};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use crate::decode::{Record, decode, word};
use crate::random::{check, number, seed};
use crate::run::run;
use crate::world::World;

/// How long a program may take before it counts as hung: thousands of times what it takes alone.
const PATIENCE: Duration = Duration::from_secs(60);

/// Calls of a program, at most.
const CALLS: usize = 14;

/// How often a smaller program is tried before it counts as one that does not fail: it may fail now and then.
const TRIES: usize = 20;

const AGAIN: &str = "cargo test -p lap-pool --test programs";

#[test]
fn random_programs_come_to_what_the_same_work_comes_to_in_turn() {
    be_quiet();
    let (programs, seed) = (number("LAP_POOL_PROGRAMS").unwrap_or(200), seed());
    let (failing, ran) = (Cell::new(false), Cell::new(0));
    let size = (u32::try_from(programs).expect("fewer programs"), CALLS);
    let outcome = check(size, seed, AGAIN, |records, program| {
        let tries = if failing.get() { TRIES } else { 1 };
        for _ in 0..tries {
            if !failing.get() {
                ran.set(ran.get() + 1);
            }
            let world = World::new(program);
            let _watch = watch(ran.get(), records, &world);
            let outcome = run(&world, program);
            failing.set(failing.get() || outcome.is_err());
            outcome?;
        }
        Ok(())
    });
    if let Err(reason) = outcome {
        panic!("after {} programs: {reason}", ran.get());
    }
    println!("{} programs, seed {seed}", ran.get());
}

/// Ends the process, with the program, unless it is dropped in time.
fn watch(number: usize, records: &[Record], world: &Arc<World>) -> mpsc::Sender<()> {
    let (done, over) = mpsc::channel();
    let (records, world) = (records.to_vec(), Arc::clone(world));
    thread::spawn(move || {
        if over.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            let (program, word) = (decode(&records), word(&records));
            let found = world.violations_so_far();
            // Not `eprintln`, which the harness keeps for the end of a test that has none.
            writeln!(
                std::io::stderr(),
                "program {number} hangs; so far: {found:?}\n{program:#?}\nrun it again: LAP_POOL_PROGRAM={word} {AGAIN}"
            )
            .ok();
            std::process::abort();
        }
    });
    done
}

/// Leaves out of the output that streams panic when their pool is closed: programs are made of that.
fn be_quiet() {
    let tells = take_hook();
    set_hook(Box::new(move |panic| {
        let words = panic.payload_as_str().unwrap_or_default();
        if !words.starts_with("the pool was ") {
            tells(panic);
        }
    }));
}
