//! A `for` loop, and the same loop on a pool: sums of the primes below some limits.
//!
//! `cargo run --release -p lap-pool --example for_loop`

use std::time::Instant;

use lap_pool::{PoolError, ThreadPool};

/// The sum of the primes below `limit`, by trial division.
fn sum_of_primes(limit: u64) -> u64 {
    let is_prime = |n: &u64| {
        (2..)
            .take_while(|d| d * d <= *n)
            .all(|d| !n.is_multiple_of(d))
    };
    (2..limit).filter(is_prime).sum()
}

fn main() -> Result<(), PoolError> {
    let limits: Vec<u64> = (1..=40).map(|step| step * 10_000).collect();

    let begin = Instant::now();
    let mut alone = Vec::new();
    for limit in &limits {
        alone.push(sum_of_primes(*limit));
    }
    println!("one thread: {:?}", begin.elapsed());

    let pool = ThreadPool::builder().build()?;
    let begin = Instant::now();
    let together = pool.map(&limits, |limit| sum_of_primes(*limit))?;
    println!("{} workers: {:?}", pool.workers(), begin.elapsed());

    assert_eq!(alone, together);
    Ok(())
}
