//! The summary over all verdicts, and what a quick run leaves open.

use lab_measure::record::Mode;
use lab_verdict::answer::Answer;
use lab_verdict::claims::{Claims, SUBJECTS};

use crate::judged::Judged;
use crate::names;
use crate::number::{count, long_time, plural};
use crate::sentence::scope::capital;
use crate::site::Site;

/// `Judged here: 6 pieces of the article’s advice. 2 hold for ... and 4 for ...; 1 could not be told ...`
pub fn lede(judged: &[Judged<'_>]) -> String {
    if judged.is_empty() {
        return "No claim of the article could be judged yet.".into();
    }
    let mut claims: Vec<&str> = judged.iter().map(|one| one.claim.id.as_str()).collect();
    claims.dedup();
    let held: Vec<String> = SUBJECTS
        .iter()
        .enumerate()
        .map(|(place, subject)| {
            let number = judged
                .iter()
                .filter(|one| one.verdict.contender == subject.contender)
                .filter(|one| one.verdict.answer == Answer::Holds)
                .count() as u64;
            let name = names::contender_in_full(subject.contender);
            let verb = match (place, number) {
                (0, 1) => " holds",
                (0, _) => " hold",
                _ => "",
            };
            format!("{}{verb} for {name}", number_word(number))
        })
        .collect();
    let open: Vec<&str> = claims
        .iter()
        .copied()
        .filter(|id| {
            judged.iter().any(|one| {
                one.claim.id == *id && matches!(one.verdict.answer, Answer::CantTellHere(_))
            })
        })
        .collect();
    let open = match open.len() as u64 {
        0 => String::new(),
        number => format!(
            "; {} could not be told on this machine",
            number_word(number)
        ),
    };
    format!(
        "Judged here: {} of the article’s advice. {}{open}.",
        plural(claims.len() as u64, "piece", "pieces"),
        capital(&held.join(" and "))
    )
}

fn number_word(number: u64) -> String {
    match number {
        0 => "none".into(),
        number => count(number),
    }
}

/// What a quick run does not say, and what it would take.
pub fn quick_note(site: &Site) -> Option<String> {
    if site.mode() != Some(Mode::Quick) {
        return None;
    }
    Some(format!(
        "This was a quick run. Counts and curves are complete; answers that rest on time need a full run, which takes about {}: `cargo lab bench`.",
        long_time(full_seconds(&site.claims))
    ))
}

/// Declared seconds of all experiments in default mode.
pub fn full_seconds(claims: &Claims) -> u64 {
    claims
        .experiment
        .values()
        .map(|experiment| u64::from(experiment.seconds.default))
        .sum()
}

/// What it means that a report is judged by rules which are not the run's own.
pub fn rejudged_note(site: &Site) -> Option<String> {
    site.rejudged
        .as_ref()
        .map(|date| format!("Re-judged with the rules of {date}; the run carried others."))
}
