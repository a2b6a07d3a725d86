//! Work that borrows from the caller's stack, lent to threads that outlive it.
//!
//! A long-lived worker takes `'static` jobs only, yet a blocking `map` should borrow the caller's data. [`lend`]
//! joins the two: it hands out [`Lent`] copies of a reference without a lifetime, and does not return, nor
//! unwind, before the last copy is gone. Waiting is the whole proof, so it is the only thing this file does.
//!
//! Each copy holds a sender of a channel on which nothing is ever sent. Receiving on it blocks until every
//! sender has been dropped, wherever that happens: after the job ran, in a queue that was drained, while a
//! worker unwinds. A copy that is leaked instead makes `lend` wait for ever, which is safe.

use std::convert::Infallible;
use std::mem::transmute;
use std::ptr::NonNull;

use crossbeam_channel::{Receiver, Sender, bounded};

/// Work on numbered tasks, done by several threads at once.
pub(super) trait Job: Sync {
    /// Runs a task; must not unwind.
    fn run(&self, task: usize);

    /// Hands the result of a task that has run to whoever waits for it.
    fn deliver(&self, _task: usize) {}
}

/// Lends `job` to whoever `during` gives copies to, and returns once all of them are gone.
pub(super) fn lend<'job, R>(job: &'job (dyn Job + 'job), during: impl FnOnce(Lent) -> R) -> R {
    let (alive, all_returned) = bounded(0);
    let _recall = Recall(all_returned);
    // SAFETY: only the lifetime bound of the trait object changes, so both types have the same layout and
    // vtable. That the pointer is not followed after 'job is the obligation discharged in `Lent::job`.
    let job = unsafe {
        transmute::<NonNull<dyn Job + 'job>, NonNull<dyn Job + 'static>>(NonNull::from(job))
    };
    during(Lent { job, _alive: alive })
}

/// A lent job. Holds up its [`lend`] for as long as it lives.
#[derive(Clone)]
pub(super) struct Lent {
    /// A pointer, not a reference: a reference would have to stay valid to the very end of the function that
    /// drops it, but the job may be gone as soon as `_alive` is.
    job: NonNull<dyn Job>,
    /// Never used, only dropped.
    _alive: Sender<Infallible>,
}

// SAFETY: the pointer is only ever used as a shared reference to a `Job`, and `Job: Sync` lets any thread do
// that; the sender is `Send` by itself.
unsafe impl Send for Lent {}

// SAFETY: `&Lent` gives nothing but shared references to a `Job`, which is `Sync`, and clones, which are `Send`.
unsafe impl Sync for Lent {}

impl Lent {
    /// Runs a task of the lent job.
    pub(super) fn run(&self, task: usize) {
        self.job().run(task);
    }

    /// Delivers a task of the lent job.
    pub(super) fn deliver(&self, task: usize) {
        self.job().deliver(task);
    }

    fn job(&self) -> &dyn Job {
        // SAFETY: the pointer comes from a reference in `lend`, so it is aligned and initialised and its target
        // is only shared. The target is borrowed for 'job, and `lend` cannot leave 'job while `self._alive` exists:
        // its `Recall` waits for that sender to be dropped, on return and on unwinding alike. The reference
        // returned here borrows `self`, so it ends before `self._alive` is dropped; the drop of the last sender
        // happens before the receiver's return (the channel counts senders with acquire and release).
        unsafe { self.job.as_ref() }
    }
}

/// Waits, on being dropped, until every loan has come back.
struct Recall(Receiver<Infallible>);

impl Drop for Recall {
    fn drop(&mut self) {
        match self.0.recv() {
            Err(_all_senders_gone) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering::Relaxed;
    use std::thread;

    use super::*;

    struct Adds(AtomicUsize);

    impl Job for Adds {
        fn run(&self, task: usize) {
            self.0.fetch_add(task, Relaxed);
        }
    }

    #[test]
    fn lend_returns_after_the_last_copy_has_been_used_and_dropped() {
        for _ in 0..200 {
            let job = Adds(AtomicUsize::new(0));
            let threads: Vec<_> = lend(&job, |lent| {
                (1..=4)
                    .map(|task| {
                        let lent = lent.clone();
                        thread::spawn(move || lent.run(task))
                    })
                    .collect()
            });
            assert_eq!(job.0.load(Relaxed), 10);
            threads
                .into_iter()
                .for_each(|thread| thread.join().unwrap());
        }
    }

    #[test]
    fn lend_waits_for_its_copies_while_it_unwinds() {
        for _ in 0..200 {
            let job = Adds(AtomicUsize::new(0));
            let unwound = catch_unwind(AssertUnwindSafe(|| {
                lend(&job, |lent| {
                    thread::spawn(move || lent.run(7));
                    panic!("on purpose");
                })
            }));
            assert!(unwound.is_err());
            assert_eq!(job.0.load(Relaxed), 7);
        }
    }

    #[test]
    fn a_copy_dropped_unused_counts_as_returned() {
        let job = Adds(AtomicUsize::new(0));
        lend(&job, drop);
        assert_eq!(job.0.load(Relaxed), 0);
    }
}
