//! The crate's policy on panics, in one place: a user's panic is data, and never takes more than itself down.

use std::any::Any;
use std::borrow::Cow;
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
