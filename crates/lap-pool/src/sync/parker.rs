//! How an idle worker sleeps.
//!
//! An unpark that comes before the park is not lost: the park returns at once. A park may return for no reason, so its
//! caller looks at what it waits for. Std's own park costs one system call, and none where the token is there already.
//!
//! Only a worker's own sleep is here. A call that waits does not park its thread: the token that `park` consumes may be one
//! that the user left for code of their own.

#[cfg(not(any(lap_pool_loom, lap_pool_shuttle)))]
mod imp {
    use std::sync::OnceLock;
    use std::thread::{self, Thread};
    use std::time::Instant;

    /// A place where one thread sleeps.
    #[derive(Debug, Default)]
    pub(crate) struct Parker(OnceLock<Thread>);

    impl Parker {
        /// The calling thread is the one that will sleep here.
        pub(crate) fn adopt(&self) {
            self.0.get_or_init(thread::current);
        }

        /// Sleeps until it is woken, until `deadline`, or for no reason not at all.
        pub(crate) fn park(&self, deadline: Option<Instant>) {
            match deadline {
                None => thread::park(),
                Some(end) => thread::park_timeout(end.saturating_duration_since(Instant::now())),
            }
        }

        /// Wakes the thread, or keeps it from its next sleep.
        pub(crate) fn unpark(&self) {
            if let Some(thread) = self.0.get() {
                thread.unpark();
            }
        }
    }
}

#[cfg(any(lap_pool_loom, lap_pool_shuttle))]
mod imp {
    use crate::sync::{Condvar, Instant, Mutex};

    /// A place where one thread sleeps, out of what models have: a token behind a lock.
    #[derive(Debug, Default)]
    pub(crate) struct Parker {
        token: Mutex<bool>,
        came: Condvar,
    }

    impl Parker {
        pub(crate) fn adopt(&self) {}

        pub(crate) fn park(&self, deadline: Option<Instant>) {
            let token = self.token.lock();
            let mut token = self.came.wait_while_until(token, deadline, |token| !*token);
            *token = false;
        }

        pub(crate) fn unpark(&self) {
            *self.token.lock() = true;
            self.came.notify_one();
        }
    }
}

pub(crate) use imp::Parker;
