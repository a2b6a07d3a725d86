//! What a map takes: anything with items, without copying where that can be.

use crate::range::Drawn;
use crate::source::{Borrowed, Mutable, Owned, Source};

/// Marks inputs whose items are reached by index: slices, vectors, arrays, boxed slices and `&mut` of them.
#[derive(Debug)]
pub enum Indexed {}

/// Marks inputs whose items are pulled from an iterator, once, on the caller's thread, before the first task starts.
#[derive(Debug)]
pub enum Pulled {}

/// The input of [`crate::Pool::map`] and its kin.
///
/// `Kind` is inferred, never written. Pass `&v` to give tasks references into `v` without copying anything; pass `v`
/// to give them the items themselves; pass an iterator to have it collected first (`v.iter()` is collected as
/// references, so `&v` is the better way to say the same).
///
/// ```
/// let pool = lap_pool::ThreadPool::new(2)?;
/// let words = vec![String::from("lap"), String::from("pool")];
/// assert_eq!(pool.map(&words, |word| word.len())?, [3, 4]);
/// assert_eq!(pool.map(1..=3, |number| number * number)?, [1, 4, 9]);
/// assert_eq!(pool.map(words, String::into_bytes)?[0], b"lap");
/// # Ok::<(), lap_pool::PoolError>(())
/// ```
///
/// This trait is sealed.
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

macro_rules! indexed {
    ($([$($generics:tt)*] $input:ty => $item:ty, $source:ty, |$given:ident| $make:expr;)*) => {$(
        impl<$($generics)*> sealed::Sealed<Indexed> for $input {}
        impl<$($generics)*> Input<Indexed> for $input {
            type Item = $item;
            type Source = $source;
            fn into_source(self) -> Self::Source {
                let $given = self;
                $make
            }
        }
    )*};
}

indexed! {
    ['a, T] &'a [T] => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a Vec<T> => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a Box<[T]> => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T, const N: usize] &'a [T; N] => &'a T, Borrowed<'a, T>, |given| Borrowed(given);
    ['a, T] &'a mut [T] => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given);
    ['a, T] &'a mut Vec<T> => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given);
    ['a, T] &'a mut Box<[T]> => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given);
    ['a, T, const N: usize] &'a mut [T; N] => &'a mut T, Mutable<'a, T>, |given| Mutable::new(given);
    [T] Vec<T> => T, Owned<T>, |given| Owned::new(given);
    [T] Box<[T]> => T, Owned<T>, |given| Owned::new(given.into_vec());
    [T, const N: usize] [T; N] => T, Owned<T>, |given| Owned::new(Vec::from(given));
}

impl<I: Iterator> sealed::Sealed<Pulled> for I {}

impl<I: Iterator> Input<Pulled> for I {
    type Item = I::Item;
    type Source = Drawn<I::Item>;
    fn into_source(self) -> Self::Source {
        Drawn::from_iterator(self)
    }
}

/// The arguments of a task of several arguments: a tuple, or a reference to one.
pub trait Spread<Arguments>: spread::Sealed<Arguments> {
    #[doc(hidden)]
    fn spread(self) -> Arguments;
}

mod spread {
    pub trait Sealed<Arguments> {}
}

macro_rules! spread {
    ($($argument:ident)*) => {
        impl<$($argument),*> spread::Sealed<($($argument,)*)> for ($($argument,)*) {}
        impl<$($argument),*> Spread<($($argument,)*)> for ($($argument,)*) {
            fn spread(self) -> ($($argument,)*) {
                self
            }
        }
        impl<'a, $($argument),*> spread::Sealed<($(&'a $argument,)*)> for &'a ($($argument,)*) {}
        impl<'a, $($argument),*> Spread<($(&'a $argument,)*)> for &'a ($($argument,)*) {
            #[allow(non_snake_case, reason = "the macro names the variables after the types")]
            fn spread(self) -> ($(&'a $argument,)*) {
                let ($($argument,)*) = self;
                ($($argument,)*)
            }
        }
    };
}

spread!(A B);
spread!(A B C);
spread!(A B C D);
