//! Results checked against the serial loop by one number.
//!
//! The hash is FNV-1a, 64 bit (<http://www.isthe.com/chongo/tech/comp/fnv/>), so that a checksum is the same in
//! every process and on every machine of the same byte order; the standard library's hasher promises neither.

use std::hash::{Hash, Hasher};

/// A checksum that changes when a result changes, is missing, comes twice or comes elsewhere.
pub fn checksum<R: Hash>(results: &[R]) -> u64 {
    let mut hasher = Fnv1a::default();
    results.hash(&mut hasher);
    hasher.finish()
}

/// A checksum of the results in any order: it changes when one changes, is missing or comes twice.
pub fn checksum_unordered<'r, R: Hash + 'r>(results: impl IntoIterator<Item = &'r R>) -> u64 {
    results.into_iter().fold(0, |sum, result| {
        let mut hasher = Fnv1a::default();
        result.hash(&mut hasher);
        sum.wrapping_add(scatter(hasher.finish()))
    })
}

/// Spreads a hash over all bits before it is added: FNV-1a of short inputs differs too regularly to be summed.
/// The constants are those of SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014).
fn scatter(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

struct Fnv1a(u64);

impl Default for Fnv1a {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv1a {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_matters_to_the_ordered_sum_only() {
        assert_ne!(checksum(&[1, 2, 3]), checksum(&[1, 3, 2]));
        assert_eq!(
            checksum_unordered(&[1, 2, 3]),
            checksum_unordered(&[3, 1, 2])
        );
    }

    #[test]
    fn a_lost_a_doubled_and_a_changed_result_show_in_both() {
        for wrong in [&[1, 2][..], &[1, 2, 3, 3], &[1, 2, 4], &[2, 2, 2]] {
            assert_ne!(checksum(&[1, 2, 3]), checksum(wrong), "{wrong:?}");
            assert_ne!(
                checksum_unordered(&[1, 2, 3]),
                checksum_unordered(wrong),
                "{wrong:?}"
            );
        }
    }
}
