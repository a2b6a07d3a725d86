//! Student's t interval of a mean: the one formula behind the noise test and every verdict.
//!
//! ```text
//! m = mean(x_1 .. x_k)      s = sqrt(sum (x_i - m)^2 / (k - 1))      m -+ t(1 - a/2, k - 1) * s / sqrt(k)
//! ```
//!
//! with k independent values x_i, roughly normal, and t the quantile of Student's distribution with k - 1 degrees of
//! freedom (Student, "The probable error of a mean", Biometrika 6, 1908).

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean with a symmetric interval, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean.
    pub mean: f64,
    /// Its standard error, s / sqrt(k).
    pub error: f64,
    /// How many values: k.
    pub values: u32,
}

impl Mean {
    /// Mean and standard error; `None` for fewer than two values, which say nothing about their own spread.
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = u32::try_from(values.len())
            .ok()
            .filter(|count| *count >= 2)?;
        let k = f64::from(count);
        let mean = values.iter().sum::<f64>() / k;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        Some(Mean {
            mean,
            error: (squares / (k - 1.0) / k).sqrt(),
            values: count,
        })
    }

    /// How far the t interval of this confidence (0.95 for 95 %) reaches to either side of the mean.
    pub fn reach(&self, confidence: f64) -> f64 {
        t_quantile(0.5 + confidence / 2.0, self.values - 1) * self.error
    }

    /// The t interval of this confidence.
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let reach = self.reach(confidence);
        (self.mean - reach, self.mean + reach)
    }
}

/// The p-quantile of Student's t with the given degrees of freedom: the t below which a share p lies.
///
/// # Panics
/// If `p` is outside 0 to 1 or there are no degrees of freedom.
pub fn t_quantile(p: f64, degrees_of_freedom: u32) -> f64 {
    StudentsT::new(0.0, 1.0, f64::from(degrees_of_freedom))
        .expect("Student's t needs at least one degree of freedom")
        .inverse_cdf(p)
}
