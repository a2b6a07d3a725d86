//! What became of the user's own items, in one line: `12 of 15 answered; 1 not found; 2 no such host`.

use std::collections::{BTreeMap, BTreeSet};

use lab_measure::record::{Origin, Outcome, Record};
use serde::Serialize;

/// The call of a cell that works on the addresses of `--urls`.
pub const OWN_ADDRESSES: &str = "urls";

/// What `--json` prints of one outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutcomeJson {
    experiment: String,
    contender: String,
    item: String,
    result: String,
    ok: bool,
    wall_ns: Option<u64>,
    tried_again: u32,
}

/// One line per experiment that worked on the user's own items in this run.
pub fn summaries(records: &[Record]) -> Vec<String> {
    of_this_run(records)
        .map(|record| {
            let verb = match about_addresses(record) {
                true => "answered",
                false => "worked through",
            };
            format!("{}: {}", record.experiment, summary(&record.outcomes, verb))
        })
        .collect()
}

/// Every outcome, in the order of the records.
pub fn as_json(records: &[Record]) -> Vec<OutcomeJson> {
    let told = |record: &Record, outcome: &Outcome| {
        let cell = record.cells.get(outcome.cell as usize);
        OutcomeJson {
            experiment: record.experiment.clone(),
            contender: cell.map_or_else(String::new, |cell| cell.contender.clone()),
            item: outcome.item.clone(),
            result: outcome.result.clone(),
            ok: outcome.ok,
            wall_ns: outcome.wall_ns,
            tried_again: outcome.tried_again,
        }
    };
    of_this_run(records)
        .flat_map(|record| record.outcomes.iter().map(move |one| told(record, one)))
        .collect()
}

fn of_this_run(records: &[Record]) -> impl Iterator<Item = &Record> {
    records
        .iter()
        .filter(|record| record.origin == Origin::Measured && !record.outcomes.is_empty())
}

fn about_addresses(record: &Record) -> bool {
    record.outcomes.iter().all(|outcome| {
        let cell = record.cells.get(outcome.cell as usize);
        cell.is_some_and(|cell| cell.call == OWN_ADDRESSES)
    })
}

/// Counts items, not visits.
fn summary(outcomes: &[Outcome], verb: &str) -> String {
    let items = Outcome::by_item(outcomes);
    let good = items.values().filter(|outcome| outcome.ok).count();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for outcome in items.values().filter(|outcome| !outcome.ok) {
        *kinds.entry(kind(&outcome.result)).or_default() += 1;
    }
    let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
    // The most frequent first; among equals the order of the alphabet stays.
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut parts = vec![format!("{good} of {} {verb}", items.len())];
    parts.extend(kinds.iter().map(|(kind, count)| format!("{count} {kind}")));
    let again = outcomes.iter().filter(|outcome| outcome.tried_again > 0);
    let again: BTreeSet<&str> = again.map(|outcome| outcome.item.as_str()).collect();
    if !again.is_empty() {
        let count = again.len();
        parts.push(format!("{count} asked a second time, on a new connection"));
    }
    parts.join("; ")
}

/// The kind of a failure: `404 Not Found` is `not found`, and what follows a colon or a comma belongs to the item.
fn kind(result: &str) -> String {
    let head = result.split([':', ',']).next().unwrap_or(result).trim();
    match head.split_once(' ') {
        Some((code, words)) if code.len() == 3 && code.parse::<u16>().is_ok() => {
            words.to_lowercase()
        }
        _ => head.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(item: &str, result: &str, ok: bool) -> Outcome {
        Outcome {
            cell: 0,
            item: item.into(),
            result: result.into(),
            ok,
            wall_ns: None,
            tried_again: 0,
        }
    }

    #[test]
    fn failures_are_counted_by_their_kind_the_most_frequent_first() {
        let outcomes = [
            outcome("a", "200 OK, 12 bytes", true),
            outcome("b", "404 Not Found", false),
            outcome("c", "no such host", false),
            outcome("d", "not an address: d", false),
            outcome("e", "not an address: e", false),
            outcome("f", "timed out after 10 s", false),
        ];
        assert_eq!(
            summary(&outcomes, "answered"),
            "1 of 6 answered; 2 not an address; 1 no such host; 1 not found; 1 timed out after 10 s"
        );
    }

    #[test]
    fn a_pass_that_left_an_item_out_says_nothing_of_it() {
        let left_out = "not visited: the 40 s of a pass were over";
        let outcomes = [
            outcome("a", left_out, false),
            outcome("a", "200 OK", true),
            outcome("b", "200 OK", true),
            outcome("b", left_out, false),
            outcome("c", left_out, false),
            outcome("c", "404 Not Found", false),
            outcome("d", left_out, false),
            outcome("d", left_out, false),
        ];
        assert_eq!(
            summary(&outcomes, "answered"),
            "2 of 4 answered; 1 not found; 1 not visited"
        );
    }

    #[test]
    fn items_that_were_asked_for_again_are_counted_whatever_became_of_them() {
        let again = |item, result, ok, tried_again| Outcome {
            tried_again,
            ..outcome(item, result, ok)
        };
        let outcomes = [
            again("a", "200 OK", true, 0),
            again("a", "200 OK", true, 2),
            again("b", "connection reset", false, 1),
            again("c", "200 OK", true, 0),
        ];
        assert_eq!(
            summary(&outcomes, "answered"),
            "2 of 3 answered; 1 connection reset; 2 asked a second time, on a new connection"
        );
    }

    #[test]
    fn an_item_counts_once_and_as_failed_if_it_ever_failed() {
        let outcomes = [
            outcome("a", "200 OK", true),
            outcome("a", "503 Service Unavailable", false),
            outcome("a", "200 OK", true),
            outcome("b", "200 OK", true),
        ];
        assert_eq!(
            summary(&outcomes, "answered"),
            "1 of 2 answered; 1 service unavailable"
        );
    }
}
