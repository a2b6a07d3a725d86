//! What a map takes, and what its tasks get of it.

mod support;

use lap_pool::ThreadPool;
use support::watchdog;

#[test]
fn a_range_gives_the_items_it_would_give_to_a_loop() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    macro_rules! check {
        ($($range:expr;)*) => {$({
            let expected: Vec<_> = $range.collect();
            assert_eq!(pool.map($range, |x| x).unwrap(), expected, "{:?}", $range);
        })*};
    }
    check! {
        0..10_u8; 250..255_u8; 0..=255_u8; 250..=255_u8;
        -128..=127_i8; -128..127_i8; -3..4_i8; 126..=127_i8;
        -40_000..40_000_i32; i32::MAX - 3..=i32::MAX; i32::MIN..i32::MIN + 3;
        u64::MAX - 3..u64::MAX; u64::MAX - 3..=u64::MAX; i64::MIN..=i64::MIN + 3;
        u128::MAX - 3..=u128::MAX; (1_u128 << 64) - 2..(1_u128 << 64) + 2;
        i128::MIN..=i128::MIN + 3; -2..3_i128; i128::MAX - 2..i128::MAX;
        0..3_u16; 0..3_usize; -1..=1_isize; -1..2_i16; 0..=0_u32;
    }
}

#[test]
fn a_range_without_items_gives_none() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (five, three) = (5, 3);
    assert!(pool.map(0..0, |x| x).unwrap().is_empty());
    assert!(pool.map(five..three, |x| x).unwrap().is_empty());
    assert!(pool.map(five..=three, |x| x).unwrap().is_empty());
    let mut exhausted = 0..=0_u8;
    exhausted.next();
    assert!(pool.map(exhausted, |x| x).unwrap().is_empty());
}

#[test]
fn of_a_range_that_was_read_from_the_rest_is_taken() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (mut half_open, mut inclusive) = (0..6, 0..=6);
    assert_eq!(
        (half_open.next(), half_open.next_back()),
        (Some(0), Some(5))
    );
    assert_eq!(
        (inclusive.next(), inclusive.next_back()),
        (Some(0), Some(6))
    );
    assert_eq!(pool.map(half_open, |x| x).unwrap(), [1, 2, 3, 4]);
    assert_eq!(pool.map(inclusive, |x| x).unwrap(), [1, 2, 3, 4, 5]);
}

#[test]
fn a_map_of_a_range_that_fails_fails_at_its_lowest_item() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let words = support::panic_of(|| pool.map(-50..50, |x| assert!(x < 0, "item {x}")));
    assert_eq!(words, "item 0");
}
