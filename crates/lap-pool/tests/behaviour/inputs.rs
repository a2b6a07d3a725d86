//! What a map takes, and what its tasks get of it.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use crate::support::watchdog;
use lap_pool::ThreadPool;

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
    let words = crate::support::panic_of(|| pool.map(-50..50, |x| assert!(x < 0, "item {x}")));
    assert_eq!(words, "item 0");
}

/// A queue that wraps around its buffer's end: of two slices.
fn wrapped() -> VecDeque<u32> {
    let mut queue = VecDeque::with_capacity(8);
    queue.extend([1, 2, 3]);
    queue.push_front(0);
    assert!(!queue.as_slices().1.is_empty());
    queue
}

#[test]
fn collections_are_taken_by_reference() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let triple = |x: &u32| x * 3;
    let sorted = |mut results: Vec<u32>| {
        results.sort_unstable();
        results
    };
    let expected = [0, 3, 6, 9];
    let items = [0_u32, 1, 2, 3];
    assert_eq!(pool.map(&wrapped(), triple).unwrap(), expected);
    let slice: Arc<[u32]> = items.into();
    assert_eq!(pool.map(&slice, triple).unwrap(), expected);
    assert_eq!(
        pool.map(&Arc::new(items.to_vec()), triple).unwrap(),
        expected
    );
    let slice: Rc<[u32]> = items.into();
    assert_eq!(pool.map(&slice, triple).unwrap(), expected);
    assert_eq!(
        pool.map(&Rc::new(items.to_vec()), triple).unwrap(),
        expected
    );
    let (slice, vector, array) = (&items[..], &items.to_vec(), &items);
    assert_eq!(pool.map(&slice, triple).unwrap(), expected);
    assert_eq!(pool.map(&vector, triple).unwrap(), expected);
    assert_eq!(pool.map(&array, triple).unwrap(), expected);
    assert_eq!(
        pool.map(&LinkedList::from(items), triple).unwrap(),
        expected
    );
    assert_eq!(pool.map(&BTreeSet::from(items), triple).unwrap(), expected);
    let heap = BinaryHeap::from(items);
    assert_eq!(sorted(pool.map(&heap, triple).unwrap()), expected);
    let set = HashSet::from(items);
    assert_eq!(sorted(pool.map(&set, triple).unwrap()), expected);
    assert_eq!(pool.map(&Some(3), triple).unwrap(), [9]);
    assert!(pool.map(&None, triple).unwrap().is_empty());
    let map = HashMap::from([(1, 2), (3, 4)]);
    assert_eq!(sorted(pool.map(&map, |(k, v)| k + v).unwrap()), [3, 7]);
    assert_eq!(sorted(pool.starmap(&map, |k, v| k * v).unwrap()), [2, 12]);
    let map = BTreeMap::from([(1, 2), (3, 4)]);
    assert_eq!(pool.starmap(&map, |k, v| k * v).unwrap(), [2, 12]);
}

#[test]
fn collections_are_taken_by_value() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let shout = |word: String| word.to_uppercase();
    let words = || ["lap", "pool"].map(String::from);
    let expected = ["LAP", "POOL"];
    let sorted = |mut results: Vec<String>| {
        results.sort_unstable();
        results
    };
    assert_eq!(pool.map(VecDeque::from(words()), shout).unwrap(), expected);
    assert_eq!(
        pool.map(LinkedList::from(words()), shout).unwrap(),
        expected
    );
    assert_eq!(pool.map(BTreeSet::from(words()), shout).unwrap(), expected);
    let heap = BinaryHeap::from(words());
    assert_eq!(sorted(pool.map(heap, shout).unwrap()), expected);
    let set = HashSet::from(words());
    assert_eq!(sorted(pool.map(set, shout).unwrap()), expected);
    assert_eq!(pool.map(Some("lap".to_owned()), shout).unwrap(), ["LAP"]);
    assert!(pool.map(None, shout).unwrap().is_empty());
    let map = || [(2, "lap".to_owned()), (1, "pool".to_owned())];
    let repeat = |count: usize, word: String| word.repeat(count);
    let repeated = pool.starmap(BTreeMap::from(map()), repeat);
    assert_eq!(repeated.unwrap(), ["pool", "laplap"]);
    let repeated = pool.starmap(HashMap::from(map()), repeat);
    assert_eq!(sorted(repeated.unwrap()), ["laplap", "pool"]);
    // Not only by calls that wait.
    let set = HashSet::from(words());
    let later = pool.map_async(set, shout).unwrap();
    assert_eq!(sorted(later.get().unwrap()), expected);
}

#[test]
fn collections_are_changed_in_place() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let mut queue = wrapped();
    pool.map(&mut queue, |x| *x += 1).unwrap();
    assert_eq!(queue, [1, 2, 3, 4]);
    let mut list = LinkedList::from([1, 2]);
    pool.map(&mut list, |x| *x += 1).unwrap();
    assert_eq!(list, LinkedList::from([2, 3]));
    let mut maybe = Some(1);
    pool.map(&mut maybe, |x| *x += 1).unwrap();
    assert_eq!(maybe, Some(2));
    let mut map = BTreeMap::from([(1, 1), (2, 2)]);
    pool.starmap(&mut map, |key, value: &mut i32| *value += key)
        .unwrap();
    assert_eq!(map, BTreeMap::from([(1, 2), (2, 4)]));
    let mut map = HashMap::from([(1, 1), (2, 2)]);
    pool.map(&mut map, |(key, value)| *value += key).unwrap();
    assert_eq!(map, HashMap::from([(1, 2), (2, 4)]));
}

#[test]
fn a_double_ended_queue_is_not_copied() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let queue: VecDeque<String> = ["lap", "pool"].map(String::from).into();
    let places = pool.map(&queue, |word| std::ptr::from_ref(word).addr());
    let expected: Vec<_> = queue
        .iter()
        .map(|word| std::ptr::from_ref(word).addr())
        .collect();
    assert_eq!(places.unwrap(), expected);
    let texts: Vec<_> = queue.iter().map(|word| word.as_ptr().addr()).collect();
    let moved = pool.map(queue, |word| word.as_ptr().addr());
    assert_eq!(moved.unwrap(), texts);
}
