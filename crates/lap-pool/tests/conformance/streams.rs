//! Streams: order, a source that fails, a full buffer.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::PoolError;

use crate::support::{panic_of, watchdog};
use crate::{pool, square};

#[test]
fn n12_test_imap() {
    let _watchdog = watchdog();
    let pool = pool();
    assert!(pool.imap(0..10, square).unwrap().eq((0..10).map(square)));
    let mut stream = pool.imap(0..10, square).unwrap();
    for x in 0..10 {
        assert_eq!(stream.next(), Some(x * x));
    }
    assert_eq!((stream.next(), stream.next()), (None, None));
    let stream = pool
        .options()
        .chunksize(100)
        .imap(0..1_000, square)
        .unwrap();
    assert!(stream.eq((0..1_000).map(square)));
}

#[test]
fn n13_test_imap_handle_iterable_exception() {
    let _watchdog = watchdog();
    let pool = pool();
    for (failing, chunksize) in [(1, 1), (3, 1), (7, 2), (7, 4)] {
        let source = (0..10).inspect(|x| assert!(*x != failing, "someone said so"));
        let mut stream = pool
            .options()
            .chunksize(chunksize)
            .imap(source, square)
            .unwrap();
        let mut seen = Vec::new();
        // With a laxer order than CPython's: the source's panic may come out while results are still in flight.
        assert_eq!(panic_of(|| seen.extend(stream.by_ref())), "someone said so");
        seen.extend(stream);
        assert!(seen.into_iter().eq((0..failing).map(square)));
    }
}

#[test]
fn n14_test_imap_unordered() {
    let _watchdog = watchdog();
    let pool = pool();
    for (n, chunksize) in [(10, 1), (1_000, 100)] {
        let stream = pool
            .options()
            .chunksize(chunksize)
            .imap_unordered(0..n, square)
            .unwrap();
        let mut seen: Vec<_> = stream.collect();
        seen.sort_unstable();
        assert!(seen.into_iter().eq((0..n).map(square)));
    }
}

#[test]
fn n15_test_imap_unordered_handle_iterable_exception() {
    let _watchdog = watchdog();
    let pool = pool();
    for failing in [1, 3, 7] {
        let source = (0..10).inspect(|x| assert!(*x != failing, "someone said so"));
        let mut stream = pool.imap_unordered(source, square).unwrap();
        let mut seen = BTreeSet::new();
        let words = panic_of(|| {
            stream
                .by_ref()
                .for_each(|x| assert!(seen.insert(x), "twice"))
        });
        stream.for_each(|x| assert!(seen.insert(x), "twice"));
        assert_eq!(words, "someone said so");
        assert!(seen.into_iter().eq((0..failing).map(square)));
    }
}

#[test]
fn n38_test_imap_when_the_buffer_is_full() {
    let _watchdog = watchdog();
    let pool = pool();
    for buffersize in [1, 4, 10] {
        for chunksize in [1, 3] {
            let pulled = AtomicUsize::new(0);
            let options = pool.options().buffersize(buffersize).chunksize(chunksize);
            let source = (0..).inspect(|_| _ = pulled.fetch_add(1, SeqCst));
            for (returned, result) in options.imap(source, square).unwrap().take(20).enumerate() {
                assert_eq!(result, square(returned as u64));
                assert!(pulled.load(SeqCst) <= returned + buffersize);
            }
            assert!(
                options
                    .imap_unordered(0..0, square)
                    .unwrap()
                    .next()
                    .is_none()
            );
        }
    }
    let refusal = pool.options().buffersize(0).imap(0..1, square).unwrap_err();
    assert!(matches!(refusal, PoolError::Invalid("buffersize", 0)));
}

#[test]
fn n39_a_stream_read_in_part_does_not_hold_up_join() {
    let _watchdog = watchdog();
    let pool = pool();
    let mut stream = pool.options().buffersize(4).imap(0..100, square).unwrap();
    assert_eq!(stream.next(), Some(0));
    pool.close();
    pool.join().unwrap();
    drop(stream);
}
