//! Values that are on a cache line of their own, or on two where the processor fetches lines in pairs.

use std::ops::Deref;

#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Padded<T>(pub(crate) T);

impl<T> Deref for Padded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As on x86-64, whose prefetcher takes the line beside the one asked for; Apple's lines on AArch64 are as long.
    #[test]
    fn neighbours_are_128_bytes_apart() {
        let both = [Padded(1_u8), Padded(2)];
        let [first, second] = both.each_ref().map(|padded| (&raw const padded.0).addr());
        assert_eq!(second - first, 128);
        assert!(first.is_multiple_of(128));
        assert_eq!(size_of::<Padded<[u8; 129]>>(), 256);
    }
}
