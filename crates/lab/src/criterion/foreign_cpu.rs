//! Foreign CPU while benchmarks run: the machine's busy time less our own and that of the calls.

use lab_measure::foreign::{Reading, Window};

/// `proc(5)` counts in hundredths of a second on every Linux that Rust supports.
const NS_PER_TICK: u64 = 10_000_000;

/// A window over calls that are started and waited for by this process.
pub struct Children {
    machine: Reading,
    before_ns: Option<u64>,
}

impl Children {
    /// Begins the window.
    pub fn begin() -> Self {
        Self {
            machine: Reading::now(),
            before_ns: children_ns(),
        }
    }

    /// What happened since. Where the children's time is not known, neither is that of others.
    pub fn window(&self) -> Window {
        let known = self.before_ns.zip(children_ns());
        let ours = known.map(|(before, now)| now.saturating_sub(before));
        let window = self.machine.window(ours.unwrap_or(0));
        Window {
            foreign_cores: window.foreign_cores.filter(|_| ours.is_some()),
            ..window
        }
    }
}

/// CPU time of all children that have ended and been waited for; `None` where there is no `/proc/self/stat`.
fn children_ns() -> Option<u64> {
    children_ticks(&std::fs::read_to_string("/proc/self/stat").ok()?)
        .map(|ticks| ticks * NS_PER_TICK)
}

/// Fields 16 and 17, `cutime` and `cstime`. The second field, the program's name, may contain spaces and brackets.
fn children_ticks(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(13);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_childrens_time_is_found_behind_any_name() {
        let stat = "12 (a) (b c) S 1 2 3 4 5 6 7 8 9 10 11 12 300 45 20 0 1";
        assert_eq!(children_ticks(stat), Some(345));
        assert_eq!(children_ticks("nonsense"), None);
        assert_eq!(children_ticks("1 (x) S 1 2"), None);
    }
}
