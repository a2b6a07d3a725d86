//! A gate that forces a schedule, so that no test has to sleep.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// A gate that threads wait at until it is opened, once and for good. Cloning it gives the same gate.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    open: bool,
    arrived: usize,
}

impl Gate {
    /// A closed gate.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens the gate and lets everybody through, now and later.
    pub fn open(&self) {
        self.change(|state| state.open = true);
    }

    /// Waits until the gate is open.
    pub fn wait(&self) {
        self.change(|state| state.arrived += 1);
        self.wait_until(|state| state.open);
    }

    /// Waits until so many threads have come to the gate, whether or not it is open.
    pub fn wait_for_arrivals(&self, threads: usize) {
        self.wait_until(|state| state.arrived >= threads);
    }

    /// Whether the gate is open.
    pub fn is_open(&self) -> bool {
        self.0
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .open
    }

    fn change(&self, how: impl FnOnce(&mut State)) {
        how(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.0.changed.notify_all();
    }

    fn wait_until(&self, reached: impl Fn(&State) -> bool) {
        let state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        drop(
            self.0
                .changed
                .wait_while(state, |state| !reached(state))
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn nobody_passes_before_it_opens_and_everybody_after() {
        let (gate, passed) = (Gate::new(), Gate::new());
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    gate.wait();
                    passed.wait();
                });
            }
            gate.wait_for_arrivals(3);
            assert!(!gate.is_open());
            gate.open();
            passed.wait_for_arrivals(3);
            passed.open();
        });
        gate.wait();
    }
}
