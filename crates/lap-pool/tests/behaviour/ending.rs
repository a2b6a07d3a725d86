//! What becomes of maps and streams that wait for a worker when their pool ends.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::support::{Tally, held_pool, watchdog};
use lap_pool::TaskError;

#[test]
fn a_closed_pool_runs_the_maps_and_the_items_that_it_has() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let map = pool.map_async(0..10, |x| x).unwrap();
    let mut results = pool.imap(0..10, |x| x).unwrap().results();
    // It pulls one.
    let looked = results.next_timeout(Duration::ZERO);
    pool.close();
    gate.open();
    pool.join().unwrap();
    assert!(matches!(looked, Err(TaskError::TimedOut)), "{looked:?}");
    assert!(map.get().unwrap().into_iter().eq(0..10));
    let rest: Vec<_> = results.collect();
    assert!(
        matches!(rest[..], [Ok(0), Err(TaskError::NotRunning)]),
        "{rest:?}"
    );
    running.get().unwrap();
}

#[test]
fn terminate_wakes_a_consumer_none_of_whose_items_has_begun() {
    let _watchdog = watchdog();
    // In most rounds the consumer sleeps by then.
    for _ in 0..50 {
        let (pool, gate, running) = held_pool(false);
        let pulled = Arc::new(Tally::default());
        let counts = Arc::clone(&pulled);
        let source = (0..10).inspect(move |_| _ = counts.add());
        let outcomes: Vec<_> = thread::scope(|scope| {
            let reads = scope.spawn(|| {
                let stream = pool.options().buffersize(2).imap(source, |x| x);
                stream.unwrap().results().collect()
            });
            pulled.wait_for(2);
            thread::yield_now();
            pool.terminate();
            gate.open();
            reads.join().unwrap()
        });
        let told = outcomes
            .iter()
            .all(|outcome| matches!(outcome, Err(TaskError::Terminated)));
        assert!(told, "{outcomes:?}");
        running.get().unwrap();
    }
}
