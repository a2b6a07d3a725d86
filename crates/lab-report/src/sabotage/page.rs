//! The page: each trial with both methods side by side.

use lab_verdict::sabotage::{Disturbance, Sabotage, Trial};
use maud::{DOCTYPE, Markup, html};

use super::picture::{Dot, blocks, picture, rounds};
use super::words::{first, lede, naive_sentence, ours_sentence, second, title, verdict};
use crate::draw::Table;
use crate::page::frame::head;
use crate::page::inline::unbroken;
use crate::page::parts::table;
use crate::text::number::{count, plural, time};
use crate::text::scope::capital;

pub(super) fn page(sabotage: &Sabotage) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head("Sabotaged on purpose"))
            body {
                a.skip href="#main" { "Skip to the content" }
                header.top {
                    p.kicker { "Sabotaged on purpose · " (sabotage.experiment) " · " (crate::site::day(&sabotage.started)) }
                    h1 { "Two names for the same code, and who calls one of them faster" }
                    p.lede { (unbroken(&lede(sabotage))) }
                    p.note {
                        b { "Sabotaged. " }
                        "Nothing on this page says anything about a pool: these times were spoilt on purpose, and no report takes them."
                    }
                    (machine(sabotage))
                }
                main #main {
                    @for (number, trial) in (1..).zip(&sabotage.trials) { (section(sabotage, number, trial)) }
                    (lesson())
                }
                (footer(sabotage))
            }
        }
    }
    .into_string()
}

fn machine(sabotage: &Sabotage) -> Markup {
    let threads = plural(sabotage.neighbour_threads.into(), "thread", "threads");
    html! {
        dl.machine {
            div { dt { "Machine" } dd { (sabotage.environment.machine_class) } }
            div { dt { "Neighbour" } dd { "a process with " (threads) " that computes and nothing else" } }
            div { dt { "Called a difference" } dd { "by both methods: more than " (unbroken(&crate::text::number::percent(sabotage.margin()))) } }
            div { dt { "Again" } dd { code { (sabotage.command) } } }
        }
    }
}

fn section(sabotage: &Sabotage, number: usize, trial: &Trial) -> Markup {
    let anchor = format!("trial-{number}");
    let margin = sabotage.margin();
    html! {
        section aria-labelledby=(anchor) {
            h2 id=(anchor) { (title(trial)) }
            p.sub { (neighbour(trial.disturbance)) }
            div.answers {
                (method(&anchor, trial, Method {
                    key: "naive",
                    heading: "All of one, then all of the other",
                    how: "One process for each name, its samples one after the other; the mean and the best are compared.",
                    sentence: &naive_sentence(trial, margin),
                    fooled: trial.naive(margin).is_some_and(|naive| naive.names_a_winner()),
                    dots: blocks(trial),
                }))
                (method(&anchor, trial, Method {
                    key: "ours",
                    heading: "Both in every round",
                    how: "Fresh processes, order at random, an interval over processes, and others’ use of the CPU watched: as every timed claim in this lab.",
                    sentence: &ours_sentence(trial, margin),
                    fooled: trial.ours(margin).winner.is_named(),
                    dots: rounds(trial),
                }))
            }
            p.verdict { (verdict(trial, margin)) }
        }
    }
}

/// One of the two methods.
struct Method<'a> {
    key: &'a str,
    heading: &'a str,
    how: &'a str,
    sentence: &'a str,
    fooled: bool,
    dots: Vec<Dot>,
}

fn method(anchor: &str, trial: &Trial, method: Method<'_>) -> Markup {
    let (class, mark, words) = match method.fooled {
        true => ("fails", "✕", "names a winner"),
        false => ("holds", "✓", "names no winner"),
    };
    let id = format!("{anchor}-{}", method.key);
    let label = format!("{}: {}", method.heading, title(trial));
    html! {
        div class={ "answer " (class) } {
            h3 { span { (method.heading) } span.ev { span.mark aria-hidden="true" { (mark) } " " span.ans { (words) } } }
            p.sub { (method.how) }
            (picture(&id, &label, trial, &method.dots))
            p.finding { (unbroken(&capital(method.sentence))) }
            details.twin {
                summary { "Every sample as a table" }
                (table(&samples(trial, &method.dots), &label))
            }
        }
    }
}

fn samples(trial: &Trial, dots: &[Dot]) -> Table {
    let row = |(place, dot): (u64, &Dot)| {
        vec![
            count(place),
            [first(trial), second(trial)][dot.name].to_owned(),
            time(dot.ns as f64),
            if dot.contaminated { "yes" } else { "no" }.to_owned(),
        ]
    };
    Table {
        columns: ["sample", "name", "time", "others used the CPU"]
            .map(str::to_owned)
            .to_vec(),
        rows: (1..).zip(dots).map(row).collect(),
    }
}

fn neighbour(disturbance: Disturbance) -> &'static str {
    match disturbance {
        Disturbance::FromTheMiddle => {
            "The neighbour starts to compute when half of the samples are taken, and stays. Whoever measures one name first and the other later gives the first a quiet machine."
        }
        Disturbance::Bursts => {
            "The neighbour computes in bursts, with pauses between them, all of random length. How much of them a name gets is a matter of luck."
        }
    }
}

fn lesson() -> Markup {
    html! {
        section aria-labelledby="lesson" {
            h2 #lesson { "What to take from it" }
            ol.method {
                li { "Compare within a round: what disturbs one then disturbs the other too, and a ratio loses little." }
                li { "Take fresh processes as the unit: many samples of one process are one piece of luck, counted many times." }
                li { "Look at what others did with the machine, and say so where the answer hangs on it." }
                li { "Measure the same code under two names. A method that finds a difference there finds one everywhere." }
            }
        }
    }
}

fn footer(sabotage: &Sabotage) -> Markup {
    html! {
        footer {
            p { a href="sabotage.json" { "All samples as JSON" } ", in a form that no report reads." }
            p.fine { "Run " (sabotage.run_id) ", seed " (sabotage.seed) ". Every number and every sentence on this page is computed from the samples." }
        }
    }
}
