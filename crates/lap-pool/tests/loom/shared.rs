//! Streams that several threads read: who is woken for what.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::TaskError;
use lap_pool::model::{NO_TIME, Promise, ShortWaits, pool};
use loom::thread;

use crate::{Cell, Counted, join, live, model};

#[test]
fn two_drainers_and_a_worker_hand_items_and_results_over_and_end() {
    for waits in [ShortWaits::Last, ShortWaits::OfConsumersEnd] {
        waits.set();
        model(1, || {
            let (pool, workers) = pool(1, false);
            let workers = live(workers);
            let task = |cell: Arc<Cell>| {
                cell.write(cell.read() + 1);
                cell
            };
            let source = (0..2).map(|_| {
                let cell = Cell::new();
                cell.write(6);
                cell
            });
            let options = pool.options().buffersize(1);
            let stream = options.imap_unordered(source, task).unwrap().shared();
            let other = {
                let stream = stream.clone();
                thread::spawn(move || stream.map(|cell| cell.read()).sum::<usize>())
            };
            let here: usize = stream.map(|cell| cell.read()).sum();
            assert_eq!(here + other.join().unwrap(), 14);
            pool.close();
            join(workers);
        });
    }
}

/// The worker wakes one of them for the first result, and that one the other for what it leaves; and says for it what it waits
/// for from then on.
#[test]
fn who_leaves_passes_on_what_it_leaves() {
    ShortWaits::Last.set();
    for buffersize in [2, 3] {
        model(1, move || {
            let (pool, workers) = pool(1, false);
            let workers = live(workers);
            let options = pool.options().buffersize(buffersize);
            let stream = options.imap(0..2, |x: usize| x).unwrap().shared();
            let other = {
                let mut stream = stream.clone();
                // It takes one result, and does not come back.
                thread::spawn(move || stream.next().is_some())
            };
            let here = stream.count();
            assert_eq!(here + usize::from(other.join().unwrap()), 2);
            pool.close();
            join(workers);
        });
    }
}

#[test]
fn drainers_that_wait_for_a_blocked_source_are_woken_when_the_pool_ends() {
    ShortWaits::Last.set();
    for terminates in [false, true] {
        model(2, move || {
            let (pool, workers) = pool(1, false);
            let blocks = Promise::default();
            let waits = blocks.clone();
            let source = std::iter::from_fn(move || waits.get());
            let stream = pool.imap(source, |()| ()).unwrap().shared();
            let drainers = [stream.clone(), stream]
                .map(|stream| thread::spawn(move || stream.results().next()));
            match terminates {
                true => pool.terminate(),
                false => pool.close(),
            }
            // One of them may be in the source, and gets its item or the end.
            blocks.keep(());
            for drainer in drainers {
                let told = drainer.join().unwrap();
                match terminates {
                    true => assert!(matches!(told, None | Some(Err(TaskError::Terminated)))),
                    false => assert!(matches!(told, None | Some(Err(TaskError::NotRunning)))),
                }
            }
            join(live(workers));
        });
    }
}

/// A drainer that is in a source which blocks until the others are told.
#[test]
fn a_drainer_is_told_of_the_end_while_another_is_in_the_source() {
    ShortWaits::Last.set();
    model(3, || {
        let (pool, workers) = pool(1, false);
        let (blocks, asked) = (Promise::default(), Promise::default());
        let (waits, says) = (blocks.clone(), asked.clone());
        let source = std::iter::from_fn(move || {
            says.keep(());
            waits.get()
        });
        let stream = pool.imap(source, |()| ()).unwrap().shared();
        let other = {
            let stream = stream.clone();
            thread::spawn(move || stream.results().next())
        };
        asked.get();
        let here = thread::spawn(move || stream.results().next());
        pool.close();
        assert!(matches!(
            here.join().unwrap(),
            Some(Err(TaskError::NotRunning))
        ));
        blocks.keep(());
        other.join().unwrap();
        join(live(workers));
    });
}

/// Its only worker drains, and runs what another thread pulls.
#[test]
fn a_drainer_that_is_a_task_runs_what_another_has_pulled() {
    ShortWaits::Last.set();
    model(2, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let options = pool.options().buffersize(1);
        let stream = options.imap_unordered(0..2, |x: usize| x).unwrap().shared();
        let task = {
            let stream = stream.clone();
            pool.apply_async(move || stream.count()).unwrap()
        };
        let here = stream.count();
        assert_eq!(here + task.get().unwrap(), 2);
        pool.close();
        join(workers);
    });
}

#[test]
fn a_shared_stream_dropped_while_it_runs_drops_everything_once() {
    ShortWaits::Last.set();
    model(2, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let (drops, made) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (makes, counts) = (Arc::clone(&drops), Arc::clone(&made));
        let source = (0..2).map(move |_| {
            counts.fetch_add(1, SeqCst);
            Counted(Arc::clone(&makes))
        });
        let options = pool.options().buffersize(2);
        let mut stream = options
            .imap_unordered(source, |item| item)
            .unwrap()
            .shared();
        let other = {
            let mut stream = stream.clone();
            thread::spawn(move || drop(stream.next_timeout(NO_TIME)))
        };
        drop(stream.next_timeout(NO_TIME));
        drop(stream);
        other.join().unwrap();
        pool.close();
        pool.join().unwrap();
        join(workers);
        assert_eq!(drops.load(SeqCst), made.load(SeqCst));
    });
}

/// An item goes from the reader to a drainer, to the worker, and to a drainer again. The other drainer takes one result at
/// most, or goes at once.
#[test]
fn a_shared_stream_that_is_read_ahead_hands_items_over_ends_and_drops_everything_once() {
    ShortWaits::Last.set();
    for (items, taken) in [(1, 1), (2, 0)] {
        model(1, move || {
            let (pool, workers) = pool(1, false);
            let workers = live(workers);
            let (drops, made) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let (makes, counts) = (Arc::clone(&drops), Arc::clone(&made));
            let source = move || {
                (0..items).map(move |_| {
                    counts.fetch_add(1, SeqCst);
                    let cell = Cell::new();
                    cell.write(6);
                    (cell, Counted(Arc::clone(&makes)))
                })
            };
            let task = |(cell, counted): (Arc<Cell>, Counted)| {
                cell.write(cell.read() + 1);
                (cell, counted)
            };
            let options = pool.options().buffersize(1).readahead(1, source);
            let stream = options.imap_unordered(task).unwrap().shared();
            let other = stream.clone().take(taken);
            let other = thread::spawn(move || other.map(|(cell, _)| cell.read()).sum::<usize>());
            let here: usize = stream.map(|(cell, _)| cell.read()).sum();
            assert_eq!(here + other.join().unwrap(), 7 * items);
            assert_eq!((drops.load(SeqCst), made.load(SeqCst)), (items, items));
            pool.close();
            join(workers);
        });
    }
}

/// One takes a result while the other has an item in its hands, which is neither read ahead any more nor in flight yet.
#[test]
fn an_item_on_its_way_into_flight_counts_in_the_buffersize() {
    ShortWaits::Last.set();
    model(2, || {
        let (pool, workers) = pool(1, false);
        let (pool, begun) = (Arc::new(pool), Promise::default());
        let (own, begins, pulled) = (
            Arc::clone(&pool),
            begun.clone(),
            Arc::new(AtomicUsize::new(0)),
        );
        // The only worker drains, and runs what it waits for; so there is no thread more than needed.
        let drains = pool.apply_async(move || {
            let counts = Arc::clone(&pulled);
            let source = move || (0..4).inspect(move |_| _ = counts.fetch_add(1, SeqCst));
            let task = move |item: usize| {
                if item == 0 {
                    begins.keep(());
                    thread::yield_now();
                }
            };
            let options = own.options().buffersize(2).readahead(2, source);
            let mut stream = options.imap(task).unwrap().shared();
            let mut other = stream.clone();
            let looks = thread::spawn(move || {
                begun.get();
                other.next_timeout(NO_TIME).is_ok()
            });
            assert!(stream.next().is_some());
            let returned = 1 + usize::from(looks.join().unwrap());
            let pulled = pulled.load(SeqCst);
            assert!(
                pulled <= returned + 2,
                "{pulled} pulled, {returned} returned"
            );
            drop(stream);
            own.close();
        });
        workers.into_iter().for_each(lap_pool::model::Worker::live);
        drains.unwrap().get().unwrap();
    });
}
