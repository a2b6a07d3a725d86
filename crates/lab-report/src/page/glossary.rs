//! What the words mean.

use lab_measure::record::Grade;
use maud::{Markup, html};

use crate::text::number::percent;

/// The words used on all pages, in the order in which a reader meets them.
const WORDS: [(&str, &str); 18] = [
    (
        "practice",
        "One of the article’s six headings. It has no answer of its own; it shows those of its claims.",
    ),
    (
        "claim",
        "A sentence of advice from the article, in our words, with a rule that judges it.",
    ),
    (
        "rule",
        "What has to be measured for a claim to hold or not to hold. It is written down, dated and numbered before the run; the run keeps a copy and its hash.",
    ),
    ("subject", "Whom a claim is judged for."),
    (
        "contender",
        "A pool under comparison, whether or not a claim is judged for it.",
    ),
    ("workload", "What the tasks do."),
    (
        "regime",
        "The parameters at which a claim is tested: so many tasks, of such a duration, on so many workers.",
    ),
    ("grain", "How long one task takes by itself."),
    (
        "answer",
        "Holds; does not hold; depends on a named parameter (one regime each way); too small to matter here (the whole interval between the thresholds); does not apply; can’t tell here. “Holds” needs every declared regime.",
    ),
    (
        "advice not needed here",
        "The advice guards against a trap that this subject does not have.",
    ),
    (
        "evidence",
        "What an answer rests on: counted (no clock), compiled (the compiler accepts or refuses), measured (times of this run), recorded elsewhere (kept from another machine), simulated (virtual time). Each has its own dash and its own filling; they are never mixed.",
    ),
    (
        "process, round",
        "A process is started afresh and is the unit of the statistics. In each of its rounds every contender is visited once, in random order, so that all meet the same disturbances.",
    ),
    (
        "ratio",
        "The time of one cell divided by that of another in the same round; averaged as logarithms within a process, then over processes.",
    ),
    (
        "interval",
        "Where the true ratio lies, 95 % of the time for those drawn, 99 % for those judged: Student’s t over processes.",
    ),
    (
        "A/A test, F",
        "Identical code against itself, before the first sample. F is the farther end of its 95 % interval: the difference that this machine shows where there is none.",
    ),
    (
        "delta",
        "The smallest difference that may count: the larger of 5 % and 2 F. Thresholds are widened to it.",
    ),
    (
        "foreign CPU",
        "CPU time that other programs used meanwhile. Above 0.1 core a round is contaminated. It is kept in the estimate; if leaving such rounds out changes the answer, the answer is “can’t tell here”. A point is drawn hollow where more than half of the rounds in which its cell was timed are contaminated (of one of its cells, where it compares two).",
    ),
    (
        "control",
        "A check of the measurement itself, in the same processes and rounds. A positive control is a known big effect that must appear; a null control is identical code that must not differ.",
    ),
];

/// What the grades of a machine mean, by their limits.
fn grades() -> String {
    let [noisy, hopeless] = [Grade::NOISY_FROM, Grade::HOPELESS_ABOVE].map(percent);
    format!("Quiet: F below {noisy}. Noisy: from there to {hopeless}. Hopeless: above.")
}

pub(super) fn glossary() -> Markup {
    html! {
        section aria-labelledby="words" {
            h2 #words { "What the words mean" }
            dl.glossary {
                @for (word, meaning) in WORDS { div { dt { (word) } dd { (meaning) } } }
                div { dt { "grade" } dd { (grades()) } }
            }
        }
    }
}
