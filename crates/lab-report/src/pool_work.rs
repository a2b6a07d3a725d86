//! What pools did, as they count it themselves: the cells of a table, for a page and for the terminal.

use lab_measure::record::{Origin, PoolWork, Record};

use crate::site::Site;
use crate::text::number::{count, percent};

/// Headings of [`cells`].
pub const COLUMNS: [&str; 9] = [
    "pools",
    "tasks",
    "chunks",
    "stream items",
    "parks",
    "wake-ups",
    "in vain",
    "busy / waiting / idle",
    "panics unread",
];

/// What is said below such a table, or above it.
pub const EXPLANATION: &str = "Counted by the pools themselves in all processes, with what their callers ran of the work. A pool that starts and ends under the clock is not asked. Parks are the times that a worker fell asleep; a wake-up was in vain where the worker found nothing to do; busy, waiting and idle are shares of the workers’ time.";

/// The records of this run in which pools have told something.
pub fn records(site: &Site) -> impl Iterator<Item = &Record> {
    site.records
        .iter()
        .filter(|record| record.origin == Origin::Measured && !record.pools.is_empty())
}

/// One row's numbers.
pub fn cells(work: &PoolWork) -> [String; 9] {
    let shares = work.shares().map(|shares| {
        let [busy, waiting, idle] = shares.map(|share| (share * 100.0).round());
        format!("{busy} / {waiting} / {idle} %")
    });
    let in_vain = match work.wakes {
        0 => String::new(),
        wakes => percent(work.wakes_in_vain as f64 / wakes as f64),
    };
    [
        count(work.pools),
        count(work.tasks),
        count(work.chunks),
        count(work.stream_items),
        count(work.parks),
        count(work.wakes),
        in_vain,
        shares.unwrap_or_default(),
        count(work.unread_panics),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_whole_has_no_share() {
        let nothing = cells(&PoolWork::default());
        assert_eq!(nothing, ["0", "0", "0", "0", "0", "0", "", "", "0"]);
        let some = cells(&PoolWork {
            wakes: 200,
            wakes_in_vain: 3,
            busy_ns: 2,
            waiting_ns: 1,
            idle_ns: 5,
            ..PoolWork::default()
        });
        assert_eq!(some[5..8], ["200", "1.5 %", "25 / 13 / 63 %"]);
    }
}
