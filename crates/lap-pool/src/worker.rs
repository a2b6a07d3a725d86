//! A worker thread, from its start to its end.

use std::io;

use crate::engine::Engine;
use crate::panics::{contain, into_message};
use crate::sync::{Arc, Condvar, Mutex, thread};

/// What each worker runs before its first task.
pub(crate) type Initializer = Arc<dyn Fn() + Send + Sync>;

/// Tells the builder how the initializers went.
#[derive(Default)]
pub(crate) struct Startup {
    state: Mutex<(usize, Option<String>)>,
    changed: Condvar,
}

impl Startup {
    fn report(&self, failure: Option<String>) {
        let mut state = self.state.lock();
        state.0 += 1;
        state.1 = state.1.take().or(failure);
        drop(state);
        self.changed.notify_all();
    }

    /// Waits until so many workers have reported; gives the first failure.
    pub(crate) fn wait_for(&self, workers: usize) -> Option<String> {
        self.changed
            .wait_while(self.state.lock(), |state| state.0 < workers)
            .1
            .take()
    }
}

/// Starts a worker.
pub(crate) fn start(
    thread: thread::Builder,
    engine: &Arc<Engine>,
    worker: usize,
    initializer: Option<Initializer>,
    startup: &Arc<Startup>,
) -> io::Result<()> {
    engine.hire();
    let (employer, reports) = (Arc::clone(engine), Arc::clone(startup));
    let spawned = thread.spawn(move || live(&employer, worker, initializer, &reports));
    match spawned {
        Ok(handle) => engine.keep(handle),
        Err(error) => {
            engine.dismiss();
            return Err(error);
        }
    }
    Ok(())
}

fn live(engine: &Engine, worker: usize, initializer: Option<Initializer>, startup: &Startup) {
    engine.employ(worker, || {
        let failure = initializer.and_then(|initializer| {
            let payload = contain(move || initializer()).err()?;
            Some(into_message(payload))
        });
        // The child of an initializer that forked: whatever is locked stays so.
        if engine.is_forked() {
            return;
        }
        let fit = failure.is_none();
        startup.report(failure);
        if fit {
            engine.serve(worker);
        }
    });
    if !engine.is_forked() {
        engine.dismiss();
    }
}
