//! What the noise test before the first sample found.

use serde::{Deserialize, Serialize};

use super::grade::Grade;

/// The noise test: spin jitter, pressure, load, and identical code against itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Probe {
    /// Median duration of a fixed 100 us spin.
    pub spin_p50_ns: u64,
    /// 99th percentile of the same spins.
    pub spin_p99_ns: u64,
    /// `some avg10` of the kernel's CPU pressure, in percent, read before our own load.
    pub psi_some_avg10: Option<f64>,
    /// One-minute load average before our own load.
    pub load_1m: Option<f64>,
    /// CPU cores that others kept busy during the probe.
    pub foreign_cores: Option<f64>,
    /// How much two threads got done compared with one, in 2-core units (1.0 to 2.0); 1.0 on one core.
    pub capacity_2t: f64,
    /// Mean paired log-ratio of identical code against itself, two threads, over fresh processes.
    pub aa_mean_log_ratio: f64,
    /// Half-width of its 95 % interval.
    pub aa_half_width: f64,
    /// Fresh processes behind the two figures above.
    pub aa_processes: u32,
    /// The noise floor F: the farther end of that interval, as a relative difference (0.01 = 1 %).
    pub floor: f64,
    /// The grade that follows from F.
    pub grade: Grade,
}
