//! What a count counts, in words.

use crate::number::{bytes, count, time};

/// What a count counts: `imap had <done> 20,000 <things> <when>`.
pub struct CountWords {
    /// The verb, for example `had pulled`.
    pub verb: String,
    /// What was counted, for example `inputs`; empty for bytes.
    pub things: String,
    /// When or how, for example `before its first result was in hand`; may be empty.
    pub when: String,
    /// The heading of a table column.
    pub heading: String,
    /// Whether the value is a size in bytes.
    pub is_bytes: bool,
    /// Whether the value is a time in nanoseconds.
    pub is_time: bool,
}

impl CountWords {
    /// Words that begin with what was counted, in the singular where it is one: `statements beside the work` with 1 is
    /// `statement beside the work`.
    pub fn singular(&self, words: &str, value: u64) -> String {
        if let (1, Some(rest)) = (value, words.strip_prefix("pairs ")) {
            return format!("pair {rest}");
        }
        let one = self.things.strip_suffix('s');
        match (value, one, words.strip_prefix(self.things.as_str())) {
            (1, Some(one), Some(rest)) => format!("{one}{rest}"),
            _ => words.to_string(),
        }
    }

    /// Whether there is one of them for each task, so that they are a share of the tasks.
    pub fn is_of_tasks(&self) -> bool {
        const OTHERS: [&str; 5] = [
            "messages",
            "allocations",
            "wake-ups",
            "threads",
            "statements",
        ];
        !OTHERS.contains(&self.things.as_str()) && !self.is_bytes && !self.is_time
    }

    /// A value as sentences and tables write it.
    pub fn value(&self, value: u64) -> String {
        match (self.is_bytes, self.is_time) {
            (true, _) => bytes(value as f64),
            (_, true) => time(value as f64),
            _ => count(value),
        }
    }
}

/// The words for a count's name; an unknown one is spelt out from the name itself.
pub fn count_words(name: &str) -> CountWords {
    let (verb, things, when, heading) = match name {
        "pulled_at_first_result" => (
            "had pulled",
            "inputs",
            "when its first result was in hand",
            "inputs pulled at the first result",
        ),
        "pulled_after_one_result" => (
            "had pulled",
            "inputs",
            "when its reader had taken one result and paused",
            "inputs pulled after one result",
        ),
        "pulled_at_return" => (
            "had pulled",
            "inputs",
            "when the call returned",
            "inputs pulled when the call returned",
        ),
        "effects_out_of_order" => (
            "had",
            "pairs of effects",
            "in another order than the loop’s",
            "pairs of effects out of order",
        ),
        "effects_missing" => (
            "left out",
            "effects",
            "of tasks that did not fail",
            "effects that did not happen",
        ),
        "right_results" => ("gave", "right results", "", "right results"),
        "good_results" => (
            "left",
            "good results",
            "after one task’s error",
            "good results",
        ),
        "results_before_the_last" => (
            "had handed over",
            "results",
            "when all tasks but the last were done",
            "results in hand before the last task is done",
        ),
        "results_not_as_completed" => (
            "handed over",
            "pairs of results",
            "in another order than they were done",
            "pairs of results in another order than done",
        ),
        "inputs_read_before_a_result" => (
            "had read",
            "inputs",
            "before any task was done",
            "inputs read before any task was done",
        ),
        "peak_live_items" => ("held at most", "items", "at once", "items alive at once"),
        "peak_alloc_bytes" => ("allocated at most", "", "", "allocated at most"),
        "peak_rss_bytes" => ("kept at most", "", "resident", "resident at most"),
        "peak_rss_growth_bytes" => (
            "grew by at most",
            "",
            "of resident memory",
            "growth of resident memory",
        ),
        "tasks_run" => ("ran", "tasks", "", "tasks run"),
        "tasks_done_at_exit" => (
            "had done",
            "tasks",
            "when the pool’s end was over",
            "tasks done at the end",
        ),
        "threads_left" => ("left", "threads", "", "threads left"),
        "results_value" => ("gave", "results", "", "results given"),
        "results_error" => (
            "answered with an error for",
            "results",
            "",
            "results that are errors",
        ),
        "results_never" => ("never gave", "results", "", "results that never come"),
        "tasks_finished" => (
            "finished",
            "tasks",
            "by itself",
            "tasks finished by themselves",
        ),
        "hangs" => ("hung", "times", "", "hangs"),
        "workers_waiting" => (
            "kept waiting",
            "workers",
            "for tasks that no worker was left for",
            "workers that wait for ever",
        ),
        "tasks_queued" => (
            "left",
            "tasks",
            "in the queue",
            "tasks that no worker was left for",
        ),
        "threads_alive" => ("had", "threads", "at once", "threads at once"),
        "statements" => (
            "took",
            "statements",
            "beside the work itself",
            "statements beside the work",
        ),
        "threads_created" => ("started", "threads", "", "threads started"),
        "threads_added" => ("added", "threads", "", "threads added"),
        "cpu_of_fixed_work_ns" => ("used", "", "of CPU time", "CPU time of a fixed work"),
        "voluntary_switches" => (
            "gave its core away",
            "times",
            "",
            "switches because a thread waited",
        ),
        "involuntary_switches" => (
            "lost its core",
            "times",
            "",
            "switches because another thread’s turn came",
        ),
        "results_while_held" => (
            "had given",
            "results",
            "while one task was held",
            "results in hand while a task is held",
        ),
        "items_alive_while_held" => (
            "held at most",
            "items",
            "at once while one task was held",
            "items alive while a task is held",
        ),
        "inversions" => (
            "handed over",
            "pairs of results",
            "in another order than they were finished in",
            "pairs out of order",
        ),
        "caller_waits" => (
            "kept its caller waiting",
            "times",
            "",
            "times that the caller waited",
        ),
        "calls_returned" => (
            "came back from",
            "calls",
            "while every worker was held",
            "calls that came back",
        ),
        "errors_told" => (
            "told",
            "errors",
            "that nobody asked for",
            "errors told unasked",
        ),
        "tasks_done" => (
            "had done",
            "tasks",
            "when it came back",
            "tasks done when it came back",
        ),
        "interpreters_without_lock" => (
            "included",
            "interpreters",
            "whose lock is off",
            "interpreters whose lock is off",
        ),
        "allocations" => ("made", "allocations", "", "allocations"),
        "wakeups" | "wake_ups" => ("made", "wake-ups", "", "wake-ups"),
        "messages_queued" => ("queued", "messages", "", "messages queued"),
        other => {
            let spelt = other.replace('_', " ");
            return CountWords {
                verb: "counted".into(),
                things: spelt.strip_suffix(" bytes").unwrap_or(&spelt).to_string(),
                when: String::new(),
                heading: spelt,
                is_bytes: other.ends_with("_bytes"),
                is_time: other.ends_with("_ns"),
            };
        }
    };
    CountWords {
        verb: verb.into(),
        things: things.into(),
        when: when.into(),
        heading: heading.into(),
        is_bytes: name.ends_with("_bytes"),
        is_time: name.ends_with("_ns"),
    }
}
