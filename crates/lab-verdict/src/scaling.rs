//! How throughput grows with workers, and what bounds it: for charts and their sentences.
//!
//! - [`mod@curve`]: throughput against workers, from the cells of one contender and call.
//! - [`spread`]: where it levels off in each process by itself.
//! - [`wait`]: how much of a task's time is waiting, measured with one worker.
//! - [`laws`]: what physics and the literature say of it: limit, Goetz's size, Little's law, Amdahl's law.

pub mod curve;
pub mod laws;
pub mod spread;
pub mod wait;

pub use curve::{Knee, ScalePoint, curve, knee};
pub use laws::{amdahl, bottleneck, goetz, limit, little};
pub use spread::{Knees, knees};
pub use wait::{Lone, WaitShare, cpu_per_item, lone, wait_share};

/// The parameter that a curve varies.
pub const WORKERS: &str = "workers";

/// The parameter with the number of tasks.
pub const TASKS: &str = "n";

/// The parameter that marks the cell whose workers are the default of the pools; it singles a cell out and
/// changes nothing about the work.
pub const DEFAULT_WORKERS: &str = "default_workers";
