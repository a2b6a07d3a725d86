//! Functions of no argument and of several: which calls take them as they are, which take them wrapped.
//!
//! What Rust takes is asked of its compiler: `Taken` is true where a function of this type can stand in map's place. A
//! call that the compiler refuses gives no result.

use std::marker::PhantomData;

use lap_pool::ThreadPool;

/// Calls of one kind.
pub const CALLS: u64 = 10;

fn nothing() -> u64 {
    7
}

fn one(item: &u64) -> u64 {
    item + 1
}

fn two(left: u64, right: u64) -> u64 {
    left * right
}

/// A function of type `F` in the place of map's, over items of type `T`.
struct InMapsPlace<F, T>(PhantomData<(F, T)>);

/// What holds of every type, unless the one below applies, which the compiler then prefers.
trait Refused {
    const TAKEN: bool = false;
}

impl<F, T> Refused for InMapsPlace<F, T> {}

impl<F: Fn(&T) -> u64, T> InMapsPlace<F, T> {
    const TAKEN: bool = true;
}

/// By the number of arguments: whether the compiler takes such a function by its name.
const fn is_taken(arguments: u64) -> bool {
    match arguments {
        0 => InMapsPlace::<fn() -> u64, u64>::TAKEN,
        1 => InMapsPlace::<fn(&u64) -> u64, u64>::TAKEN,
        _ => InMapsPlace::<fn(u64, u64) -> u64, (u64, u64)>::TAKEN,
    }
}

/// Right results of [`CALLS`] calls of a function by its name.
pub fn by_name(pool: &ThreadPool, arguments: u64) -> u64 {
    match arguments {
        // Were it taken, a call would have to be written here, and its results looked at.
        0 | 2 => {
            assert!(!is_taken(arguments), "the compiler takes it: call it");
            0
        }
        _ => {
            let items: Vec<u64> = (0..CALLS).collect();
            // lesson: lap-pool: a function of one argument, by its name
            let results = pool.map(&items, one);
            // lesson ends
            right(results.expect("the pool runs"), |item| item + 1)
        }
    }
}

/// The same wrapped in a closure of one argument.
pub fn wrapped(pool: &ThreadPool, arguments: u64) -> u64 {
    let items: Vec<u64> = (0..CALLS).collect();
    if arguments == 0 {
        let results = pool.map(&items, |_| nothing());
        return right(results.expect("the pool runs"), |_| 7);
    }
    let pairs: Vec<(u64, u64)> = items.iter().map(|&item| (item, 3)).collect();
    // lesson: lap-pool: a function of two arguments, in a closure of one
    let results = pool.map(&pairs, |&(left, right)| two(left, right));
    // lesson ends
    right(results.expect("the pool runs"), |item| item * 3)
}

/// The call that is made for it.
pub fn by_another_call(pool: &ThreadPool, arguments: u64) -> u64 {
    if arguments == 0 {
        let calls = (0..CALLS).map(|_| pool.apply(nothing).expect("the pool runs"));
        return right(calls.collect(), |_| 7);
    }
    let pairs: Vec<(u64, u64)> = (0..CALLS).map(|item| (item, 3)).collect();
    // lesson: lap-pool: the call for functions of several arguments
    let results = pool.starmap(pairs, two);
    // lesson ends
    right(results.expect("the pool runs"), |item| item * 3)
}

fn right(results: Vec<u64>, expected: impl Fn(u64) -> u64) -> u64 {
    let pairs = (0..).zip(results);
    pairs
        .filter(|&(item, result)| result == expected(item))
        .count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_takes_one_argument_and_neither_none_nor_two() {
        assert_eq!([0, 1, 2].map(is_taken), [false, true, false]);
    }

    #[test]
    fn a_wrong_result_does_not_count() {
        assert_eq!(right(vec![1, 2, 9], |item| item + 1), 2);
    }
}
