//! What a close comes between.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

use lap_pool::model::pool;
use lap_pool::{PoolError, TaskError};
use loom::thread;

use crate::{Cell, Counted, deep, join, live, model};

#[test]
fn a_stream_read_while_its_pool_closes_ends_with_what_was_pulled_and_one_error() {
    for helps in [false, true] {
        model(deep(2), move || {
            let (pool, workers) = pool(1, helps);
            let pool = Arc::new(pool);
            let workers = live(workers);
            let ends = {
                let pool = Arc::clone(&pool);
                thread::spawn(move || pool.close())
            };
            let drops = Arc::new(AtomicUsize::new(0));
            let makes = Arc::clone(&drops);
            let source = (0..2).map(move |_| Counted(Arc::clone(&makes)));
            match pool.options().buffersize(1).imap(source, drop) {
                Ok(stream) => {
                    let outcomes: Vec<_> = stream.results().collect();
                    let refused = outcomes.iter().filter(|outcome| outcome.is_err()).count();
                    let whole = outcomes.len() == 2 && refused == 0;
                    assert!(whole || matches!(outcomes.last(), Some(Err(TaskError::NotRunning))));
                    // An item that was pulled as the pool closed, and that of the end.
                    assert!(refused <= 2);
                    assert!(drops.load(SeqCst) + 2 >= outcomes.len());
                }
                Err(error) => assert!(matches!(error, PoolError::NotRunning)),
            }
            ends.join().unwrap();
            join(workers);
        });
    }
}

#[test]
fn what_came_before_a_close_is_seen_by_whom_the_pool_refuses() {
    let seen = Arc::new(AtomicBool::new(false));
    let sees = Arc::clone(&seen);
    model(2, move || {
        let (pool, workers) = pool(1, true);
        let pool = Arc::new(pool);
        std::mem::forget(workers);
        let cell = Cell::new();
        let asks = {
            let (pool, cell) = (Arc::clone(&pool), Arc::clone(&cell));
            // Refused without a look under the lock. (Loom explores this order of the two, and not the other.)
            thread::spawn(move || {
                let refused = pool.apply(|| ()).is_err();
                if refused {
                    assert_eq!(cell.read(), 7);
                }
                refused
            })
        };
        cell.write(7);
        pool.close();
        if asks.join().unwrap() {
            sees.store(true, SeqCst);
        }
        std::mem::forget(pool);
    });
    assert!(
        seen.load(SeqCst),
        "the model knows no schedule with a refusal"
    );
}
