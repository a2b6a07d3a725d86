//! Who is visited with what: all that an answer rests on in every process, what only draws a curve in some.

use experiments::live;
use lab_measure::record::Mode;

use super::tasks::Workload;
use super::workers::default_workers;

/// Whether a claim speaks of these cells: then every process visits them. Others only draw a curve, and every third
/// process is enough for that.
pub fn is_claimed(workload: Workload, workers: usize) -> bool {
    let default = workers == default_workers();
    match workload {
        Workload::Http => default || [1, 8, 64].contains(&workers),
        Workload::Sleep => [1, 8].contains(&workers),
        Workload::Hash => default || workers == 1,
        _ => false,
    }
}

/// The same of calls of [`LONG`](super::tasks::LONG), which only loops need.
pub fn is_claimed_long(workload: Workload, workers: usize) -> bool {
    let is_end = workers == default_workers() || [1, 64].contains(&workers);
    workload == Workload::Cpu && is_end
}

/// Those that no curve is drawn of: the loop, which has one worker; a relative of another; and who needs a thread or a
/// message for each task.
const NEVER: [&str; 4] = ["serial", "rayon inside", "std per task", "channel"];

/// Who is compared with what: everyone where the two ends of the axis are, few in between.
pub fn is_compared(workload: Workload, contender: &str) -> bool {
    match workload {
        _ if NEVER.contains(&contender) => false,
        Workload::Http | Workload::Cpu => true,
        Workload::Sleep | Workload::Hash => {
            ["lap-pool", "std chunks", "python model", live::NAME].contains(&contender)
        }
        _ => ["lap-pool", live::NAME].contains(&contender),
    }
}

/// Whether there is time for a workload's curve: a quick run draws one.
pub fn is_drawn(mode: Mode, workload: Workload) -> bool {
    mode != Mode::Quick || workload == Workload::Http
}
