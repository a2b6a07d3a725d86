//! What became of each item of the reader's own input.

use lab_measure::record::{Count, Outcome, Record};
use maud::{Markup, html};

use crate::draw::Table;
use crate::page::parts::table;
use crate::text::number::{plural, span, time};

/// A section with a line of summary and a row per item; nothing where no record has any.
pub(super) fn section<'a>(records: impl Iterator<Item = &'a Record>) -> Markup {
    let records: Vec<&Record> = records.collect();
    let outcomes: Vec<&Outcome> = records.iter().flat_map(|record| &record.outcomes).collect();
    let items = items(&outcomes);
    html! {
        @if !items.is_empty() {
            section aria-labelledby="items" {
                h2 #items { "What became of your items" }
                p.sub { (summary(&outcomes)) }
                @for passes in records.iter().filter_map(|record| Passes::of(record)) {
                    p.sub { (passes.words()) }
                }
                @if let Some(words) = tried_again(&outcomes) {
                    p.sub { (words) }
                }
                (table(&rows(&items), "What became of your items"))
            }
        }
    }
}

/// The passes over the reader's addresses: what bears on their times beside the addresses.
struct Passes {
    /// Workers of each, in the order in which they ran.
    workers: Vec<u64>,
    hosts: u64,
    /// Visits that the experiment makes at once on a host.
    at_once: u64,
}

impl Passes {
    /// None where the record has no such pass.
    fn of(record: &Record) -> Option<Self> {
        let counted = |name| record.counts.iter().filter(move |count| count.name == name);
        let workers = |count: &Count| {
            let cell = record.cells.get(count.cell as usize)?;
            cell.params.get("workers").copied()
        };
        Some(Self {
            workers: counted("hosts").filter_map(workers).collect(),
            hosts: counted("hosts").map(|count| count.value).max()?,
            at_once: counted("visits_per_host").map(|count| count.value).max()?,
        })
    }

    /// `At most 4 visits run at once on a host, a rule of this lab. Your addresses name 1 host: more than 4 workers gain
    /// nothing, whatever the network allows. The passes ran one after the other, by 1, 4, 16 workers: ...`
    fn words(&self) -> String {
        let (hosts, at_once) = (plural(self.hosts, "host", "hosts"), self.at_once);
        let most = self.hosts * at_once;
        let gain = match self.workers.iter().any(|workers| *workers > most) {
            true => format!(": more than {most} workers gain nothing, whatever the network allows"),
            false => format!(
                ": {most} visits at once at most, and fewer where one host has most of the addresses"
            ),
        };
        let workers: Vec<String> = self.workers.iter().map(u64::to_string).collect();
        format!(
            "At most {at_once} visits run at once on a host, a rule of this lab. Your addresses name {hosts}{gain}. The \
             passes ran one after the other, by {} workers: what an earlier one left in the caches of names and servers \
             favours the later ones.",
            workers.join(", ")
        )
    }
}

/// One item with all its visits that came to the same.
struct Item<'a> {
    item: &'a str,
    result: &'a str,
    ok: bool,
    visits: u64,
    times: Vec<u64>,
}

/// What failed first, for that is what a reader of hundreds looks for; otherwise in the order of the record. Equal outcomes
/// of an item once.
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
                visits: 1,
                times: outcome.wall_ns.into_iter().collect(),
            }),
        }
    }
    items.sort_by_key(|item| item.ok);
    items
}

/// `Of your 6 items, 2 were worked through each time and 4 not; an item that fails ends nothing else.`
fn summary(outcomes: &[&Outcome]) -> String {
    let items = Outcome::by_item(outcomes.iter().copied());
    let failures = items.values().filter(|outcome| !outcome.ok).count() as u64;
    let all = items.len() as u64;
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

/// `3 requests were sent a second time: ...`; nothing where none was.
fn tried_again(outcomes: &[&Outcome]) -> Option<String> {
    let again = outcomes
        .iter()
        .map(|outcome| u64::from(outcome.tried_again))
        .sum();
    (again > 0).then(|| {
        format!(
            "{} sent a second time, on a new connection: the server had closed the one that it had promised to keep. The time \
             of such a visit has both in it.",
            plural(again, "request was", "requests were")
        )
    })
}

fn rows(items: &[Item<'_>]) -> Table {
    // On a phone the first two are seen without scrolling.
    let columns = ["item", "what became of it", "done", "visits", "time"];
    Table {
        columns: columns.map(str::to_string).to_vec(),
        rows: items
            .iter()
            .map(|item| {
                vec![
                    item.item.to_string(),
                    item.result.to_string(),
                    if item.ok { "yes" } else { "no" }.into(),
                    item.visits.to_string(),
                    least_to_most(&item.times),
                ]
            })
            .collect(),
    }
}

fn least_to_most(times: &[u64]) -> String {
    let ends = times.iter().min().zip(times.iter().max());
    ends.map_or("not begun".into(), |(least, most)| {
        span(time(*least as f64), time(*most as f64))
    })
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
            summary(&outcomes)
                .starts_with("Of your 3 items, 1 was worked through each time and 2 not;"),
            "{}",
            summary(&outcomes)
        );
    }

    #[test]
    fn what_failed_stands_before_what_did_not() {
        let outcomes = [
            outcome("a", "200 OK", true),
            outcome("b", "404 Not Found", false),
            outcome("c", "200 OK", true),
            outcome("d", "no such host", false),
        ];
        let outcomes: Vec<&Outcome> = outcomes.iter().collect();
        let rows = rows(&items(&outcomes)).rows;
        let names: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
        assert_eq!(names, ["b", "d", "a", "c"]);
    }

    #[test]
    fn requests_that_were_sent_again_are_told_with_their_number() {
        let again = |tried_again| Outcome {
            tried_again,
            ..outcome("a", "200 OK", true)
        };
        assert_eq!(tried_again(&[&again(0), &again(0)]), None);
        let words = tried_again(&[&again(1), &again(0), &again(2)]).unwrap();
        assert!(
            words.starts_with("3 requests were sent a second time"),
            "{words}"
        );
        let words = tried_again(&[&again(1)]).unwrap();
        assert!(
            words.starts_with("1 request was sent a second time"),
            "{words}"
        );
    }

    #[test]
    fn workers_that_the_rule_per_host_leaves_idle_are_told() {
        let passes = |hosts| Passes {
            workers: vec![1, 4, 16],
            hosts,
            at_once: 4,
        };
        let one = passes(1).words();
        assert!(
            one.contains("name 1 host: more than 4 workers gain nothing"),
            "{one}"
        );
        assert!(
            one.contains("by 1, 4, 16 workers: what an earlier one left"),
            "{one}"
        );
        let many = passes(4).words();
        assert!(
            many.contains("name 4 hosts: 16 visits at once at most"),
            "{many}"
        );
    }
}
