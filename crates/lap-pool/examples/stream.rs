//! A stream over an endless source: results in order, failures as values, and nothing read further ahead than it has
//! to be.
//!
//! `cargo run -p lap-pool --example stream`

use std::cell::Cell;

use lap_pool::{PoolError, TaskError, ThreadPool};

/// Steps until the Collatz sequence of `n` arrives at 1 (Collatz 1937; whether it always does is not known).
fn steps(mut n: u64) -> u32 {
    assert_ne!(n % 1_000, 0, "somebody does not like {n}");
    let mut steps = 0;
    while n != 1 {
        n = if n.is_multiple_of(2) {
            n / 2
        } else {
            3 * n + 1
        };
        steps += 1;
    }
    steps
}

fn main() -> Result<(), PoolError> {
    // The tasks that fail say so themselves; their words are in the results as well.
    std::panic::set_hook(Box::new(|_| ()));
    let pool = ThreadPool::builder().build()?;
    let pulled = Cell::new(0);
    let source = (1_u64..).inspect(|_| pulled.set(pulled.get() + 1));

    let (mut longest, mut failed) = ((0, 0), 0);
    let stream = pool
        .options()
        .buffersize(16)
        .imap(source, |n| (n, steps(n)))?;
    for result in stream.results().take(5_000) {
        match result {
            Ok((n, steps)) if steps > longest.1 => longest = (n, steps),
            Ok(_) => {}
            Err(TaskError::Panicked(_)) => failed += 1,
            Err(other) => println!("{other}"),
        }
    }
    println!(
        "{} takes {} steps; {failed} items failed",
        longest.0, longest.1
    );
    println!("{} items were pulled for 5000 results", pulled.get());
    Ok(())
}
