//! A stream read as values: failures in their places, instead of panics.

use std::fmt;
use std::iter::FusedIterator;
use std::time::Duration;

use crate::error::TaskError;
use crate::imap::Imap;

/// A stream's results as values; see [`Imap::results`].
#[must_use = "a stream is lazy: nothing runs before the first next()"]
pub struct Results<'scope, I: Iterator, R, F>(pub(crate) Imap<'scope, I, R, F>);

impl<'scope, I, R, F> Results<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    /// [`Imap::next_timeout`]: waits for the next result, for `limit` at most; `None` is the end.
    ///
    /// # Errors
    /// [`TaskError::TimedOut`] when the limit ran out: the stream can be read on. After any other error too, which
    /// stands for the item that failed.
    ///
    /// ```
    /// use std::{sync::mpsc, time::Duration};
    /// let (go, wait) = mpsc::channel::<()>();
    /// let wait = std::sync::Mutex::new(wait);
    /// let pool = lap_pool::ThreadPool::new(1)?;
    /// let mut results = pool.imap(0..1, move |_| wait.lock().unwrap().recv().is_ok())?.results();
    /// let early = results.next_timeout(Duration::from_millis(1));
    /// assert!(matches!(early, Err(lap_pool::TaskError::TimedOut)));
    /// go.send(())?;
    /// assert_eq!(results.next_timeout(Duration::from_secs(60))?, Some(true));
    /// assert_eq!(results.next_timeout(Duration::ZERO)?, None);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// ```
    pub fn next_timeout(&mut self, limit: Duration) -> Result<Option<R>, TaskError> {
        self.0.next_timeout(limit)
    }
}

impl<'scope, I, R, F> Iterator for Results<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    type Item = Result<R, TaskError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next_result()
    }

    /// As that of [`Imap`], and one more as long as the pool may be closed before the source is at its end.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let refusal = usize::from(self.0.can_be_refused());
        (0, self.0.most().and_then(|most| most.checked_add(refusal)))
    }
}

/// After `None` there is nothing but `None`: the source was at its end, or the error that says why not was returned.
impl<'scope, I, R, F> FusedIterator for Results<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
}

impl<I: Iterator, R, F> fmt::Debug for Results<'_, I, R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Results").field(&self.0).finish()
    }
}
