//! Threads and locks for whoever runs a program: std's, or shuttle's where shuttle runs it.

#[cfg(lap_pool_shuttle)]
pub use shuttle::{
    sync::{Condvar, Mutex},
    thread, thread_local,
};
#[cfg(not(lap_pool_shuttle))]
pub use std::{
    sync::{Condvar, Mutex},
    thread, thread_local,
};

/// Spends so many rounds of time. Under shuttle each is a chance for the others to run.
pub fn spend(rounds: u32) {
    for _ in 0..rounds {
        #[cfg(lap_pool_shuttle)]
        thread::yield_now();
        #[cfg(not(lap_pool_shuttle))]
        std::hint::spin_loop();
    }
}

/// Two that wait for each other.
#[derive(Debug)]
pub struct Meeting {
    arrived: Mutex<usize>,
    changed: Condvar,
}

impl Default for Meeting {
    fn default() -> Self {
        Self {
            arrived: Mutex::new(0),
            changed: Condvar::new(),
        }
    }
}

impl Meeting {
    /// Returns once the other one is here too.
    pub fn meet(&self) {
        let mut arrived = self.arrived.lock().unwrap();
        *arrived += 1;
        self.changed.notify_all();
        while *arrived < 2 {
            arrived = self.changed.wait(arrived).unwrap();
        }
    }
}

/// Runs a future on the calling thread, without its park token: what it polls may do the same.
pub fn block_on<F: Future + Unpin>(mut future: F) -> F::Output {
    use std::pin::Pin;
    use std::sync::Arc;
    use std::task::{Context, Poll, Wake, Waker};

    struct Bell {
        rung: Mutex<bool>,
        changed: Condvar,
    }
    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            *self.rung.lock().unwrap() = true;
            self.changed.notify_all();
        }
    }

    let bell = Arc::new(Bell {
        rung: Mutex::new(false),
        changed: Condvar::new(),
    });
    let waker = Waker::from(Arc::clone(&bell));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = Pin::new(&mut future).poll(&mut context) {
            return output;
        }
        let mut rung = bell.rung.lock().unwrap();
        while !*rung {
            rung = bell.changed.wait(rung).unwrap();
        }
        *rung = false;
    }
}
