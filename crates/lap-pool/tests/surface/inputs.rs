//! Every kind of input, with items that own memory.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use crate::support::watchdog;
use crate::{pools, words};
use lap_pool::{Input, ThreadPool};

/// The lengths of the items, sorted: a map, and a map that nobody waits for at once.
#[track_caller]
fn assert_words<K, I>(pool: &ThreadPool, input: impl Fn() -> I)
where
    I: Input<K>,
    I::Item: Send + AsRef<str>,
    I::Source: Send + Sync,
{
    for chunksize in [1, 2] {
        let options = pool.options().chunksize(chunksize);
        let mut found = options.map(input(), |word| word.as_ref().to_owned());
        found.as_mut().unwrap().sort();
        assert_eq!(found.unwrap(), words(3));
    }
}

#[test]
fn collections_by_value() {
    let _watchdog = watchdog();
    let [pool, _] = pools();
    assert_words(&pool, || words(3));
    assert_words(&pool, || words(3).into_boxed_slice());
    assert_words(&pool, || <[String; 3]>::try_from(words(3)).unwrap());
    assert_words(&pool, || VecDeque::from(words(3)));
    assert_words(&pool, || BinaryHeap::from(words(3)));
    assert_words(&pool, || LinkedList::from_iter(words(3)));
    assert_words(&pool, || BTreeSet::from_iter(words(3)));
    assert_words(&pool, || HashSet::<_>::from_iter(words(3)));
    assert_words(&pool, || words(3).into_iter());
    let some = pool.map(Some(words(1)), |words| words.concat()).unwrap();
    assert_eq!(some, words(1));
}

#[test]
fn collections_by_reference() {
    let _watchdog = watchdog();
    let [pool, _] = pools();
    let vector = words(3);
    assert_words(&pool, || &vector);
    assert_words(&pool, || vector.as_slice());
    let reference = &vector;
    assert_words(&pool, || &reference);
    assert_words(&pool, || vector.iter());
    let boxed = words(3).into_boxed_slice();
    assert_words(&pool, || &boxed);
    let (shared, counted): (Arc<[_]>, Rc<[_]>) = (words(3).into(), words(3).into());
    assert_words(&pool, || &shared);
    assert_words(&pool, || &counted);
    let mut wrapped = VecDeque::with_capacity(8);
    wrapped.extend(words(3).drain(1..));
    wrapped.push_front(words(1).remove(0));
    assert!(!wrapped.as_slices().1.is_empty());
    assert_words(&pool, || &wrapped);
    let heap = BinaryHeap::from(words(3));
    assert_words(&pool, || &heap);
    let set = BTreeSet::from_iter(words(3));
    assert_words(&pool, || &set);
}

#[test]
fn maps_by_value_by_reference_and_exclusively() {
    let _watchdog = watchdog();
    let [pool, _] = pools();
    let numbered = || words(3).into_iter().zip(0..);
    let mut hashed = HashMap::<String, usize>::from_iter(numbered());
    pool.map(&mut hashed, |(_, number)| *number += 1).unwrap();
    let sum: usize = pool
        .map(&hashed, |(_, number)| *number)
        .unwrap()
        .iter()
        .sum();
    assert_eq!(sum, 6);
    assert_eq!(pool.map(hashed, drop).unwrap(), [(); 3]);
    let sorted = BTreeMap::<String, usize>::from_iter(numbered());
    assert_eq!(pool.map(sorted, |(_, number)| number).unwrap(), [0, 1, 2]);
}

#[test]
fn exclusive_references_are_handed_out_and_back() {
    let _watchdog = watchdog();
    for pool in pools() {
        let mut vector = words(5);
        let exclusive = pool.options().chunksize(2).map(&mut vector, |word| {
            word.push('!');
            word
        });
        for word in exclusive.unwrap() {
            word.push('?');
        }
        let mut deque = VecDeque::from(vector);
        pool.map(&mut deque, |word| word.truncate(6)).unwrap();
        assert_eq!(Vec::from(deque), words(5));
        let mut one = Some(words(1));
        pool.map(&mut one, Vec::clear).unwrap();
        assert_eq!(one, Some(Vec::new()));
    }
}

#[test]
fn ranges_of_narrow_and_wide_integers() {
    let _watchdog = watchdog();
    let [pool, _] = pools();
    assert_eq!(pool.map(253..=255_u8, |x| x).unwrap(), [253, 254, 255]);
    assert_eq!(pool.map(-2..2_i16, |x| x).unwrap(), [-2, -1, 0, 1]);
    let far = u64::from(u32::MAX);
    assert_eq!(pool.map(far..far + 2, |x| x - far).unwrap(), [0, 1]);
    let further = 1_u128 << 64;
    assert_eq!(
        pool.map(further - 1..=further, |x| x + 1 - further)
            .unwrap(),
        [0, 1]
    );
    assert_eq!(
        pool.map(i128::MIN..i128::MIN + 1, |x| x).unwrap(),
        [i128::MIN]
    );
}

#[test]
fn inputs_without_items_and_items_without_size() {
    let _watchdog = watchdog();
    for pool in pools() {
        assert!(
            pool.map(Vec::<String>::new(), |word| word)
                .unwrap()
                .is_empty()
        );
        assert!(
            pool.map(&mut [] as &mut [String], |word| word)
                .unwrap()
                .is_empty()
        );
        assert!(
            pool.map_async(0..0, |x| x)
                .unwrap()
                .get()
                .unwrap()
                .is_empty()
        );
        assert_eq!(pool.map(vec![(); 4], |()| ()).unwrap(), [(); 4]);
        assert_eq!(pool.map(&mut [(); 3], |()| ()).unwrap(), [(); 3]);
    }
}
