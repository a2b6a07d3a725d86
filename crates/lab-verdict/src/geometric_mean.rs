//! Times and ratios are averaged by their logarithms.

/// The geometric mean; NaN of no values.
pub(crate) fn geometric_mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value.ln();
        count += 1.0;
    }
    f64::exp(sum / count)
}

#[cfg(test)]
mod tests {
    use super::geometric_mean;

    #[test]
    fn ratios_that_cancel_out_average_to_one() {
        let mean = geometric_mean([4.0, 0.25, 2.0, 0.5]);
        assert!((mean - 1.0_f64).abs() < 1e-12, "{mean}");
        assert_eq!(geometric_mean([3.0, 0.0]), 0.0);
        assert!(geometric_mean([]).is_nan());
    }
}
