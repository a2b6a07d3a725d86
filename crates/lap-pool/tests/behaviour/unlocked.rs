//! The user's code runs under no lock of the pool: it may wait for other such code, or ask for what it is part of.

use std::future::Future;
use std::panic::panic_any;
use std::pin::Pin;
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use crate::support::{Gate, Tally, held_pool, watchdog};
use lap_pool::{AsyncResult, ThreadPool};

/// What an item panics with. Those that are not handed on meet when they are dropped.
struct Payload {
    item: usize,
    losers: Arc<Barrier>,
}

impl Drop for Payload {
    fn drop(&mut self) {
        if self.item > 0 {
            self.losers.wait();
        }
    }
}

#[test]
fn two_payloads_of_a_map_may_wait_for_each_other_when_they_are_dropped() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(3).caller_helps(false);
    let pool = builder.build().unwrap();
    let (inside, losers) = (Barrier::new(3), Arc::new(Barrier::new(2)));
    let map = || {
        pool.options().chunksize(1).map(0..3, |item| {
            inside.wait();
            let losers = Arc::clone(&losers);
            panic_any(Payload { item, losers })
        })
    };
    let map = std::panic::AssertUnwindSafe(map);
    let caught = std::panic::catch_unwind(|| map().map(|results: Vec<()>| results.len()));
    let payload = caught.unwrap_err().downcast::<Payload>().unwrap();
    assert_eq!(payload.item, 0);
}

/// Asks the result that it is woken for whether it is there.
struct Asks {
    result: Mutex<AsyncResult<()>>,
    woken: Tally,
}

impl Wake for Asks {
    fn wake(self: Arc<Self>) {
        assert!(self.result.lock().unwrap().ready());
        self.woken.add();
    }
}

#[test]
fn a_waker_may_ask_for_the_result_that_it_is_woken_for() {
    let _watchdog = watchdog();
    let (pool, gate, running) = held_pool(false);
    let asks = Arc::new(Asks {
        result: Mutex::new(pool.apply_async(|| ()).unwrap()),
        woken: Tally::default(),
    });
    let waker = Waker::from(Arc::clone(&asks));
    let polled = {
        let mut result = asks.result.lock().unwrap();
        Pin::new(&mut *result).poll(&mut Context::from_waker(&waker))
    };
    assert!(polled.is_pending());
    gate.open();
    asks.woken.wait_for(1);
    running.get().unwrap();
}

/// Dropped once its gate is open.
struct SlowToGo(Arc<Gate>, Arc<Tally>);

impl Drop for SlowToGo {
    fn drop(&mut self) {
        self.1.add();
        self.0.pass();
    }
}

#[test]
fn a_task_that_waits_for_a_map_keeps_its_limit_while_the_maps_closure_is_dropped() {
    let _watchdog = watchdog();
    let builder = ThreadPool::builder().workers(2).caller_helps(false);
    let pool = builder.build().unwrap();
    let (gate, leaves) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
    let slow = SlowToGo(Arc::clone(&gate), Arc::clone(&leaves));
    let map = pool.map_async(vec![1], move |x| {
        _ = &slow;
        x
    });
    let map = map.unwrap();
    leaves.wait_for(1);
    let waits = || map.wait_timeout(Duration::from_millis(1));
    assert!(!pool.apply(waits).unwrap());
    gate.open();
    assert_eq!(map.get().unwrap(), [1]);
}

/// Its destructor lets the task end, and waits for it.
#[test]
fn a_wakers_destructor_may_wait_for_the_task_that_it_was_left_with() {
    struct Last(Arc<ThreadPool>, Arc<Gate>);
    impl Wake for Last {
        fn wake(self: Arc<Self>) {}
    }
    impl Drop for Last {
        fn drop(&mut self) {
            self.1.open();
            self.0.close();
            self.0.join().unwrap();
        }
    }
    let _watchdog = watchdog();
    let (pool, gate, mut held) = held_pool(false);
    let waker = Waker::from(Arc::new(Last(Arc::new(pool), gate)));
    let left = Pin::new(&mut held).poll(&mut Context::from_waker(&waker));
    assert!(left.is_pending());
    drop(waker);
    drop(held);
}
