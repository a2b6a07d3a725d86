//! What becomes of a handle on work that was started: it is waited for in every way, dropped, or kept.

use std::sync::Arc;
use std::time::Duration;

use lap_pool::{AsyncResult, TaskError};

use crate::calls::SHORT;
use crate::check::{Failure, check_whole};
use crate::ledger::{Ledger, Value};
use crate::platform::block_on;
use crate::program::Fate;
use crate::world::Later;

/// The result of work that is there as a whole.
pub trait Whole: Send + 'static {
    /// Whether it is that of a task that is no item of a map.
    const SINGLE: bool;

    fn into_values(self) -> Vec<Value>;
}

impl Whole for Value {
    const SINGLE: bool = true;

    fn into_values(self) -> Vec<Value> {
        vec![self]
    }
}

impl Whole for Vec<Value> {
    const SINGLE: bool = false;

    fn into_values(self) -> Vec<Value> {
        self
    }
}

/// Does with a handle what its fate is.
pub fn settle<T: Whole>(
    ledger: Arc<Ledger>,
    mut handle: AsyncResult<T>,
    fate: Fate,
    later: &mut Vec<Later>,
) {
    let outcome = match fate {
        Fate::Get => handle.get(),
        Fate::Poll => block_on(handle),
        Fate::GetForever => handle.get_timeout(Duration::MAX),
        Fate::GetTimeout => loop {
            match handle.get_timeout(SHORT) {
                Err(TaskError::TimedOut) => {}
                outcome => break outcome,
            }
        },
        Fate::Wait => {
            handle.wait();
            finished(&ledger, handle)
        }
        Fate::WaitTimeout => {
            while !handle.wait_timeout(SHORT) {}
            finished(&ledger, handle)
        }
        Fate::Drop => return drop(handle),
        Fate::Later => {
            return later.push(Box::new(move || check(&ledger, handle.get())));
        }
        Fate::Outlives => {
            let world = Arc::clone(&ledger.world);
            let mut outliving = world.outliving.lock().unwrap();
            return outliving.push(Box::new(move || {
                check(&ledger, finished(&ledger, handle));
            }));
        }
    };
    check(&ledger, outcome);
}

/// A handle on work that is done.
fn finished<T: Whole>(ledger: &Arc<Ledger>, handle: AsyncResult<T>) -> Result<T, TaskError> {
    ledger.expect(handle.ready(), "it was waited for, and is not ready");
    ledger.check_inputs_gone("when the result is ready");
    let successful = handle.successful();
    let outcome = handle.get();
    ledger.expect(
        successful == Some(outcome.is_ok()),
        format_args!("successful() is {successful:?}"),
    );
    outcome
}

fn check<T: Whole>(ledger: &Arc<Ledger>, outcome: Result<T, TaskError>) {
    let outcome = outcome
        .map(Whole::into_values)
        .map_err(|error| Failure::of_task(error, T::SINGLE));
    check_whole(ledger, outcome);
}
