//! What became of each item of the reader's own input.

use lab_measure::record::{Outcome, Record};
use maud::{Markup, html};

use crate::chart::Table;
use crate::number::{plural, time};
use crate::page::parts::table;

/// A section with a line of summary and a row per item; nothing where no record has any.
pub(super) fn section<'a>(records: impl Iterator<Item = &'a Record>) -> Markup {
    let outcomes: Vec<&Outcome> = records.flat_map(|record| &record.outcomes).collect();
    let items = items(&outcomes);
    html! {
        @if !items.is_empty() {
            section aria-labelledby="items" {
                h2 #items { "What became of your items" }
                p.sub { (summary(&items)) }
                (table(&rows(&items), "What became of your items"))
            }
        }
    }
}

/// One item with all its visits that came to the same.
struct Item<'a> {
    item: &'a str,
    result: &'a str,
    ok: bool,
    was_visited: bool,
    visits: u64,
    times: Vec<u64>,
}

/// In the order of the record, equal outcomes of an item once.
fn items<'a>(outcomes: &[&'a Outcome]) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    for outcome in outcomes {
        let same = |known: &&mut Item<'_>| {
            known.item == outcome.item && known.result == outcome.result && known.ok == outcome.ok
        };
        match items.iter_mut().find(same) {
            Some(known) => {
                known.visits += 1;
                known.times.extend(outcome.wall_ns);
            }
            None => items.push(Item {
                item: &outcome.item,
                result: &outcome.result,
                ok: outcome.ok,
                was_visited: outcome.was_visited(),
                visits: 1,
                times: outcome.wall_ns.into_iter().collect(),
            }),
        }
    }
    items
}

/// `Of your 6 items, 2 were worked through each time and 4 not; an item that fails ends nothing else.` A pass that left
/// an item out says nothing of it, unless all of them did.
fn summary(items: &[Item<'_>]) -> String {
    let mut names: Vec<&str> = items.iter().map(|item| item.item).collect();
    names.sort_unstable();
    names.dedup();
    let failed = |name: &&str| {
        let mut told = items.iter().filter(|item| item.item == *name);
        told.clone().any(|item| item.was_visited && !item.ok) || !told.any(|item| item.ok)
    };
    let failures = names.iter().copied().filter(|name| failed(name)).count() as u64;
    let all = names.len() as u64;
    match failures {
        0 => format!(
            "All of your {} were worked through.",
            plural(all, "item", "items")
        ),
        _ => format!(
            "Of your {}, {} worked through each time and {failures} not; an item that fails ends nothing else.",
            plural(all, "item", "items"),
            plural(all - failures, "was", "were"),
        ),
    }
}

fn rows(items: &[Item<'_>]) -> Table {
    let columns = ["item", "done", "what became of it", "visits", "time"];
    Table {
        columns: columns.map(str::to_string).to_vec(),
        rows: items
            .iter()
            .map(|item| {
                vec![
                    item.item.to_string(),
                    if item.ok { "yes" } else { "no" }.into(),
                    item.result.to_string(),
                    item.visits.to_string(),
                    span(&item.times),
                ]
            })
            .collect(),
    }
}

fn span(times: &[u64]) -> String {
    match (times.iter().min(), times.iter().max()) {
        (Some(least), Some(most)) if least == most => time(*least as f64),
        (Some(least), Some(most)) => {
            format!("{} to {}", time(*least as f64), time(*most as f64))
        }
        _ => "not begun".into(),
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
        }
    }

    #[test]
    fn an_item_that_a_pass_left_out_has_not_failed_unless_all_did() {
        let left_out = "not visited: the 40 s of a pass were over";
        let outcomes = [
            outcome("a", "200 OK", true),
            outcome("a", left_out, false),
            outcome("b", left_out, false),
            outcome("c", "404 Not Found", false),
        ];
        let outcomes: Vec<&Outcome> = outcomes.iter().collect();
        assert!(
            summary(&items(&outcomes))
                .starts_with("Of your 3 items, 1 was worked through each time and 2 not;"),
            "{}",
            summary(&items(&outcomes))
        );
    }
}
