//! What a map takes: anything with items, without copying where that can be.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use crate::range::Drawn;
use crate::source::{Borrowed, Halves, Mutable, Owned, Source};

/// Marks inputs whose items are reached by index, without copying: slices, arrays, vectors, boxed and reference-counted
/// slices, double-ended queues, binary heaps, `Option`; by reference, by `&mut`, or by value.
#[derive(Debug)]
pub enum Indexed {}

/// Marks inputs that are read once, on the caller's thread, before the first task starts: sets, maps and linked lists
/// from the standard library; by reference, by `&mut`, or by value.
#[derive(Debug)]
pub enum Collected {}

/// Marks iterators: pulled once, on the caller's thread, before the first task starts. A range of integers is not even
/// pulled: its items are counted.
#[derive(Debug)]
pub enum Pulled {}

/// The input of [`crate::Pool::map`] and its kin.
///
/// `Kind` is inferred, never written. Pass `&v` to give tasks references into `v` without copying anything; pass `v`
/// to give them the items themselves; pass an iterator to have it collected first (`v.iter()` is collected as
/// references, so `&v` is the better way to say the same). Sets and maps are taken like vectors, and collected too. Of
/// a type of your own pass the iterator: `x.into_iter()`, `x.iter()`.
///
/// ```
/// use std::collections::HashMap;
///
/// let pool = lap_pool::ThreadPool::new(2)?;
/// let words = vec![String::from("lap"), String::from("pool")];
/// assert_eq!(pool.map(&words, |word| word.len())?, [3, 4]);
/// assert_eq!(pool.map(1..=3, |number| number * number)?, [1, 4, 9]);
/// let lanes = HashMap::from([(3, "Ada")]);
/// assert_eq!(pool.map(&lanes, |(lane, name)| format!("{lane}: {name}"))?, ["3: Ada"]);
/// assert_eq!(pool.map(words, String::into_bytes)?[0], b"lap");
/// # Ok::<(), lap_pool::PoolError>(())
/// ```
///
/// This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the input of a map",
    label = "this is neither an iterator nor a collection that a map knows",
    note = "pass an iterator over it: `x.into_iter()`, or `x.iter()` for references to its items",
    note = "a map takes iterators, slices, arrays, the collections of the standard library, and references to these"
)]
pub trait Input<Kind>: sealed::Sealed<Kind> {
    /// What a task gets.
    type Item;
    #[doc(hidden)]
    type Source: Source<Item = Self::Item>;
    #[doc(hidden)]
    fn into_source(self) -> Self::Source;
}

mod sealed {
    pub trait Sealed<Kind> {}
}

macro_rules! inputs {
    ($kind:ident: $([$($generics:tt)*] $input:ty => $item:ty, $source:ty, |$given:ident| $make:expr;)*) => {$(
        impl<$($generics)*> sealed::Sealed<$kind> for $input {}
        impl<$($generics)*> Input<$kind> for $input {
            type Item = $item;
            type Source = $source;
            fn into_source(self) -> Self::Source {
                let $given = self;
                $make
            }
        }
    )*};
}

inputs! { Indexed:
    ['a, T] &'a [T] => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a Vec<T> => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a Box<[T]> => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T, const N: usize] &'a [T; N] => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a Arc<[T]> => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a Arc<Vec<T>> => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a Rc<[T]> => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a Rc<Vec<T>> => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a BinaryHeap<T> => &'a T, Borrowed<'a, T>, |given| Borrowed(given.as_slice());
    ['a, T] &'a Option<T> => &'a T, Borrowed<'a, T>, |given| Borrowed(given.as_slice());
    ['a, T] &'a VecDeque<T> => &'a T, Halves<'a, T>, |given| Halves::new(given.as_slices());
    // `&v` where `v` is a reference already.
    ['a, 'b, T] &'a &'b [T] => &'b T, Borrowed<'b, T>, |given| Borrowed(given);
    ['a, 'b, T] &'a &'b Vec<T> => &'b T, Borrowed<'b, T>, |given| Borrowed(given);
    ['a, 'b, T, const N: usize] &'a &'b [T; N] => &'b T, Borrowed<'b, T>, |given| Borrowed(*given);
    ['a, T] &'a mut [T] => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given);
    ['a, T] &'a mut Vec<T> => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given);
    ['a, T] &'a mut Box<[T]> => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given);
    ['a, T, const N: usize] &'a mut [T; N] => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given);
    ['a, T] &'a mut VecDeque<T> => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given.make_contiguous());
    ['a, T] &'a mut Option<T> => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given.as_mut_slice());
    [T] Vec<T> => T, Owned<T>, |given| Owned::new(given);
    [T] Box<[T]> => T, Owned<T>, |given| Owned::new(given.into_vec());
    [T, const N: usize] [T; N] => T, Owned<T>, |given| Owned::new(Vec::from(given));
    [T] VecDeque<T> => T, Owned<T>, |given| Owned::new(Vec::from(given));
    [T] BinaryHeap<T> => T, Owned<T>, |given| Owned::new(given.into_vec());
    [T] Option<T> => T, Owned<T>, |given| Owned::new(Vec::from_iter(given));
}

macro_rules! collected {
    ($([$($generics:tt)*] $input:ty => $item:ty;)*) => {
        inputs! { Collected: $([$($generics)*] $input => $item, Owned<$item>, |given| Owned::new(Vec::from_iter(given));)* }
    };
}

collected! {
    [T, S] HashSet<T, S> => T;
    ['a, T, S] &'a HashSet<T, S> => &'a T;
    [T] BTreeSet<T> => T;
    ['a, T] &'a BTreeSet<T> => &'a T;
    [K, V, S] HashMap<K, V, S> => (K, V);
    ['a, K, V, S] &'a HashMap<K, V, S> => (&'a K, &'a V);
    ['a, K, V, S] &'a mut HashMap<K, V, S> => (&'a K, &'a mut V);
    [K, V] BTreeMap<K, V> => (K, V);
    ['a, K, V] &'a BTreeMap<K, V> => (&'a K, &'a V);
    ['a, K, V] &'a mut BTreeMap<K, V> => (&'a K, &'a mut V);
    [T] LinkedList<T> => T;
    ['a, T] &'a LinkedList<T> => &'a T;
    ['a, T] &'a mut LinkedList<T> => &'a mut T;
}

impl<I: Iterator> sealed::Sealed<Pulled> for I {}

// Otherwise an error would say of a collection that it is no iterator, instead of what the trait has to say.
#[diagnostic::do_not_recommend]
impl<I: Iterator> Input<Pulled> for I {
    type Item = I::Item;
    type Source = Drawn<I::Item>;
    fn into_source(self) -> Self::Source {
        Drawn::from_iterator(self)
    }
}
