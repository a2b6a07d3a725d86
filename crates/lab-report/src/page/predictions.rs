//! You against your machine: each question with the guess, the answer that settles it, and the score.

use lab_verdict::prediction::Outcome;
use maud::{Markup, html};

use super::parts::{no_stamp, stamp_elsewhere};
use crate::guesses::{Compared, compared, score_sentence};
use crate::page::inline::{unbroken, with_code};
use crate::report_model::ReportModel;

/// The section; nothing where nothing was guessed.
pub(crate) fn section(report: &ReportModel<'_>) -> Markup {
    let all = compared(report.site, &report.judged);
    let Some(score) = score_sentence(&all) else {
        return html! {};
    };
    let guessed = all.iter().filter(|one| one.outcome != Outcome::NotGuessed);
    html! {
        section.guesses aria-labelledby="guesses" {
            h2 #guesses { "You against your machine" }
            p.sub { (unbroken(&score)) " You guessed before the first sample; what follows is what was found." }
            @for one in guessed { (guess(report, one)) }
        }
    }
}

fn guess(report: &ReportModel<'_>, one: &Compared<'_>) -> Markup {
    let (class, mark, words) = outcome_words(one.outcome);
    html! {
        div class={ "guess " (class) } {
            div {
                p.question { (with_code(&one.guess.prediction.question)) }
                @if let Some(guessed) = one.guessed() {
                    p.guessed {
                        "You: " (unbroken(guessed)) ". "
                        b.outcome { span aria-hidden="true" { (mark) " " } (words) }
                    }
                }
                @if one.outcome == Outcome::Wrong && let Some(right) = one.right() {
                    p.found { "Found: " (unbroken(right)) "." }
                }
            }
            @match one.judged {
                Some(judged) => (stamp_elsewhere(report, judged)),
                None => (no_stamp("Not judged: the experiment has no record.")),
            }
        }
    }
}

/// Style class, sign and words.
fn outcome_words(outcome: Outcome) -> (&'static str, &'static str, &'static str) {
    match outcome {
        Outcome::Right => ("right", "✓", "right"),
        Outcome::Wrong => ("wrong", "✕", "wrong"),
        Outcome::CannotBeTold => ("untold", "?", "cannot be told here"),
        Outcome::NotGuessed => ("untold", "–", "not guessed"),
    }
}
