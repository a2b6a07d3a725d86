//! What a chart is about, which rules it shows, and when a reader misses it.

use std::collections::BTreeSet;

/// What a chart is about; decides beside which claim it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// Work done per second.
    Throughput,
    /// The best number of workers against the share of waiting.
    Law,
    /// A call of many tasks against what its workers allow.
    Headline,
    /// Work done per second against workers.
    Scaling,
    /// What a number of workers costs: threads, memory, switches, CPU time.
    Footprint,
    /// Speed-up against the share of a task under a lock.
    Sharing,
    /// Which tasks that wait for each other hang.
    Hangs,
    /// Who waits for whom where they hang.
    WaitGraph,
    /// The same work in several arrangements.
    Arrangement,
    /// One call against another.
    Ratio,
    /// Inputs read ahead.
    Pulled,
    /// Results in hand over time.
    InHand,
    /// Memory and items alive.
    Memory,
    /// Time to the first result.
    First,
    /// The reader's own files.
    Files,
    /// The best size of a chunk.
    Chunks,
    /// The shortest task that pays.
    League,
    /// Who ran what when.
    Lanes,
    /// All contenders on one workload.
    Contenders,
    /// What other programs did meanwhile.
    Rounds,
}

impl Topic {
    /// The topics that show what a rule's metric measures.
    pub(crate) fn of_metric(metric: &str) -> &'static [Topic] {
        match metric {
            "time" | "cpu" => &[
                Topic::Throughput,
                Topic::Scaling,
                Topic::Sharing,
                Topic::Arrangement,
                Topic::Ratio,
            ],
            "first" => &[Topic::First],
            "count:results_while_held" => &[Topic::InHand],
            "count:tasks_finished" | "count:hangs" => &[Topic::Hangs, Topic::WaitGraph],
            count if count.starts_with("count:peak") => &[Topic::Memory],
            // One number, and no curve.
            "count:pulled_at_return" => &[],
            count if count.starts_with("count:pulled") || count.contains("ahead") => {
                &[Topic::Pulled]
            }
            _ => &[],
        }
    }

    /// Whether a reader misses it, given what could be drawn and what the experiment's rules ask for: an experiment varies
    /// either its tasks or its workers.
    pub(super) fn is_expected(self, drawn: &[Topic], asked: &BTreeSet<Topic>) -> bool {
        let over_workers = drawn.contains(&Topic::Scaling);
        let about_sharing = drawn.contains(&Topic::Hangs) || drawn.contains(&Topic::Sharing);
        match self {
            Topic::InHand
            | Topic::Scaling
            | Topic::Law
            | Topic::Headline
            | Topic::Footprint
            | Topic::Files
            | Topic::Chunks
            | Topic::League => false,
            Topic::Sharing | Topic::Hangs | Topic::WaitGraph | Topic::Arrangement => false,
            Topic::Throughput
            | Topic::Ratio
            | Topic::Pulled
            | Topic::Memory
            | Topic::First
            | Topic::Lanes
                if about_sharing =>
            {
                false
            }
            Topic::Pulled | Topic::Memory | Topic::First if !asked.contains(&self) => false,
            Topic::Throughput if drawn.contains(&Topic::Ratio) => false,
            Topic::Lanes if !asked.contains(&Topic::Pulled) => over_workers,
            Topic::Throughput | Topic::Ratio | Topic::Pulled | Topic::Memory | Topic::First => {
                !over_workers
            }
            _ => true,
        }
    }

    /// What is missing when there is no such chart.
    pub(crate) fn missing(self) -> &'static str {
        match self {
            Topic::Throughput => "a curve of the work done per second",
            Topic::Law => "the best number of workers against the share of waiting",
            Topic::Headline => "a call of many tasks against what its workers allow",
            Topic::Footprint => "what a number of workers costs",
            Topic::Scaling => "a curve of the work done per second against workers",
            Topic::Sharing => "a curve of the speed-up against what is under a lock",
            Topic::Arrangement => "the same work in several arrangements",
            Topic::Hangs => "which tasks that wait for each other hang",
            Topic::WaitGraph => "who waits for whom",
            Topic::Ratio => "the ratio of the calls compared",
            Topic::Pulled => "a curve of inputs pulled against results returned",
            Topic::InHand => "a curve of the results in hand",
            Topic::Memory => "a curve of the memory held",
            Topic::First => "the time to the first result",
            Topic::Files => "the time of your own files",
            Topic::Chunks => "the best size of a chunk",
            Topic::League => "the shortest task that pays",
            Topic::Lanes => "lanes: who ran what when",
            Topic::Contenders => "a comparison of all contenders",
            Topic::Rounds => "the CPU that other programs used",
        }
    }
}
