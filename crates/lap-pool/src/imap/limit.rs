//! For how long a consumer may wait.

use std::time::Duration;

use crate::sync::Instant;

/// For how long a call may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Limit {
    None,
    /// Not at all: it looks.
    Zero,
    /// Until then; `None` where that is beyond the clock.
    Until(Option<Instant>),
}

impl Limit {
    /// That of a call that may wait for so long.
    pub(crate) fn within(time: Duration) -> Self {
        match time.is_zero() {
            true => Limit::Zero,
            false => Limit::Until(Instant::now().checked_add(time)),
        }
    }

    pub(crate) fn deadline(self) -> Option<Instant> {
        match self {
            Limit::None => None,
            Limit::Zero => Some(Instant::now()),
            Limit::Until(deadline) => deadline,
        }
    }

    #[inline]
    pub(crate) fn is_over(self) -> bool {
        match self {
            Limit::None => false,
            Limit::Zero => true,
            Limit::Until(deadline) => deadline.is_some_and(|deadline| Instant::now() >= deadline),
        }
    }
}
