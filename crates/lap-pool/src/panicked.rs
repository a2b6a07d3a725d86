//! A task's panic, as a value.

use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::sync::Mutex;

use crate::panics::{self, Payload};

/// A task's panic: its words, its item, and where its work was submitted.
///
/// ```
/// let pool = lap_pool::ThreadPool::new(2)?;
/// let task = pool.map_async(0..10, |x| assert!(x < 7, "lane {x} is closed"))?;
/// let Err(lap_pool::TaskError::Panicked(panicked)) = task.get() else { unreachable!() };
/// assert_eq!(panicked.message(), "lane 7 is closed");
/// assert_eq!(panicked.index(), Some(7));
/// assert!(panicked.site().file().ends_with(".rs"));
/// # Ok::<(), lap_pool::PoolError>(())
/// ```
pub struct Panicked(
    /// Boxed, so that a stream's results do not take room for it.
    Box<Details>,
);

struct Details {
    message: Cow<'static, str>,
    index: Option<usize>,
    site: &'static Location<'static>,
    payload: Contained,
}

/// A payload, whatever its destructor does.
///
/// The mutex makes it `Sync`, which a payload need not be. It is never locked: who reaches in owns it.
struct Contained(Mutex<Option<Payload>>);

impl Panicked {
    pub(crate) fn new(
        payload: Payload,
        index: Option<usize>,
        site: &'static Location<'static>,
    ) -> Self {
        Self(Box::new(Details {
            message: panics::message(&payload),
            index,
            site,
            payload: Contained(Mutex::new(Some(payload))),
        }))
    }

    /// The panic's words. A payload that is not text has none; this says so.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The item's index in the input; `None` for a task that is no part of a map or stream.
    pub fn index(&self) -> Option<usize> {
        self.0.index
    }

    /// Where the work was submitted.
    pub fn site(&self) -> &'static Location<'static> {
        self.0.site
    }

    /// What the panic carried: hand it to [`std::panic::resume_unwind`] to go on with it. One that is never taken out
    /// is dropped with the error; if its destructor panics, that panic ends there.
    ///
    /// ```
    /// let pool = lap_pool::ThreadPool::new(1)?;
    /// let task = pool.apply_async(|| std::panic::panic_any(404_u16))?;
    /// let Err(lap_pool::TaskError::Panicked(panicked)) = task.get() else { unreachable!() };
    /// assert_eq!(panicked.into_payload().downcast_ref(), Some(&404_u16));
    /// # Ok::<(), lap_pool::PoolError>(())
    /// ```
    pub fn into_payload(self) -> Box<dyn std::any::Any + Send + 'static> {
        let mut details = self.0;
        let payload = details.payload.take();
        payload.expect("only this method takes it, and consumes the error")
    }
}

impl Contained {
    fn take(&mut self) -> Option<Payload> {
        let Ok(payload) = self.0.get_mut() else {
            unreachable!("a mutex that is never locked is never poisoned");
        };
        payload.take()
    }
}

impl Drop for Contained {
    fn drop(&mut self) {
        if let Some(payload) = self.take() {
            panics::discard(payload);
        }
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (site, words) = (self.site(), self.message());
        match self.index() {
            Some(index) => write!(
                f,
                "the task for item {index}, submitted at {site}, panicked: {words}"
            ),
            None => write!(f, "the task submitted at {site} panicked: {words}"),
        }
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Panicked")
            // As it is: a message that quotes another one's would double its backslashes at each level.
            .field("message", &format_args!("{}", self.message()))
            .field("index", &self.index())
            .field("site", &format_args!("{}", self.site()))
            .finish()
    }
}
