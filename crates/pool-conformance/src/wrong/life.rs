//! Pools that begin or end in the wrong way.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use super::spoil::{handle, right};
use super::{Right, behind};
use crate::failure::{Answer, Failure};
use crate::subject::{Callbacks, Function, Item, Options, Pending, Source, Subject, Task};

/// Beside the pool, whether it was closed.
pub(super) struct AcceptsAfterClose(pub(super) Right, pub(super) AtomicBool);

impl Subject for AcceptsAfterClose {
    behind!();

    fn close(&self) -> Answer<()> {
        self.1.store(true, SeqCst);
        Ok(())
    }

    fn join(&self) -> Answer<()> {
        if self.1.load(SeqCst) {
            self.0.close()?;
        }
        self.0.join()
    }
}

/// Beside the pool, whether it was terminated.
pub(super) struct AnswersAfterTerminate(pub(super) Right, pub(super) AtomicBool);

impl Subject for AnswersAfterTerminate {
    behind!();

    fn terminate(&self) -> Answer<()> {
        self.1.store(true, SeqCst);
        self.0.terminate()
    }

    fn map(&self, input: Source, f: Function, options: Options) -> Answer<Vec<Item>> {
        if self.1.load(SeqCst) {
            return Ok(input.map(|_| Item::default()).collect());
        }
        self.0.map(input, f, options)
    }
}

pub(super) struct TerminateRunsTheQueue(pub(super) Right);

impl Subject for TerminateRunsTheQueue {
    behind!();

    fn terminate(&self) -> Answer<()> {
        self.0.close()
    }
}

pub(super) struct CloseDropsTheQueue(pub(super) Right);

impl Subject for CloseDropsTheQueue {
    behind!();

    fn close(&self) -> Answer<()> {
        self.0.terminate()
    }
}

pub(super) struct ForgetsWhatIsPending(pub(super) Right);

impl Subject for ForgetsWhatIsPending {
    behind!();

    fn apply_async(
        &self,
        task: Task,
        callbacks: Callbacks<Item>,
    ) -> Answer<Box<dyn Pending<Item>>> {
        let task = self.0.apply_async(task, callbacks)?;
        Ok(handle(task, |task, limit| match right(task, limit) {
            Err(Failure::Terminated) => loop {
                thread::park();
            },
            answer => answer,
        }))
    }
}

/// Beside the pool, whether it was joined.
pub(super) struct JoinsOnlyOnce(pub(super) Right, pub(super) AtomicBool);

impl Subject for JoinsOnlyOnce {
    behind!();

    fn join(&self) -> Answer<()> {
        self.0.join()?;
        if self.1.swap(true, SeqCst) {
            return Err(Failure::Other("the pool was joined before".into()));
        }
        Ok(())
    }
}

pub(super) struct JoinsWhileRunning(pub(super) Right);

impl Subject for JoinsWhileRunning {
    behind!();

    fn join(&self) -> Answer<()> {
        self.0.close()?;
        self.0.join()
    }
}

/// Beside the pool, whether it was closed.
pub(super) struct JoinReturnsEarly(pub(super) Right, pub(super) AtomicBool);

impl Subject for JoinReturnsEarly {
    behind!();

    fn close(&self) -> Answer<()> {
        self.1.store(true, SeqCst);
        self.0.close()
    }

    fn join(&self) -> Answer<()> {
        if self.1.load(SeqCst) {
            return Ok(());
        }
        self.0.join()
    }
}

pub(super) struct DropAbandons(pub(super) Right);

impl Subject for DropAbandons {
    behind!();
}

impl Drop for DropAbandons {
    fn drop(&mut self) {
        self.0.terminate().ok();
    }
}

pub(super) struct DropReturnsEarly(pub(super) Option<Right>);

impl Subject for DropReturnsEarly {
    fn behind(&self) -> Option<&dyn Subject> {
        self.0.as_deref()
    }
}

impl Drop for DropReturnsEarly {
    fn drop(&mut self) {
        let pool = self.0.take();
        thread::spawn(move || drop(pool));
    }
}
