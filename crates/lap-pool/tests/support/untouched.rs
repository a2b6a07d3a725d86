//! Inputs that a refused call must leave alone, and every call that takes one.

use std::collections::HashMap;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use lap_pool::{Options, PoolError};

/// How often any of these inputs was touched, and any of the closures run.
///
/// Counted, for a panic would hang the child of a fork: the harness's lock may be held there.
pub static TOUCHES: AtomicUsize = AtomicUsize::new(0);

fn touch() {
    TOUCHES.fetch_add(1, SeqCst);
}

/// A source of these items.
struct Source<T>(PhantomData<T>);

impl<T> Source<T> {
    fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Iterator for Source<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        touch();
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        touch();
        (0, None)
    }
}

/// Not turned into a source by anybody either.
struct Unturned;

impl IntoIterator for Unturned {
    type Item = usize;
    type IntoIter = Source<usize>;

    fn into_iter(self) -> Source<usize> {
        touch();
        Source::new()
    }
}

/// What each call came to.
pub type Refusals = HashMap<&'static str, Option<PoolError>>;

/// Makes every call that takes an input or a closure.
pub fn every_call(options: Options<'_, 'static, 'static>) -> Refusals {
    fn refusal<T: Debug>(outcome: Result<T, PoolError>) -> Option<PoolError> {
        outcome.err()
    }
    let pairs = Source::<(u8, u8)>::new;
    let (threes, fours) = (
        Source::<(u8, u8, u8)>::new(),
        Source::<(u8, u8, u8, u8)>::new(),
    );
    let sum3 = |a: u8, b: u8, c: u8| a + b + c;
    let sum4 = |a: u8, b: u8, c: u8, d: u8| a + b + c + d;
    HashMap::from([
        ("map", refusal(options.map(Source::<u8>::new(), |x| x))),
        (
            "try_map",
            refusal(options.try_map(Source::<u8>::new(), Ok::<_, ()>)),
        ),
        (
            "for_each",
            refusal(options.for_each(Source::<u8>::new(), |_| touch())),
        ),
        (
            "map_with",
            refusal(options.map_with(Source::<u8>::new(), touch, |(), x| x)),
        ),
        ("starmap", refusal(options.starmap(pairs(), |a, b| a + b))),
        ("starmap3", refusal(options.starmap3(threes, sum3))),
        ("starmap4", refusal(options.starmap4(fours, sum4))),
        (
            "map_async",
            refusal(options.map_async(Source::<u8>::new(), |x| x)),
        ),
        (
            "starmap_async",
            refusal(options.starmap_async(pairs(), |a, b| a + b)),
        ),
        ("imap", refusal(options.imap(Unturned, |x| x))),
        (
            "imap_unordered",
            refusal(options.imap_unordered(Unturned, |x| x)),
        ),
        (
            "readahead",
            refusal(options.readahead(1, || Unturned).imap(|x| x)),
        ),
        ("apply", refusal(options.apply(touch))),
        ("apply_async", refusal(options.apply_async(touch))),
    ])
}
