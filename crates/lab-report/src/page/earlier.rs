//! Figures that were measured before and elsewhere, beside the same ones of this site's records.

use lab_measure::record::Origin;
use lab_verdict::earlier::{Comparison, Earlier, Entry, Here, NotCovered, Standing};
use maud::{Markup, html};

use super::parts::{folded, no_stamp, table};
use crate::draw::Table;
use crate::page::inline::unbroken;
use crate::site::Site;
use crate::text::names;
use crate::text::number::{count, plain, plural, span};
use crate::text::scope::capital;

/// The comparison, where there is anything to compare with.
pub(crate) fn earlier(site: &Site) -> Markup {
    html! {
        @match &site.earlier {
            None => {},
            Some(read) => {
                section aria-labelledby="earlier" {
                    @match read {
                        Ok(earlier) => (compared(earlier, site)),
                        Err(why) => {
                            h2 #earlier { "As measured before" }
                            (no_stamp(&format!("The figures that were measured before could not be read: {why}")))
                        },
                    }
                }
            },
        }
    }
}

fn compared(earlier: &Earlier, site: &Site) -> Markup {
    let all = earlier.compare(&site.records);
    let (same, other): (Vec<_>, Vec<_>) =
        all.iter().partition(|one| one.standing == Standing::Agrees);
    html! {
        h2 #earlier { (names::contender(&earlier.source.contender)) " here and as measured before" }
        p.finding { (unbroken(&summary(&all))) }
        p.note.recorded { "Recorded elsewhere: " (earlier.source.words) }
        @if !other.is_empty() { (lines("not as before", &other)) }
        @if !same.is_empty() { (folded("As before: both figures, and how near they have to be", lines("as before", &same))) }
        @if !earlier.not_covered.is_empty() {
            (folded("Measured before, and not to be had from our records", table(&not_covered(&earlier.not_covered), "not compared")))
        }
    }
}

/// A row for each: on a narrow page a block.
fn lines(label: &str, some: &[&Comparison<'_>]) -> Markup {
    html! {
        div.scroll.whole.beside role="group" aria-label={ "Table: " (label) } tabindex="0" {
            table {
                thead { tr { @for column in ["what", "before", "here", "agrees?", "why"] { th scope="col" { (column) } } } }
                tbody { @for one in some { (line(one)) } }
            }
        }
    }
}

/// `40 figures measured before: 37 as before, 3 different for a reason that is given.`
fn summary(all: &[Comparison<'_>]) -> String {
    let told: Vec<String> = [
        (Standing::Agrees, "as before"),
        (Standing::Explained, "different for a reason that is given"),
        (Standing::Differs, "different without one"),
        (Standing::NoData, "not to be had here"),
    ]
    .into_iter()
    .filter_map(|(standing, words)| {
        let number = all.iter().filter(|one| one.standing == standing).count() as u64;
        (number > 0).then(|| format!("{} {words}", count(number)))
    })
    .collect();
    format!(
        "{} measured before: {}.",
        plural(all.len() as u64, "figure", "figures"),
        told.join(", ")
    )
}

fn line(one: &Comparison<'_>) -> Markup {
    let (class, word) = match one.standing {
        Standing::Agrees => ("holds", "agrees"),
        Standing::Explained => ("depends", "differs, explained"),
        Standing::Differs => ("fails", "differs"),
        Standing::NoData => ("open", "no data"),
    };
    html! {
        tr {
            th scope="row" { (unbroken(&one.entry.what)) }
            td.recorded data-label="before: " { (range(one.entry.earlier)) " " small { (unbroken(&one.entry.before)) } }
            @match &one.here {
                Ok(here) => {
                    td.recorded[here.origin == Origin::Recorded] data-label="here: " {
                        (plain(here.value)) " " small { (around(one.entry, here)) }
                    }
                },
                Err(_) => td data-label="here: " { "–" },
            }
            td class=(class) data-label="agrees? " { span.ans { (word) } }
            td data-label="why: " { (unbroken(&why(one))) }
        }
    }
}

/// `11`, or `1.8 to 1.95`.
fn range((low, high): (f64, f64)) -> String {
    span(plain(low), plain(high))
}

/// How sure it is, where it was measured, and where not by this run.
fn around(entry: &Entry, here: &Here) -> String {
    let mut parts = Vec::new();
    let spread = range(here.range);
    if entry.metric.starts_with("count:") {
        if here.range.0 < here.range.1 {
            parts.push(format!("{spread} in all repetitions"));
        }
    } else {
        parts.push(format!("95 %: {spread}"));
    }
    if here.origin == Origin::Recorded {
        parts.push("recorded elsewhere".into());
    }
    parts.join("; ")
}

fn why(one: &Comparison<'_>) -> String {
    let entry = one.entry;
    let agreeing = match (&entry.because, entry.widened_by) {
        (Some(because), Some(by)) => format!(
            "{} counts as the same: what was measured before, widened {} times to either side, since {because}.",
            range(entry.allowed()),
            plain(by)
        ),
        _ => "It has to be the same.".into(),
    };
    match (one.standing, &entry.difference, &one.here) {
        (Standing::NoData, _, Err(reason)) => format!("{}.", capital(reason)),
        (Standing::Explained, Some(difference), _) => difference.clone(),
        (Standing::Differs, ..) => format!("Nobody has explained it yet. {agreeing}"),
        _ => agreeing,
    }
}

fn not_covered(all: &[NotCovered]) -> Table {
    Table {
        columns: ["what", "why not"].map(str::to_string).to_vec(),
        rows: all
            .iter()
            .map(|one| vec![one.what.clone(), one.why.clone()])
            .collect(),
    }
}
