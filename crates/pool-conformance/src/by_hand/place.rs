//! A place for one result.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::{contained, locked};
use crate::failure::{Answer, Failure};
use crate::subject::{Callbacks, Pending};

enum Content<T> {
    Nothing,
    Result(Answer<T>),
    Taken,
}

/// Filled once, emptied once.
pub(crate) struct Place<T>(Arc<(Mutex<Content<T>>, Condvar)>);

impl<T> Clone for Place<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Place<T> {
    pub(crate) fn empty() -> Self {
        Self(Arc::new((Mutex::new(Content::Nothing), Condvar::new())))
    }

    /// Puts the result in, after the callback that goes with it. A callback that panics becomes the result.
    pub(crate) fn fill(&self, result: Answer<T>, callbacks: Callbacks<T>) {
        let called = match (&result, callbacks.callback, callbacks.error_callback) {
            (Ok(result), Some(callback), _) => contained(|| callback(result)),
            (Err(failure), _, Some(callback)) => contained(|| callback(failure)),
            _ => Ok(()),
        };
        *locked(&self.0.0) = Content::Result(called.and(result));
        self.0.1.notify_all();
    }

    fn take(&self) -> Answer<T> {
        match std::mem::replace(&mut *locked(&self.0.0), Content::Taken) {
            Content::Result(result) => result,
            Content::Nothing | Content::Taken => {
                Err(Failure::Other("the result was taken before".into()))
            }
        }
    }
}

impl<T: Send> Pending<T> for Place<T> {
    fn get(self: Box<Self>) -> Answer<T> {
        self.wait()?;
        self.take()
    }

    fn get_timeout(&mut self, limit: Duration) -> Answer<T> {
        let waiting = |content: &mut Content<T>| matches!(content, Content::Nothing);
        let waited = self
            .0
            .1
            .wait_timeout_while(locked(&self.0.0), limit, waiting);
        if waited.unwrap_or_else(PoisonError::into_inner).1.timed_out() {
            return Err(Failure::TimedOut);
        }
        self.take()
    }

    fn wait(&self) -> Answer<()> {
        let waiting = |content: &mut Content<T>| matches!(content, Content::Nothing);
        drop(self.0.1.wait_while(locked(&self.0.0), waiting));
        Ok(())
    }

    fn ready(&self) -> Answer<bool> {
        Ok(!matches!(*locked(&self.0.0), Content::Nothing))
    }

    fn successful(&self) -> Answer<Option<bool>> {
        Ok(match &*locked(&self.0.0) {
            Content::Nothing => None,
            Content::Result(result) => Some(result.is_ok()),
            Content::Taken => Some(true),
        })
    }
}
