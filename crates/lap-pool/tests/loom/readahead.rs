//! Sources that are read ahead: between the reader, the consumer and the pool's end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::TaskError;
use lap_pool::model::{Promise, pool};
use loom::thread;

use crate::{Cell, Counted, join, live, model};

#[test]
fn a_reader_and_its_consumer_wake_each_other() {
    model(3, || {
        let (pool, workers) = pool(1, false);
        let source = std::iter::empty::<usize>;
        // The reader waits for room, the consumer for news.
        let stream = pool.options().readahead(1, source).imap(|x| x).unwrap();
        assert_eq!(stream.count(), 0);
        pool.close();
        join(live(workers));
    });
}

#[test]
fn an_item_that_was_read_ahead_is_handed_over() {
    model(1, || {
        let (pool, workers) = pool(1, false);
        let workers = live(workers);
        let source = || {
            (0..2).map(|_| {
                let cell = Cell::new();
                cell.write(6);
                cell
            })
        };
        let task = |cell: Arc<Cell>| {
            cell.write(cell.read() + 1);
            cell
        };
        let options = pool.options().buffersize(1);
        let stream = options.readahead(1, source).imap(task).unwrap();
        assert_eq!(stream.map(|cell| cell.read()).collect::<Vec<_>>(), [7, 7]);
        pool.close();
        join(workers);
    });
}

#[test]
fn a_consumer_that_waits_for_a_reader_is_woken_when_its_pool_ends() {
    for terminates in [false, true] {
        model(3, move || {
            let (pool, workers) = pool(1, false);
            let blocks = Promise::default();
            let waits = blocks.clone();
            let source = move || std::iter::from_fn(move || waits.get());
            let stream = pool.options().readahead(1, source).imap(|()| ()).unwrap();
            let consumer = thread::spawn(move || stream.results().next());
            match terminates {
                true => pool.terminate(),
                false => pool.close(),
            }
            let told = consumer.join().unwrap();
            match terminates {
                true => assert!(matches!(told, Some(Err(TaskError::Terminated)))),
                false => assert!(matches!(told, Some(Err(TaskError::NotRunning)))),
            }
            blocks.keep(());
            join(live(workers));
        });
    }
}

#[test]
fn a_stream_dropped_while_its_reader_reads_drops_everything_once() {
    model(2, || {
        let (pool, workers) = pool(1, false);
        let drops = Arc::new(AtomicUsize::new(0));
        let makes = Arc::clone(&drops);
        let source = move || (0..2).map(move |_| Counted(Arc::clone(&makes)));
        pool.scope(|scope| {
            let options = scope.options().buffersize(2);
            let mut stream = options.readahead(2, source).imap(|item| item).unwrap();
            drop(stream.next_timeout(lap_pool::model::NO_TIME));
        });
        // The scope has waited for the reader.
        assert_eq!(Arc::strong_count(&drops), 1, "all that was read is gone");
        assert!(drops.load(SeqCst) <= 2);
        pool.close();
        join(live(workers));
    });
}
