//! A cell whose accesses loom checks against each other; elsewhere `std::cell::UnsafeCell` by another form.

#[cfg(lap_pool_loom)]
pub(crate) use loom::cell::UnsafeCell;

/// A place that is written through a shared reference.
#[cfg(not(lap_pool_loom))]
#[derive(Debug, Default)]
#[repr(transparent)]
pub(crate) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(lap_pool_loom))]
impl<T> UnsafeCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(std::cell::UnsafeCell::new(value))
    }
    /// To read. What the pointer is used for must end before this returns.
    #[inline]
    pub(crate) fn with<R>(&self, reads: impl FnOnce(*const T) -> R) -> R {
        reads(self.0.get())
    }

    /// To write, as above.
    #[inline]
    pub(crate) fn with_mut<R>(&self, writes: impl FnOnce(*mut T) -> R) -> R {
        writes(self.0.get())
    }
}
