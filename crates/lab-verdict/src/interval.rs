//! Student's t over fresh processes.
//!
//! Samples of one process share its memory layout, its pool and its luck; they are not independent. So each process
//! gives one number, the mean of its paired log-ratios, and the interval is taken over processes:
//!
//! ```text
//! m = mean(x_1 .. x_k)      s = sqrt(sum (x_i - m)^2 / (k - 1))      m -+ t(1 - a/2, k - 1) * s / sqrt(k)
//! ```
//!
//! with x_i the process means (natural logarithms, no unit), k processes and t the quantile of Student's
//! distribution with k - 1 degrees of freedom (Student, "The probable error of a mean", Biometrika 6, 1908). The
//! ratio is exp(m): the geometric mean, the same whichever cell is called the first. Only the process means have to
//! be roughly normal, which averaging logarithms of times helps; the crate's tests simulate the coverage.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::answer::Estimate;

/// Confidence of the interval that charts draw.
pub const DRAWN: f64 = 0.95;

/// Confidence of the interval that verdicts rest on.
pub const JUDGED: f64 = 0.99;

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

    /// The t interval of this confidence (0.95 for 95 %).
    pub fn interval(&self, confidence: f64) -> (f64, f64) {
        let reach = t_quantile(0.5 + confidence / 2.0, self.values - 1) * self.error;
        (self.mean - reach, self.mean + reach)
    }
}

/// The ratio of two cells from the log-ratios of each process's pairs; `None` for fewer than two processes with
/// pairs.
pub fn estimate(processes: &[Vec<f64>]) -> Option<Estimate> {
    let means: Vec<f64> = processes
        .iter()
        .filter(|pairs| !pairs.is_empty())
        .map(|pairs| pairs.iter().sum::<f64>() / pairs.len() as f64)
        .collect();
    let mean = Mean::of(&means)?;
    Some(Estimate {
        ratio: mean.mean.exp(),
        drawn: exp(mean.interval(DRAWN)),
        judged: exp(mean.interval(JUDGED)),
        processes: mean.values,
        pairs: processes.iter().map(|pairs| pairs.len() as u32).sum(),
    })
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

pub(crate) fn exp((low, high): (f64, f64)) -> (f64, f64) {
    (low.exp(), high.exp())
}
