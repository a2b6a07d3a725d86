//! What rows force a schedule with. Every wait has an end, so that a pool that fails leaves no thread behind.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::trial::{Kept, Limits, Stop};

/// How long the waits of one row may take together, about: after one in vain the others give up at once. A row waits for
/// less than its tasks do, which wait for less than the runner: so who knows best what is missing speaks first.
#[derive(Clone)]
pub(crate) struct Patience {
    limits: Limits,
    is_over: Arc<AtomicBool>,
}

impl Patience {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            is_over: Arc::default(),
        }
    }
}

/// Panics on purpose, past the panic hook: nothing is printed, and nobody's hook has to be replaced.
pub(crate) fn fail(words: &'static str) -> ! {
    resume_unwind(Box::new(words))
}

/// Counts up, and can be waited for. Clones are the same tally.
#[derive(Clone)]
pub(crate) struct Tally {
    shared: Arc<(Mutex<usize>, Condvar)>,
    patience: Patience,
}

impl Tally {
    pub(crate) fn new(patience: &Patience) -> Self {
        Self {
            shared: Arc::default(),
            patience: patience.clone(),
        }
    }

    pub(crate) fn add(&self) -> usize {
        let mut count = self.shared.0.lock().unwrap_or_else(PoisonError::into_inner);
        *count += 1;
        self.shared.1.notify_all();
        *count
    }

    pub(crate) fn count(&self) -> usize {
        *self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it comes to `least` within so many quarters of the patience.
    fn comes(&self, least: usize, quarters: u32) -> bool {
        let Patience { limits, is_over } = &self.patience;
        let comes = self.comes_within(least, limits.patience / 4 * quarters);
        is_over.fetch_or(!comes, Relaxed);
        comes
    }

    fn comes_within(&self, least: usize, limit: Duration) -> bool {
        let is_over = self.patience.is_over.load(Relaxed);
        let limit = if is_over { Duration::ZERO } else { limit };
        let count = self.shared.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = |count: &mut usize| *count < least;
        let waited = self.shared.1.wait_timeout_while(count, limit, waiting);
        let (count, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *count >= least
    }

    /// Waits until it has come to `least`; `what` says of which things there were too few.
    pub(crate) fn wait_for(&self, least: usize, what: &str) -> Kept {
        if self.comes(least, 2) {
            return Ok(());
        }
        let came = self.count();
        Err(Stop::Failed(format!("only {came} of {least} {what}")))
    }

    /// For a task: counts it, and waits until `parties` have been counted.
    pub(crate) fn meet(&self, parties: usize) {
        self.add();
        if !self.comes(parties, 3) {
            fail("a task waited in vain for others to run at the same time");
        }
    }
}

/// Shut until it is opened, and open once it is dropped.
pub(crate) struct Gate(Waiter);

/// A gate's other side, for tasks.
#[derive(Clone)]
pub(crate) struct Waiter(Tally);

impl Gate {
    pub(crate) fn new(patience: &Patience) -> Self {
        Self(Waiter(Tally::new(patience)))
    }

    pub(crate) fn waiter(&self) -> Waiter {
        self.0.clone()
    }

    pub(crate) fn open(&self) {
        self.0.open();
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.open();
    }
}

impl Waiter {
    pub(crate) fn open(&self) {
        self.0.add();
    }

    /// Waits until it is open.
    pub(crate) fn pass(&self) {
        if !self.0.comes(1, 3) {
            fail("a task waited in vain for what comes later");
        }
    }

    /// Waits for what should not come, and says whether it did.
    pub(crate) fn opens_within_grace(&self) -> bool {
        let grace = self.0.patience.limits.grace;
        self.0.comes_within(1, grace)
    }
}
