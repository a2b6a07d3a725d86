//! Maps and tasks: results, chunks, time limits, empty input.

use std::sync::Arc;
use std::time::Duration;

use lap_pool::TaskError;

use crate::support::{Gate, panic_of, watchdog};
use crate::{pool, square};

#[test]
fn n01_test_apply() {
    assert_eq!(pool().apply(|| square(5)).unwrap(), 25);
}

#[test]
fn n02_test_map() {
    let (pool, squares) = (pool(), (0..100).map(square).collect::<Vec<_>>());
    assert_eq!(pool.map(0..10, square).unwrap(), squares[..10]);
    assert_eq!(
        pool.options().chunksize(20).map(0..100, square).unwrap(),
        squares
    );
}

#[test]
fn n03_test_starmap() {
    let (pool, multiply) = (pool(), |a: u64, b: u64| a * b);
    let pairs: Vec<_> = (0..100).zip((0..100).map(|x| 2 * x)).collect();
    let products: Vec<_> = pairs.iter().map(|(a, b)| a * b).collect();
    assert_eq!(
        pool.starmap(pairs[..10].to_vec(), multiply).unwrap(),
        products[..10]
    );
    assert_eq!(
        pool.options()
            .chunksize(20)
            .starmap(pairs, multiply)
            .unwrap(),
        products
    );
}

#[test]
fn n04_n05_test_starmap_async_and_map_async() {
    let pool = pool();
    let pairs: Vec<_> = (0..100_u64).map(|x| (x, x)).collect();
    let squares: Vec<_> = (0..100).map(square).collect();
    assert_eq!(
        pool.starmap_async(pairs, |a, b| a * b)
            .unwrap()
            .get()
            .unwrap(),
        squares
    );
    assert_eq!(
        pool.map_async(0..100, square).unwrap().get().unwrap(),
        squares
    );
}

#[test]
fn n08_test_map_chunksize() {
    let _watchdog = watchdog();
    let map = pool()
        .options()
        .chunksize(1)
        .map_async(0..0, square)
        .unwrap();
    assert!(map.get().unwrap().is_empty());
}

#[test]
fn n09_test_map_handle_iterable_exception() {
    let _watchdog = watchdog();
    let pool = pool();
    for _ in 0..2 {
        for failing in [0, 3] {
            let source = || (0..10).inspect(move |x| assert!(*x != failing, "someone said so"));
            assert_eq!(panic_of(|| pool.map(source(), square)), "someone said so");
            let words = panic_of(|| pool.options().chunksize(1).map_async(source(), square));
            assert_eq!(words, "someone said so");
        }
    }
    assert_eq!(
        pool.map(0..3, square).unwrap(),
        [0, 1, 4],
        "the pool can be used again"
    );
}

#[test]
fn n10_n11_test_async_and_its_timeout() {
    let _watchdog = watchdog();
    let (pool, gate) = (pool(), Arc::new(Gate::default()));
    let waits = Arc::clone(&gate);
    let mut task = pool
        .apply_async(move || {
            waits.pass();
            square(7)
        })
        .unwrap();
    assert!(matches!(
        task.get_timeout(Duration::from_millis(2)),
        Err(TaskError::TimedOut)
    ));
    gate.open();
    assert_eq!(task.get().unwrap(), 49);
}

#[test]
fn n18_test_empty_iterable() {
    let _watchdog = watchdog();
    let pool = pool();
    assert!(pool.map(Vec::new(), square).unwrap().is_empty());
    assert!(pool.imap(Vec::new(), square).unwrap().next().is_none());
    assert!(
        pool.imap_unordered(Vec::new(), square)
            .unwrap()
            .next()
            .is_none()
    );
    assert!(
        pool.map_async(Vec::new(), square)
            .unwrap()
            .get()
            .unwrap()
            .is_empty()
    );
}
