//! The check that all contenders compute the same.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The sum that the first contender to work on so many items got; all others must get the same. Cloning it gives the
/// same expectation.
#[derive(Clone, Debug, Default)]
pub struct Expected(Rc<RefCell<BTreeMap<usize, u64>>>);

impl Expected {
    /// Compares a contender's sum over `n` items.
    ///
    /// # Panics
    /// When another contender got another one.
    pub fn check(&self, n: usize, sum: u64) {
        let known = *self.0.borrow_mut().entry(n).or_insert(sum);
        assert_eq!(
            sum, known,
            "a contender computed something else than the others"
        );
    }

    /// Compares a contender's results by their sum.
    ///
    /// # Panics
    /// When another contender got another sum for as many.
    pub fn check_all(&self, results: &[u64]) {
        let sum = results
            .iter()
            .fold(0, |sum: u64, result| sum.wrapping_add(*result));
        self.check(results.len(), sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_must_get_what_the_first_got_from_as_many_items() {
        let expected = Expected::default();
        expected.check_all(&[u64::MAX, 3]);
        expected.clone().check(2, 2);
        expected.check(3, 7);
        let other = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| expected.check(2, 3)));
        assert!(other.is_err());
    }
}
