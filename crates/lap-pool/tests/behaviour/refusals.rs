//! A refused call leaves its input alone. (In the child of a fork: `tests/fork`.)

use std::sync::atomic::Ordering::SeqCst;

use crate::support::untouched::{Refusals, TOUCHES, every_call};
use crate::support::watchdog;
use lap_pool::{PoolError, ThreadPool};

#[track_caller]
fn assert_all(refusals: Refusals, expected: impl Fn(&PoolError) -> bool) {
    for (call, refusal) in refusals {
        let as_expected = refusal.as_ref().is_some_and(&expected);
        assert!(as_expected, "{call}: {refusal:?}");
    }
    let touches = TOUCHES.load(SeqCst);
    assert_eq!(touches, 0, "inputs were touched, or closures run");
}

#[test]
fn a_pool_that_is_not_running_leaves_every_input_untouched() {
    let _watchdog = watchdog();
    for helps in [true, false] {
        for end in [ThreadPool::close, ThreadPool::terminate] {
            let builder = ThreadPool::builder().workers(2).caller_helps(helps);
            let pool = builder.build().unwrap();
            end(&pool);
            assert_all(every_call(pool.options()), |refusal| {
                matches!(refusal, PoolError::NotRunning)
            });
        }
    }
}

#[test]
fn an_invalid_option_leaves_every_input_untouched() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    assert_all(every_call(pool.options().chunksize(0)), |refusal| {
        matches!(refusal, PoolError::Invalid("chunksize", 0))
    });
    assert_all(every_call(pool.options().buffersize(0)), |refusal| {
        matches!(refusal, PoolError::Invalid("buffersize", 0))
    });
}

#[test]
fn a_map_whose_input_closes_the_pool_is_refused_though_it_needs_no_worker() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let closes = (0..3).inspect(|_| pool.close());
    let refusal = pool.map(closes, |x| x).err();
    assert!(
        matches!(refusal, Some(PoolError::NotRunning)),
        "{refusal:?}"
    );
}
