//! A shared stream read as values.

use std::fmt;
use std::iter::FusedIterator;
use std::time::Duration;

use crate::error::TaskError;
use crate::imap::Limit;
use crate::imap::shared::SharedImap;

/// A shared stream's results as values; see [`SharedImap::results`]. A clone is another handle.
#[must_use = "a stream is lazy: nothing runs before the first next()"]
pub struct SharedResults<'scope, I: Iterator, R, F>(pub(super) SharedImap<'scope, I, R, F>);

impl<'scope, I, R, F> SharedResults<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    /// [`SharedImap::next_timeout`]: waits for the next result, for `limit` at most; `None` is the end.
    ///
    /// # Errors
    /// As there.
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn next_timeout(&mut self, limit: Duration) -> Result<Option<R>, TaskError> {
        self.0.next_timeout(limit)
    }
}

impl<I: Iterator, R, F> Clone for SharedResults<'_, I, R, F> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'scope, I, R, F> Iterator for SharedResults<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
    type Item = Result<R, TaskError>;

    #[track_caller]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.advance(Limit::None)
    }

    /// As that of [`SharedImap`], and one more as long as this handle may be told that the pool has ended.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let refusal = usize::from(!self.0.is_done());
        (0, self.0.most().and_then(|most| most.checked_add(refusal)))
    }
}

/// After `None` there is nothing but `None`: the source was at its end, or the error that says why not was returned.
impl<'scope, I, R, F> FusedIterator for SharedResults<'scope, I, R, F>
where
    I: Iterator,
    I::Item: Send + 'scope,
    R: Send + 'scope,
    F: Fn(I::Item) -> R + Send + Sync + 'scope,
{
}

impl<I: Iterator, R, F> fmt::Debug for SharedResults<'_, I, R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SharedResults").field(&self.0).finish()
    }
}
