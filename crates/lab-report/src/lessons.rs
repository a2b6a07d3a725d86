//! What a lesson is called: practices may have several experiments, and each has a page, a name and a title of its own.

use lab_verdict::claims::{Claim, Claims, Practice};

use crate::text::scope::capital;

/// The place of an experiment among the lessons of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LessonName {
    /// For the way round the site: `2a`, or the experiment's name where no rule names its practice.
    pub label: String,
    /// The same with the word before it: `Practice 2a`.
    pub kicker: String,
    /// The heading: no two lessons have the same.
    pub title: String,
    /// What it does, as the rules say it; empty where they do not.
    pub subject: String,
}

impl LessonName {
    /// Whether it is known by the number of its practice.
    pub(crate) fn is_numbered(&self) -> bool {
        self.label
            .starts_with(|letter: char| letter.is_ascii_digit())
    }
}

/// The names of lessons with these experiments, in their order.
pub(crate) fn names(claims: &Claims, experiments: &[&str]) -> Vec<LessonName> {
    let mut names: Vec<LessonName> = experiments
        .iter()
        .map(|experiment| name(claims, experiments, experiment))
        .collect();
    for place in 0..names.len() {
        let is_taken = names
            .iter()
            .take(place)
            .any(|other| other.title == names[place].title);
        if is_taken {
            names[place].title = format!("{} ({})", names[place].title, names[place].label);
        }
    }
    names
}

fn name(claims: &Claims, experiments: &[&str], experiment: &str) -> LessonName {
    let Some((practice, line)) = declared(claims, experiment) else {
        return LessonName {
            label: experiment.to_string(),
            kicker: experiment.to_string(),
            title: experiment.to_string(),
            subject: String::new(),
        };
    };
    let number = number(&practice.id);
    let parts: Vec<&&str> = experiments
        .iter()
        .filter(|other| declared(claims, other).is_some_and(|(own, _)| own.id == practice.id))
        .collect();
    let part = parts.iter().position(|other| **other == experiment);
    let (short, rest) = line.split_once(": ").unwrap_or((line, line));
    match part {
        Some(part) if parts.len() > 1 => {
            let letter = letter(part);
            LessonName {
                label: format!("{number}{letter}"),
                kicker: format!("Practice {number}{letter}"),
                title: format!("{}: {short}", practice.title),
                subject: sentence(rest),
            }
        }
        _ => LessonName {
            label: number.to_string(),
            kicker: format!("Practice {number}"),
            title: practice.title.clone(),
            subject: sentence(line),
        },
    }
}

/// The practice of an experiment, and what the rules say that it does.
fn declared<'c>(claims: &'c Claims, experiment: &str) -> Option<(&'c Practice, &'c str)> {
    let known = claims.experiment.get(experiment)?;
    let practice = claims
        .practice
        .iter()
        .find(|one| one.id == known.practice)?;
    Some((practice, known.title.trim_end_matches('.')))
}

/// The number of a practice: `p2` is `2`.
pub(crate) fn number(practice: &str) -> &str {
    practice.strip_prefix('p').unwrap_or(practice)
}

/// Whether a claim is judged by the experiment of another practice than its own.
pub(crate) fn is_guest(claims: &Claims, claim: &Claim) -> bool {
    let known = claims.experiment.get(&claim.experiment);
    known.is_some_and(|experiment| experiment.practice != claim.practice)
}

fn letter(part: usize) -> char {
    char::from(b'a' + u8::try_from(part.min(25)).unwrap_or(25))
}

fn sentence(words: &str) -> String {
    format!("{}.", capital(words))
}
