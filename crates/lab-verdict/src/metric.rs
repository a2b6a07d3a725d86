//! What a test compares: a clock's reading or a count.

use lab_measure::record::Sample;

/// The metric of a test, as a rule writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metric {
    /// `time`, `first` or `cpu`: judged by an interval over fresh processes.
    Clock(Clock),
    /// `count:NAME`: judged by every repetition.
    Count(String),
}

/// What is read off a timed sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clock {
    /// `time`: from the call to the last result; of cells with different numbers of items, per item.
    Wall,
    /// `first`: from the call to the first result; never per item, since it is the wait for one.
    First,
    /// `cpu`: CPU time of all threads meanwhile; of cells with different numbers of items, per item.
    Cpu,
}

const COUNT: &str = "count:";

impl Metric {
    /// Reads the word of a rule; `None` where it is not one of the four.
    ///
    /// ```
    /// use lab_verdict::{Clock, Metric};
    ///
    /// assert_eq!(Metric::parse("first"), Some(Metric::Clock(Clock::First)));
    /// assert_eq!(Metric::parse("count:threads"), Some(Metric::Count("threads".into())));
    /// assert_eq!(Metric::parse("count:"), None);
    /// ```
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "time" => Some(Metric::Clock(Clock::Wall)),
            "first" => Some(Metric::Clock(Clock::First)),
            "cpu" => Some(Metric::Clock(Clock::Cpu)),
            _ => word
                .strip_prefix(COUNT)
                .filter(|name| !name.trim().is_empty())
                .map(|name| Metric::Count(name.to_owned())),
        }
    }
}

impl Clock {
    /// The word of a rule.
    pub fn word(self) -> &'static str {
        match self {
            Clock::Wall => "time",
            Clock::First => "first",
            Clock::Cpu => "cpu",
        }
    }

    /// The sample's reading in nanoseconds, where it was noted.
    pub fn read(self, sample: &Sample) -> Option<u64> {
        match self {
            Clock::Wall => Some(sample.wall_ns),
            Clock::First => sample.first_ns,
            Clock::Cpu => sample.cpu_ns,
        }
    }

    /// By how much the reading may be divided to compare it with a sample of another size: the items, or 1 where
    /// the reading does not grow with them.
    pub fn items(self, sample: &Sample) -> u64 {
        match self {
            Clock::Wall | Clock::Cpu => sample.items,
            Clock::First => 1,
        }
    }
}
