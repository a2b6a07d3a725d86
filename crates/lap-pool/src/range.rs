//! Ranges of integers as a map's input: counted, where other iterators are collected.
//!
//! A map takes every iterator through one blanket implementation of [`crate::Input`], beside which one for ranges would
//! be ambiguous. So that implementation looks whether the iterator's type is that of a range: a question whose answer is
//! a constant in an optimized build.

use std::any::TypeId;
use std::marker::PhantomData;
use std::ops::{Range, RangeInclusive};

use crate::source::{Owned, Source};

/// The items of an iterator: counted where it is a range of integers, collected otherwise.
#[doc(hidden)]
pub struct Drawn<T>(Items<T>);

enum Items<T> {
    /// Only where `T` is an integer.
    Counted(Counted),
    Collected(Owned<T>),
}

/// The integers from `first` on, `len` of them.
struct Counted {
    /// Sign-extended.
    first: u128,
    len: usize,
}

impl<T> Drawn<T> {
    pub(crate) fn from_iterator<I: Iterator<Item = T>>(mut iterator: I) -> Self {
        Self(match counted(&mut iterator) {
            Some(range) => Items::Counted(range),
            None => Items::Collected(Owned::new(iterator.collect())),
        })
    }
}

// SAFETY: `take` computes an integer, or asks another source for the same index.
unsafe impl<T> Source for Drawn<T> {
    type Item = T;

    fn len(&self) -> usize {
        match &self.0 {
            Items::Counted(range) => range.len,
            Items::Collected(items) => items.len(),
        }
    }

    unsafe fn take(&self, index: usize) -> T {
        match &self.0 {
            Items::Counted(range) => narrowed(range.first.wrapping_add(index as u128))
                .expect("only ranges of integers are counted"),
            // SAFETY: the caller's promises are those this call asks for: `len` is that of these items, and each index
            // is passed on as it is.
            Items::Collected(items) => unsafe { items.take(index) },
        }
    }

    unsafe fn taken_below(&mut self, index: usize) {
        match &mut self.0 {
            Items::Counted(_) => {}
            // SAFETY: as above.
            Items::Collected(items) => unsafe { items.taken_below(index) },
        }
    }
}

/// A type without lifetime parameters.
///
/// # Safety
/// No lifetime occurs in the type, `'static` included: two types that differ in lifetimes only are neither of them this.
unsafe trait Timeless: 'static {}

/// `value` as a `B`, if that is its type.
fn identical<A, B: Timeless>(value: &mut A) -> Option<&mut B> {
    if erased_id::<A>() != TypeId::of::<B>() {
        return None;
    }
    // SAFETY: equal ids mean that `A` and `B` are one type but for lifetimes, and there are none in `B` (`Timeless`),
    // hence none in `A`: they are one type. The reference is the argument's, passed on for as long.
    Some(unsafe { &mut *std::ptr::from_mut(value).cast::<B>() })
}

/// The id of `T` with every lifetime in it taken for `'static`. (David Tolnay's crate `typeid` does the same.)
fn erased_id<T>() -> TypeId {
    trait Identified {
        fn id(&self) -> TypeId
        where
            Self: 'static;
    }

    impl<T> Identified for PhantomData<T> {
        fn id(&self) -> TypeId
        where
            Self: 'static,
        {
            TypeId::of::<T>()
        }
    }

    let marker: &dyn Identified = &PhantomData::<T>;
    // SAFETY: only the lifetime bound of the trait object changes; pointer and vtable do not depend on it. What is
    // pointed to is a `PhantomData`: it holds no `T` whose borrow could have ended, and the method called on it reads
    // nothing.
    let marker = unsafe {
        std::mem::transmute::<&(dyn Identified + '_), &(dyn Identified + 'static)>(marker)
    };
    marker.id()
}

/// An integer that a range can be of.
trait Integer: Timeless + Copy + PartialOrd {
    /// Sign-extended, so that differences modulo 2^128 are right for every type.
    fn wide(self) -> u128;
    fn narrow(wide: u128) -> Self;
}

// SAFETY: a range of a type has the lifetimes of that type, and an integer has none.
unsafe impl<N: Integer> Timeless for Range<N> {}
// SAFETY: as above.
unsafe impl<N: Integer> Timeless for RangeInclusive<N> {}
// SAFETY: as above.
unsafe impl<N: Integer> Timeless for Option<N> {}

impl Counted {
    /// What is left of `iterator`, if it is a range of `N`, and no longer than an index reaches.
    fn of<N: Integer, I>(iterator: &mut I) -> Option<Self> {
        let (first, len) = if let Some(range) = identical::<_, Range<N>>(iterator) {
            let len = range.end.wide().wrapping_sub(range.start.wide());
            (range.start, if range.start < range.end { len } else { 0 })
        } else {
            let range = identical::<_, RangeInclusive<N>>(iterator)?;
            let len = range.end().wide().wrapping_sub(range.start().wide());
            // One that has been read to its end still has bounds.
            let over = RangeInclusive::is_empty(range);
            (*range.start(), if over { 0 } else { len.checked_add(1)? })
        };
        Some(Self {
            first: first.wide(),
            len: len.try_into().ok()?,
        })
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {
        $(
            // SAFETY: there is no lifetime in it.
            unsafe impl Timeless for $integer {}

            impl Integer for $integer {
                fn wide(self) -> u128 {
                    self as u128
                }

                fn narrow(wide: u128) -> Self {
                    wide as Self
                }
            }
        )*

        /// What is left of `iterator`, if it is a range of integers.
        fn counted<I: Iterator>(iterator: &mut I) -> Option<Counted> {
            None$(.or_else(|| Counted::of::<$integer, _>(iterator)))*
        }

        /// The integer `T` that `wide` was widened from; `None` where `T` is no integer.
        fn narrowed<T>(wide: u128) -> Option<T> {
            let mut narrow: Option<T> = None;
            $(
                if let Some(place) = identical::<_, Option<$integer>>(&mut narrow) {
                    *place = Some(<$integer>::narrow(wide));
                    return narrow;
                }
            )*
            None
        }
    };
}

// The usual ones first: an unoptimized build looks through them for every item.
integers!(usize i32 u64 u32 i64 u8 u16 i16 i8 isize u128 i128);

#[cfg(test)]
mod tests {
    use super::*;

    fn is_counted<I: Iterator>(mut iterator: I) -> bool {
        counted(&mut iterator).is_some()
    }

    #[test]
    fn ranges_of_every_integer_are_counted() {
        macro_rules! check {
            ($($integer:ty)*) => {$(
                assert!(is_counted(3..7 as $integer));
                assert!(is_counted(3..=7 as $integer));
            )*};
        }
        check!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);
    }

    #[test]
    fn whatever_else_has_integers_is_not() {
        let borrowed = [1, 2, 3];
        assert!(!is_counted(borrowed.iter()));
        assert!(!is_counted(borrowed.iter().copied()));
        assert!(!is_counted((0..3).map(|x| x + 1)));
        assert!(!is_counted(&mut (0..3)));
        assert!(!is_counted('a'..'c'));
        assert!(!is_counted(0_u8..));
    }

    #[test]
    fn a_range_that_no_index_reaches_through_is_not() {
        assert_eq!(is_counted(0..u64::MAX), usize::BITS >= 64);
        assert!(!is_counted(0..=u64::MAX));
        assert!(!is_counted(i128::MIN..=i128::MAX));
        assert!(!is_counted(0..=u128::MAX));
    }
}
