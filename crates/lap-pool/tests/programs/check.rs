//! What a call may come to: the same work done in turn, and what closing and terminating allow.

use std::any::Any;
use std::sync::Arc;

use lap_pool::{PoolError, TaskError};

use crate::ledger::{Ledger, Payload, Value};
use crate::world::World;

/// Why a call has no result.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// A task or a source panicked, for this item.
    Panic(usize),
    NotRunning,
    Terminated,
    TimedOut,
    Other(String),
}

impl Failure {
    pub fn of_panic(payload: Box<dyn Any + Send>) -> Self {
        let payload = match payload.downcast::<Payload>() {
            Ok(payload) => return Failure::Panic(payload.index),
            Err(payload) => payload,
        };
        let words = payload
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap_or_else(|| "a panic without words".into());
        // What a stream says that is read as plain results.
        let is = |error: TaskError| words == error.to_string();
        if is(TaskError::NotRunning) {
            Failure::NotRunning
        } else if is(TaskError::Terminated) {
            Failure::Terminated
        } else {
            Failure::Other(words)
        }
    }

    /// `single` for a task that is no item of a map or stream.
    pub fn of_task(error: TaskError, single: bool) -> Self {
        match error {
            TaskError::Panicked(panicked) => {
                let told = panicked.index();
                let failure = Failure::of_panic(panicked.into_payload());
                match failure {
                    Failure::Panic(index) if told == (!single).then_some(index) => failure,
                    _ => Failure::Other(format!("{failure:?}, said to be of item {told:?}")),
                }
            }
            TaskError::Terminated => Failure::Terminated,
            TaskError::NotRunning => Failure::NotRunning,
            TaskError::TimedOut => Failure::TimedOut,
            other => Failure::Other(other.to_string()),
        }
    }

    pub fn of_pool(error: PoolError) -> Self {
        match error {
            PoolError::NotRunning => Failure::NotRunning,
            PoolError::Terminated => Failure::Terminated,
            other => Failure::Other(other.to_string()),
        }
    }
}

/// What was known of the pool before a call.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    pub closed: bool,
}

impl Before {
    pub fn now(world: &World) -> Self {
        Self {
            closed: world.closing.is_done() || world.terminating.is_done(),
        }
    }
}

/// Whether the pool took a call, as far as that can be known. Closed before: refused. Never closed: taken.
pub fn check_admission(ledger: &Ledger, before: Before, refused: bool) {
    let world = &ledger.world;
    let closes = world.closing.is_begun() || world.terminating.is_begun();
    ledger.expect(refused || !before.closed, "taken by a closed pool");
    ledger.expect(!refused || closes, "refused by a running pool");
    if refused {
        let begun = (0..ledger.work.items).any(|index| ledger.has_begun(index));
        ledger.expect(!begun, "refused, and begun");
    } else {
        ledger.accept();
    }
}

/// A map's outcome, or a single task's, once the pool took it.
pub fn check_whole(ledger: &Arc<Ledger>, outcome: Result<Vec<Value>, Failure>) {
    ledger.end();
    let (work, terminates) = (&ledger.work, ledger.world.terminating.is_begun());
    match outcome {
        Ok(values) => {
            let first = work.first_failure();
            ledger.expect(
                first.is_none(),
                format_args!("a result, though item {first:?} fails"),
            );
            let indices: Vec<_> = values.into_iter().map(|value| value.open(ledger)).collect();
            ledger.expect(
                indices.iter().copied().eq(0..work.items),
                format_args!("not the results of 0..{}: {indices:?}", work.items),
            );
        }
        Err(Failure::Panic(index)) => {
            ledger.expect(
                work.fails_at(index),
                format_args!("item {index} does not fail"),
            );
            let lower = (0..index).find(|index| work.fails_at(*index) && ledger.has_begun(*index));
            ledger.expect(
                lower.is_none(),
                format_args!("the failure of item {index} was told, not that of {lower:?}"),
            );
            let left = (0..index).find(|index| !ledger.has_begun(*index));
            ledger.expect(
                terminates || left.is_none(),
                format_args!("item {index} failed, and {left:?} has not run"),
            );
        }
        Err(Failure::Terminated) if terminates => {}
        Err(failure) => ledger.violation(format_args!("it came to {failure:?}")),
    }
    ledger.check_inputs_gone("when the call is over");
}
