//! The thread that reads a source ahead.

use std::io;

use crate::fork;
use crate::latch::Token;
use crate::panics::{contain, contain_drop, drop_quietly};
use crate::readahead::buffer::{Buffer, End};
use crate::sync::{Arc, spawn};

/// What a reader holds while it reads. The fields drop in this order: the items are gone before the token is released.
struct Held<T> {
    buffer: Arc<Buffer<T>>,
    _token: Option<Token>,
}

/// Why a reader has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stopped {
    /// The source is at its end, or nobody wants more of it.
    Done,
    /// The source forked, and this is the child: the others' locks are out of reach.
    Forked,
}

/// Starts the thread. It builds the source when the consumer first asks, and reads it into the buffer until the source ends, or
/// until the consumer is gone and the pull at hand has returned. Nobody joins it.
///
/// # Errors
/// The system's, where it has no thread.
///
/// # Safety
/// `'a` is `'static`, or its end waits for the token.
pub(crate) unsafe fn start<'a, B, S>(
    build: B,
    buffer: Arc<Buffer<S::Item>>,
    token: Option<Token>,
) -> io::Result<()>
where
    B: FnOnce() -> S + Send + 'a,
    S: IntoIterator + 'a,
    S::Item: Send + 'a,
{
    let held = Held {
        buffer,
        _token: token,
    };
    let life: Box<dyn FnOnce() + Send + 'a> = Box::new(move || {
        if read(build, &held.buffer) == Stopped::Forked {
            std::mem::forget(held);
        }
    });
    // SAFETY: only the lifetime bound of the trait object changes. All that `'a` bounds is what `build` captures, the source
    // that it makes, and the items. The first two are gone when `read` returns, which contains every panic, and the items
    // before the token is released (`Held`); `'a` does not end before that, by the caller. Where the thread cannot be
    // started, the closure is dropped in this call. In the child of a fork there is nobody else who could end `'a`.
    let life = unsafe {
        std::mem::transmute::<Box<dyn FnOnce() + Send + 'a>, Box<dyn FnOnce() + Send>>(life)
    };
    spawn("lap-pool-read", life)
}

fn read<S: IntoIterator>(build: impl FnOnce() -> S, buffer: &Buffer<S::Item>) -> Stopped {
    if !buffer.wait_for_room() {
        drop_quietly(build);
        return Stopped::Done;
    }
    let generation = fork::generation();
    let is_forked = || fork::generation() != generation;
    let built = contain(|| build().into_iter());
    if is_forked() {
        std::mem::forget(built);
        return Stopped::Forked;
    }
    let mut source = match built {
        Ok(source) => source,
        Err(payload) => {
            buffer.end(End::Panic(payload));
            return Stopped::Done;
        }
    };
    while buffer.wait_for_room() {
        let pulled = contain(|| source.next());
        if is_forked() {
            std::mem::forget((pulled, source));
            return Stopped::Forked;
        }
        match pulled {
            Ok(Some(item)) => buffer.put(item),
            // Dropped first, so that a panic of its destructor is told, and not lost with this thread.
            Ok(None) => {
                buffer.end(contain_drop(source).map_or_else(End::Panic, |()| End::Over));
                return Stopped::Done;
            }
            Err(payload) => {
                drop_quietly(source);
                buffer.end(End::Panic(payload));
                return Stopped::Done;
            }
        }
    }
    drop_quietly(source);
    Stopped::Done
}
