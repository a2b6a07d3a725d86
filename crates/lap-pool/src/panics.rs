//! The crate's policy on panics, in one place: a user's panic is data, and never takes more than itself down.

use std::any::Any;
use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind, resume_unwind};

use crate::imap::{Imap, SharedImap, SharedResults};
use crate::pool::Pool;
use crate::result::AsyncResult;
use crate::results::Results;

/// What a panic carries.
pub(crate) type Payload = Box<dyn Any + Send + 'static>;

/// Runs user code. Its state is thrown away or handed on after a panic, never used again by us, which is what
/// `AssertUnwindSafe` asks for.
pub(crate) fn contain<R>(user_code: impl FnOnce() -> R) -> Result<R, Payload> {
    catch_unwind(AssertUnwindSafe(user_code))
}

/// Drops a user's value; a panic of its destructor is returned.
pub(crate) fn contain_drop<T>(value: T) -> Result<(), Payload> {
    contain(move || drop(value))
}

/// Drops a user's value whose destructor's panic concerns nobody any more, because an earlier failure already counts.
pub(crate) fn drop_quietly<T>(value: T) {
    if let Err(payload) = contain_drop(value) {
        discard(payload);
    }
}

/// Drops values one by one: of a vector's elements, two that panic as it is dropped would abort the process.
pub(crate) fn drop_each_quietly<T>(values: Vec<T>) {
    values.into_iter().for_each(drop_quietly);
}

/// Drops a payload, what its destructor panics with, and so on. A chain that does not end is leaked from its ninth on: the
/// alternative is to abort the process.
pub(crate) fn discard(mut payload: Payload) {
    for _ in 0..8 {
        match contain_drop(payload) {
            Ok(()) => return,
            Err(again) => payload = again,
        }
    }
    std::mem::forget(payload);
}

/// A user's value that may be dropped while a panic unwinds: a second panic, of its destructor, would abort the process,
/// and is contained. At other times it goes on, as that of any value does.
pub(crate) struct Guarded<T>(Option<T>);

impl<T> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T> Guarded<T> {
    /// Takes it out; nothing is left to look at.
    pub(crate) fn take(&mut self) -> Self {
        Self(self.0.take())
    }

    pub(crate) fn into_inner(mut self) -> T {
        self.0.take().expect("there until it is dropped")
    }
}

impl<T> Deref for Guarded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_ref().expect("there until it is dropped")
    }
}

impl<T> DerefMut for Guarded<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.as_mut().expect("there until it is dropped")
    }
}

impl<T> Drop for Guarded<T> {
    fn drop(&mut self) {
        let value = self.0.take();
        if std::thread::panicking() {
            drop_quietly(value);
        }
    }
}

/// Makes one thing of the user's while another is at hand. Where that panics the other one is dropped first: a panic of
/// its destructor while the first unwinds would abort the process.
pub(crate) fn beside<T, R>(other: T, make: impl FnOnce() -> R) -> (R, T) {
    match contain(make) {
        Ok(made) => (made, other),
        Err(payload) => {
            drop_quietly(other);
            resume_unwind(payload)
        }
    }
}

/// The words of a payload, where it has any.
pub(crate) fn message(payload: &Payload) -> Cow<'static, str> {
    if let Some(words) = payload.downcast_ref::<&'static str>() {
        Cow::Borrowed(words)
    } else if let Some(words) = payload.downcast_ref::<String>() {
        Cow::Owned(words.clone())
    } else {
        Cow::Borrowed("a payload that is no text")
    }
}

/// [`message`] of a payload that nobody needs beyond its words.
pub(crate) fn into_message(payload: Payload) -> String {
    let words = message(&payload).into_owned();
    discard(payload);
    words
}

// A pool and its handles can be used on after a panic that was caught outside them, so `catch_unwind` may capture them.
// No user code runs while one of the pool's locks is held, so a panic that passes through a call leaves no half-done
// update behind; where it comes from a task, it was contained there first, and takes that task's outcome only. What a
// user's panic can leave half done is the user's own, and is not shown by these types: a task's closure is run
// elsewhere, whether or not somebody unwinds here, and a stream never touches a source again that panicked.
impl UnwindSafe for Pool<'_, '_> {}
impl RefUnwindSafe for Pool<'_, '_> {}
impl<T> UnwindSafe for AsyncResult<T> {}
impl<T> RefUnwindSafe for AsyncResult<T> {}
impl<I: Iterator, R, F> UnwindSafe for Imap<'_, I, R, F> {}
impl<I: Iterator, R, F> RefUnwindSafe for Imap<'_, I, R, F> {}
impl<I: Iterator, R, F> UnwindSafe for Results<'_, I, R, F> {}
impl<I: Iterator, R, F> RefUnwindSafe for Results<'_, I, R, F> {}
impl<I: Iterator, R, F> UnwindSafe for SharedImap<'_, I, R, F> {}
impl<I: Iterator, R, F> RefUnwindSafe for SharedImap<'_, I, R, F> {}
impl<I: Iterator, R, F> UnwindSafe for SharedResults<'_, I, R, F> {}
impl<I: Iterator, R, F> RefUnwindSafe for SharedResults<'_, I, R, F> {}
