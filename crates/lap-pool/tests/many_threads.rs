//! Ten thousand threads, for which a system may or may not have room.

mod support;

use std::sync::Barrier;

use lap_pool::{PoolError, ThreadPool};
use support::watchdog;

const WORKERS: usize = 10_000;

#[test]
#[ignore = "takes a system's threads from others: .ci/nets/stress runs it"]
fn ten_thousand_workers_all_work_or_are_an_error() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(WORKERS).stack_size(64 << 10);
    let pool = match builder.build() {
        Ok(pool) => pool,
        Err(PoolError::Spawn(error)) => {
            println!("skipped: no room for them: {error}");
            return;
        }
        Err(other) => panic!("{other}"),
    };
    // Each of them has to come, for all wait until the last one is there.
    let all_here = Barrier::new(WORKERS);
    let single = pool.options().chunksize(1);
    let all = single.map(0..WORKERS, |_| _ = all_here.wait());
    assert_eq!(all.unwrap().len(), WORKERS);
    assert_eq!(pool.imap(0..WORKERS, |x| x).unwrap().count(), WORKERS);
    pool.terminate();
    pool.join().unwrap();
}
