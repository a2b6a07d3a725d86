//! Items of a stream that wait for each other, for the source or for the consumer, and get on.

use std::cell::Cell;
use std::sync::{Arc, Barrier, Condvar, Mutex};

use crate::support::{Gate, Tally, watchdog};
use lap_pool::ThreadPool;

#[test]
fn two_items_of_a_stream_meet_a_thousand_times() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for round in 0..1_000 {
        let barrier = Arc::new(Barrier::new(2));
        let meet = move |_| barrier.wait().is_leader();
        let leaders = if round % 2 == 0 {
            pool.imap(0..2, meet)
                .unwrap()
                .filter(|leads| *leads)
                .count()
        } else {
            pool.imap_unordered(0..2, meet)
                .unwrap()
                .filter(|leads| *leads)
                .count()
        };
        assert_eq!(leaders, 1);
    }
}

/// Each waits for its turn: 1, 0, 3, 2 and so on. Two at a time can keep it as long as items begin in their order: then one
/// of the two that run is always the next.
#[test]
fn items_begin_in_their_order_after_cheap_ones_too() {
    let _watchdog = watchdog();
    for (helps, ordered) in [(true, true), (true, false), (false, true), (false, false)] {
        let builder = ThreadPool::builder().workers(2).caller_helps(helps);
        let pool = builder.build().unwrap();
        for _ in 0..50 {
            let written = Arc::new((Mutex::new(0), Condvar::new()));
            let task = move |item: usize| {
                let Some(item) = item.checked_sub(200) else {
                    return;
                };
                let (count, changed) = &*written;
                let is_early = |written: &mut usize| *written < item ^ 1;
                *changed.wait_while(count.lock().unwrap(), is_early).unwrap() += 1;
                changed.notify_all();
            };
            let count = match ordered {
                true => pool.imap(0..300, task).unwrap().count(),
                false => pool.imap_unordered(0..300, task).unwrap().count(),
            };
            assert_eq!(count, 300);
        }
    }
}

#[test]
fn a_second_worker_is_called_while_the_first_is_at_its_item() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (first, second) = (Arc::new(Gate::default()), Arc::new(Gate::default()));
    let (runs, ran) = (Arc::clone(&first), Arc::clone(&second));
    // The source gives its second item only once the first one runs, and the first one ends only once the second runs.
    let source = (0..2).inspect(|item| {
        if *item == 1 {
            first.pass()
        }
    });
    let stream = pool.imap(source, move |item| match item {
        0 => {
            runs.open();
            ran.pass();
        }
        _ => second.open(),
    });
    assert_eq!(stream.unwrap().count(), 2);
}

#[test]
fn a_result_is_out_before_a_later_item_is_waited_for() {
    let _watchdog = watchdog();
    for workers in [1, 2] {
        let pool = ThreadPool::new(workers).unwrap();
        let (seen, consumed) = (Arc::new(Tally::default()), Arc::new(Tally::default()));
        let awaits = Arc::clone(&consumed);
        // Cheap items, then one that ends only once the consumer has had all results before it.
        let stream = pool.options().buffersize(200).imap(0..200, move |item| {
            if item == 150 {
                awaits.wait_for(150);
            }
            seen.add()
        });
        let mut stream = stream.unwrap();
        for _ in 0..150 {
            assert!(stream.next().is_some());
            consumed.add();
        }
        assert_eq!(stream.count(), 50);
    }
}

#[test]
fn cheap_items_go_on_though_the_consumer_does_not_come_back() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for round in 0..100 {
        let (pulled, ran) = (Cell::new(0), Arc::new(Tally::default()));
        let counts = Arc::clone(&ran);
        let source = (0..100).inspect(|_| pulled.set(pulled.get() + 1));
        let options = pool.options().buffersize(3);
        let task = move |_| counts.add();
        let mut stream = match round % 2 {
            0 => options.imap(source, task).unwrap(),
            _ => options.imap_unordered(source, task).unwrap(),
        };
        assert_eq!(stream.by_ref().take(20).count(), 20);
        // What was pulled last may have been called for without waking anybody.
        ran.wait_for(pulled.get());
    }
}

#[test]
fn an_item_after_cheap_ones_may_wait_for_a_later_one_while_the_consumer_is_away() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for _ in 0..100 {
        let (met, meets) = (Arc::new(Gate::default()), Arc::new(Barrier::new(2)));
        let opens = Arc::clone(&met);
        let task = move |item| {
            if item == 20 || item == 21 {
                meets.wait();
                opens.open();
            }
        };
        let pulled = Cell::new(0);
        let source = (0..30).inspect(|_| pulled.set(pulled.get() + 1));
        let options = pool.options().buffersize(4);
        let mut stream = options.imap_unordered(source, task).unwrap();
        let mut returned = 0;
        while pulled.get() < 22 {
            returned += stream.next().map_or(0, |()| 1);
        }
        met.pass();
        assert_eq!(returned + stream.count(), 30);
    }
}
