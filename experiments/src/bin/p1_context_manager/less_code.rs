//! Less code: two functions that give the same guarantee, and a rule by which their statements are counted.
//!
//! The guarantee, also when a task fails: all tasks have run, no thread of the pool is left. Both functions are run,
//! with and without a task that fails, and what is counted is their own text as it was compiled in.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use lab_measure::record::Excerpt;
use lap_pool::{PoolError, ThreadPool};

use super::TASKS;
use super::held::{Ended, threads_before, threads_left};

/// Names of the two calls.
pub const CALLS: [&str; 2] = ["scoped", "by_hand"];

/// Titles of the snippets, in the order of [`CALLS`], by contender.
const TITLES: [(&str, [&str; 2]); 2] = [
    (
        "lap-pool",
        ["lap-pool: in a scope", "lap-pool: without a scope"],
    ),
    (
        "cpython",
        ["CPython: in a scope", "CPython: without a scope"],
    ),
];

type Task<'a> = &'a (dyn Fn(&u64) -> u64 + Sync);

fn scoped(workers: usize, items: &[u64], task: Task<'_>, sum: &mut u64) -> Result<(), PoolError> {
    // lesson: lap-pool: in a scope
    ThreadPool::with(workers, |pool| {
        *sum = pool.map(items, task).expect("it runs").iter().sum();
    })?;
    // lesson ends
    Ok(())
}

fn by_hand(workers: usize, items: &[u64], task: Task<'_>, sum: &mut u64) -> Result<(), PoolError> {
    // lesson: lap-pool: without a scope
    let pool = ThreadPool::new(workers)?;
    *sum = pool.map(items, task).expect("it runs").iter().sum();
    // lesson ends
    Ok(())
}

/// Runs one of the two, once as it is and once with a task that fails.
pub fn guaranteed(call: &str, workers: usize) -> Ended {
    let work = if call == CALLS[0] { scoped } else { by_hand };
    let before = threads_before();
    let items: Vec<u64> = (0..TASKS).collect();
    let run = AtomicU64::new(0);
    let mut sum = 0;
    let counting = |item: &u64| {
        run.fetch_add(1, Relaxed);
        *item
    };
    work(workers, &items, &counting, &mut sum).expect("the pool starts");
    assert_eq!(sum, items.iter().sum::<u64>(), "a result is missing");
    let failing = |item: &u64| match item {
        7 => resume_unwind(Box::new("a task fails")),
        item => *item,
    };
    let failed = catch_unwind(AssertUnwindSafe(|| {
        work(workers, &items, &failing, &mut sum)
    }));
    assert!(failed.is_err(), "the task's panic was not told");
    Ended {
        run: run.into_inner(),
        threads_left: Some(before.and_then(threads_left)),
        ..Ended::default()
    }
}

/// Statements that a user writes for the end of the pool in one of the two snippets of a contender.
pub fn counted(code: &[Excerpt], contender: &str, call: &str) -> u64 {
    let titles = TITLES
        .iter()
        .find(|(name, _)| *name == contender)
        .map(|(_, titles)| titles.map(|title| text(code, title)));
    let [scoped, by_hand] = titles.expect("a contender with snippets");
    if call == CALLS[0] {
        statements(scoped, by_hand)
    } else {
        statements(by_hand, scoped)
    }
}

fn text<'c>(code: &'c [Excerpt], title: &str) -> &'c str {
    code.iter()
        .find(|excerpt| excerpt.title == title)
        .map(|excerpt| excerpt.text.as_str())
        .unwrap_or_else(|| panic!("no marked code `{title}`"))
}

/// Lines of code that are not blank, not a comment and not only punctuation, and that do not stand word for word in
/// the other snippet too: that is the work, not the end of the pool. Both are written as the formatter has them, a
/// statement a line.
fn statements(own: &str, other: &str) -> u64 {
    let shared: Vec<&str> = other.lines().map(str::trim).collect();
    own.lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("//") && !line.starts_with('#'))
        .filter(|line| line.contains(|letter: char| letter.is_alphanumeric()))
        .filter(|line| !shared.contains(line))
        .count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_comments_and_closing_brackets_are_no_statements() {
        let scoped = "with pool {\n    work();\n})?;\n";
        let by_hand =
            "// a pool\nlet pool = new();\n\nwork();\n# its end\npool.close();\npool.join();\n";
        assert_eq!(statements(scoped, by_hand), 1);
        assert_eq!(statements(by_hand, scoped), 3);
    }

    #[test]
    fn the_snippets_are_those_that_are_compiled_in() {
        let code = crate::EXPERIMENT.excerpts();
        let both = |contender| CALLS.map(|call| counted(&code, contender, call));
        assert_eq!(both("lap-pool"), [1, 1]);
        assert_eq!(both("cpython"), [1, 5]);
    }
}
