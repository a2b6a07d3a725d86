//! The crate's policy on panics, in one place: a user's panic is data, and never takes more than itself down.

use std::any::Any;
use std::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};

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

/// Drops a payload. One whose own destructor panics is leaked instead: the alternative is to abort the process.
pub(crate) fn discard(payload: Payload) {
    if let Err(again) = contain_drop(payload) {
        std::mem::forget(again);
    }
}

/// A user's value that may be dropped while a panic unwinds: a second panic, of its destructor, would abort the process,
/// and is contained. At other times it goes on, as that of any value does.
pub(crate) struct Guarded<T>(Option<T>);

impl<T> Guarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Some(value))
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

/// The words of a payload, where it has any.
pub(crate) fn message(payload: &Payload) -> &str {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a payload that is no text")
}
