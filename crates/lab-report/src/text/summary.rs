//! The summary over all verdicts, and what a quick run leaves open.

use lab_measure::record::Mode;
use lab_verdict::claims::{Claims, SUBJECTS};

use crate::judged::Judged;
use crate::site::Site;
use crate::text::counsel::Counsel;
use crate::text::names;
use crate::text::number::{long_time, plural};
use crate::text::scope::{capital, listed};

/// `Judged here: 6 pieces of the article’s advice. For ... 2 hold, 3 depend and 1 does not hold; for ... 6 hold.`
pub fn summary(judged: &[Judged<'_>]) -> String {
    if judged.is_empty() {
        return "No claim of the article could be judged yet.".into();
    }
    let mut claims: Vec<&str> = judged.iter().map(|one| one.claim.id.as_str()).collect();
    claims.dedup();
    let subjects = SUBJECTS.iter().filter_map(|subject| {
        let answers = answers(judged, subject.contender)?;
        let name = names::contender_in_full(subject.contender);
        Some(format!("for {name} {answers}"))
    });
    let subjects: Vec<String> = subjects.collect();
    format!(
        "Judged here: {} of the article’s advice. {}.",
        plural(claims.len() as u64, "piece", "pieces"),
        capital(&subjects.join("; "))
    )
}

/// How many pieces of advice come to what for one subject: `8 hold, 14 depend and 1 does not hold`.
fn answers(judged: &[Judged<'_>], contender: &str) -> Option<String> {
    let of_subject = judged
        .iter()
        .filter(|one| one.verdict.contender == contender);
    let counsel: Vec<Counsel> = of_subject.map(|one| Counsel::of(&one.verdict)).collect();
    let told = ANSWERS.iter().filter_map(|(wanted, one, many)| {
        match counsel.iter().filter(|one| *one == wanted).count() as u64 {
            0 => None,
            some => Some(plural(some, one, many)),
        }
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| listed(&told))
}

/// What is said of one piece of advice and of several.
const ANSWERS: [(Counsel, &str, &str); 7] = [
    (Counsel::Keep, "holds", "hold"),
    (Counsel::Depends, "depends", "depend"),
    (Counsel::Drop, "does not hold", "do not hold"),
    (Counsel::NotNeeded, "is not needed", "are not needed"),
    (Counsel::NoMatter, "does not matter", "do not matter"),
    (Counsel::CannotTell, "cannot be told", "cannot be told"),
    (Counsel::DoesNotApply, "has no meaning", "have no meaning"),
];

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
