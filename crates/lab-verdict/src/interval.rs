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

pub use lab_measure::interval::{Mean, t_quantile};

use crate::answer::Estimate;

/// Confidence of the interval that charts draw.
pub const DRAWN: f64 = 0.95;

/// Confidence of the interval that verdicts rest on.
pub const JUDGED: f64 = 0.99;

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

pub(crate) fn exp((low, high): (f64, f64)) -> (f64, f64) {
    (low.exp(), high.exp())
}
