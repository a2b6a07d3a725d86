//! Making a call, and reading what it returns.

use std::future::Future as _;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lap_pool::{AsyncResult, Options, Pool, TaskError};

use crate::bell;
use crate::call::{Call, Form, Way};
use crate::fault::{ITEMS, POLLS};
use crate::ledger::{Ledger, Stage, Tracked};
use crate::maps;
use crate::place::Held;
use crate::streams;
use crate::subjects;
use crate::support::LONG;

/// Makes the cell's call, and notes what the user sees of it.
pub fn perform(pool: &Pool<'_, '_>, ledger: &Arc<Ledger>) {
    let held = ledger.cell.call.is_given_up().then(|| Held::new(pool));
    let mut options = pool.options();
    if ledger.cell.shape.one_chunk {
        options = options.chunksize(ITEMS);
    }
    match ledger.cell.call {
        Call::Apply => {
            let closure = subjects::once(ledger);
            let result = ledger.watch(Stage::Call, || options.apply(closure).unwrap());
            result
                .into_iter()
                .for_each(|result| ledger.note_result(result));
        }
        Call::Map(form, input) => {
            let map = || maps::blocking(options, ledger, form, input).unwrap();
            match ledger.watch(Stage::Call, map) {
                Some(Ok(results)) => results
                    .into_iter()
                    .for_each(|result| ledger.note_result(result)),
                Some(Err(error)) => ledger.note_refusal(error),
                None => {}
            }
        }
        Call::ApplyAsync(form, way) => {
            let start = || start(options, ledger, form);
            if let Some(handle) = ledger.watch(Stage::Call, start) {
                follow(pool, ledger, handle, way, |result| {
                    ledger.note_result(result)
                });
            }
        }
        Call::MapAsync(form, input, way) => {
            let start = || maps::started(options, ledger, form, input).unwrap();
            if let Some(handle) = ledger.watch(Stage::Call, start) {
                follow(pool, ledger, handle, way, |results| {
                    results
                        .into_iter()
                        .for_each(|result| ledger.note_result(result));
                });
            }
        }
        Call::Stream(order, kind, way) => {
            streams::perform(pool, options, ledger, (order, kind, way))
        }
        Call::Build => unreachable!("it needs no pool"),
    }
    if ledger.cell.call.way() == Some(Way::Terminated) {
        pool.terminate();
    }
    drop(held);
}

fn start(options: Options<'_, '_, '_>, ledger: &Arc<Ledger>, form: Form) -> AsyncResult<Tracked> {
    let closure = subjects::once(ledger);
    let task = if form == Form::Told {
        let told = options.callback(subjects::callback(ledger, |result: &Tracked| {
            vec![result.number]
        }));
        let told = told.error_callback(subjects::error_callback(ledger));
        told.apply_async(closure)
    } else {
        options.apply_async(closure)
    };
    task.unwrap()
}

/// What becomes of a handle.
fn follow<T>(
    pool: &Pool<'_, '_>,
    ledger: &Arc<Ledger>,
    mut handle: AsyncResult<T>,
    way: Way,
    take: impl FnOnce(T),
) {
    let outcome = match way {
        Way::Get => ledger.watch(Stage::Read, || handle.get()),
        Way::GetTimeout => ledger.watch(Stage::Read, || handle.get_timeout(LONG)),
        Way::Wait => ledger.watch(Stage::Read, || {
            handle.wait();
            assert!(handle.ready() && handle.successful().is_some() && !handle.cancel());
            handle.get()
        }),
        Way::Terminated => {
            pool.terminate();
            ledger.watch(Stage::Read, || handle.get())
        }
        Way::Cancelled => ledger.watch(Stage::Read, || {
            assert!(handle.cancel() && !handle.cancel());
            handle.get()
        }),
        Way::Polled => Some(poll_to_the_end(ledger, handle)),
        Way::PolledAndDropped => {
            ledger.begun.wait_for(1);
            ledger.watch(Stage::Poll, || poll(ledger, &mut handle, 0).is_pending());
            ledger.watch(Stage::Drop, || drop(handle));
            ledger.gate.open();
            None
        }
        Way::Dropped => {
            ledger.watch(Stage::Drop, || drop(handle));
            None
        }
        Way::Next | Way::Loop | Way::Results | Way::NextTimeout => {
            unreachable!("these are a stream's")
        }
    };
    if let Some(outcome) = outcome {
        // It is told of before it is seen.
        assert_eq!(
            ledger.told(),
            usize::from(ledger.cell.call.form() == Form::Told)
        );
        ledger.note_outcome(outcome, take);
    }
}

fn poll<T>(
    ledger: &Arc<Ledger>,
    handle: &mut AsyncResult<T>,
    number: usize,
) -> Poll<Result<T, TaskError>> {
    let waker = bell::waker(ledger, number);
    pin!(handle).poll(&mut Context::from_waker(&waker))
}

fn poll_to_the_end<T>(ledger: &Arc<Ledger>, mut handle: AsyncResult<T>) -> Result<T, TaskError> {
    let cell = ledger.cell;
    if cell.call.is_gated(cell.place, cell.shape) {
        ledger.begun.wait_for(1);
        for number in 0..POLLS {
            let early = ledger.watch(Stage::Poll, || poll(ledger, &mut handle, number));
            assert!(!matches!(early, Some(Poll::Ready(_))), "{cell}");
        }
        ledger.gate.open();
        ledger.woken.wait_for(1);
    }
    loop {
        let woken = ledger.woken.count();
        match ledger.watch(Stage::Poll, || poll(ledger, &mut handle, POLLS)) {
            Some(Poll::Ready(outcome)) => return outcome,
            _ => ledger.woken.wait_for(woken + 1),
        }
    }
}
