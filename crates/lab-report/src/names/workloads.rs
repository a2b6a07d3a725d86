//! What the tasks of a call do, in words.

/// What the tasks of a call do, for calls that are workloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload<'a> {
    /// In a word or two, beside a point.
    pub short: &'a str,
    /// For a heading.
    pub title: &'a str,
    /// Where a sentence has room, in the plural.
    pub tasks: &'a str,
}

/// The words for a workload; an unknown one keeps its id.
pub fn workload(call: &str) -> Workload<'_> {
    let (short, title, tasks) = match call {
        "http" => (
            "GET",
            "a GET over loopback",
            "GETs of a server on this machine that answers after 20 ms",
        ),
        "sleep" => ("sleep", "a sleep of 20 ms", "tasks that sleep for 20 ms"),
        "cpu" => (
            "computing",
            "a loop that computes",
            "tasks that compute in a loop",
        ),
        "hash" => (
            "hashing",
            "a hash in memory",
            "tasks that hash a block in memory",
        ),
        "cpu_processes" => (
            "computing in processes",
            "a loop that computes, in processes",
            "tasks that compute in a loop, in worker processes",
        ),
        "mixed_10" => (
            "10 % waiting",
            "10 % waiting, 90 % computing",
            "tasks that wait for 10 % of their time",
        ),
        "mixed_50" => (
            "50 % waiting",
            "half waiting, half computing",
            "tasks that wait for half of their time",
        ),
        "mixed_90" => (
            "90 % waiting",
            "90 % waiting, 10 % computing",
            "tasks that wait for 90 % of their time",
        ),
        "files_warm" => (
            "warm file",
            "a file in the page cache",
            "tasks that hash a file from the page cache",
        ),
        "files_cold" => (
            "cold file",
            "a file from the disk",
            "tasks that hash a file from the disk",
        ),
        "urls" => (
            "your addresses",
            "your addresses",
            "GETs of your own addresses",
        ),
        "footprint" => ("fixed work", "a fixed work", "1,000 tasks that compute"),
        other => (other, other, other),
    };
    Workload {
        short,
        title,
        tasks,
    }
}
