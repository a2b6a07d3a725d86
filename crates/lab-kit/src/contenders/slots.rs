//! Results of a map whose pool calls back by index and can carry neither results nor panics: each task leaves its result in
//! a slot, and its panic beside it.
//!
//! Nothing unwinds into the pool. Some of those that we compare cannot bear it: one is C, one C++, one would run a job of a
//! stack frame that is gone, one is unusable ever after. Catching costs about a nanosecond a task.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};

/// A task's number and what it panicked with.
type Panicked = (usize, Box<dyn Any + Send>);

/// The slots of one call.
pub(super) struct Slots<'call, T, R, F> {
    items: &'call [T],
    f: F,
    results: *mut R,
    panics: Mutex<Vec<Panicked>>,
}

// SAFETY: threads share items and closure, which are `Sync`, and write results, which are `Send`, each to a slot that no
// other thread touches: that is what `map` asks of its caller.
unsafe impl<T: Sync, R: Send, F: Sync> Sync for Slots<'_, T, R, F> {}

/// A map of which `pool` runs the tasks. Of several panics, that of the lowest index is the caller's, once all have run.
///
/// # Safety
/// When `pool` returns it must have called [`Slots::run`] exactly once for each index of `items`, and all of these calls
/// must have returned, and happened before. It must not unwind before that.
pub(super) unsafe fn map<'call, T, R, F>(
    items: &'call [T],
    f: F,
    pool: impl FnOnce(&Slots<'call, T, R, F>),
) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&T) -> R + Sync,
{
    let mut results = Vec::with_capacity(items.len());
    let slots = Slots {
        items,
        f,
        results: results.as_mut_ptr(),
        panics: Mutex::default(),
    };
    pool(&slots);
    let panics = slots.panics.into_inner();
    let mut panics = panics.unwrap_or_else(PoisonError::into_inner);
    panics.sort_by_key(|(index, _)| *index);
    if panics.is_empty() {
        // SAFETY: every slot has been written, by the contract of this function.
        unsafe { results.set_len(items.len()) };
        return results;
    }
    for index in 0..items.len() {
        if panics
            .binary_search_by_key(&index, |(index, _)| *index)
            .is_err()
        {
            // SAFETY: inside the capacity.
            let slot = unsafe { results.as_mut_ptr().add(index) };
            // SAFETY: the task has not panicked, so it has written its slot, which the vector of length 0 does not drop.
            unsafe { slot.drop_in_place() };
        }
    }
    let (_, first) = panics.swap_remove(0);
    resume_unwind(first)
}

impl<T, R, F: Fn(&T) -> R> Slots<'_, T, R, F> {
    /// How many tasks there are.
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Runs a task. Does not unwind. Whoever has slots has them from [`map`], and has promised there how this is called.
    pub(super) fn run(&self, index: usize) {
        match catch_unwind(AssertUnwindSafe(|| (self.f)(&self.items[index]))) {
            Ok(result) => {
                // SAFETY: `index` is one of the items', as the line above has checked; the vector has room for as many.
                let slot = unsafe { self.results.add(index) };
                // SAFETY: by the contract of `map` the vector is not touched meanwhile, and nobody else has this index.
                unsafe { slot.write(result) };
            }
            Err(payload) => {
                let panics = self.panics.lock();
                let mut panics = panics.unwrap_or_else(PoisonError::into_inner);
                panics.push((index, payload));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// A pool of nobody but the caller.
    fn in_turn<R: Send>(items: &[u64], f: impl Fn(&u64) -> R + Sync) -> Vec<R> {
        // SAFETY: one call for each index, in turn.
        unsafe {
            map(items, f, |slots| {
                (0..slots.len()).for_each(|index| slots.run(index));
            })
        }
    }

    #[test]
    fn results_are_in_order() {
        assert_eq!(in_turn(&[3, 1, 2], |item| item * 2), [6, 2, 4]);
        assert!(in_turn(&[], |item| item * 2).is_empty());
    }

    #[test]
    fn after_a_panic_every_other_result_is_dropped_once_and_the_lowest_is_resumed() {
        let alive = Arc::new(());
        let caught = catch_unwind(AssertUnwindSafe(|| {
            in_turn(&[0, 1, 2, 3], |&item| {
                if item % 2 == 1 {
                    panic!("item {item}");
                }
                Arc::clone(&alive)
            })
        }));
        let payload = caught.unwrap_err();
        assert_eq!(payload.downcast_ref::<String>().unwrap(), "item 1");
        assert_eq!(Arc::strong_count(&alive), 1);
    }
}
