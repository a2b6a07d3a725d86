//! Records that lack something: all of it, the subject, a cell, or what was read of one.

use crate::rules::circumstances::{Circumstances, Gap};
use crate::rules::rule::{Reading, Rule};
use crate::rules::trial::Trial;

pub fn trials(rule: &Rule<'_>) -> Vec<Trial> {
    let mut trials = without_a_record(rule);
    trials.extend(lacking(rule, Gap::Subject));
    for reading in rule.readings() {
        trials.extend(lacking(rule, Gap::Data(reading.clone())));
        // Another cell that has all of its parameters would be taken for it, and rightly.
        if !has_a_stand_in(rule, reading) {
            trials.extend(lacking(rule, Gap::Cell(reading.clone())));
        }
    }
    trials
}

pub fn without_a_record(rule: &Rule<'_>) -> Vec<Trial> {
    lacking(rule, Gap::Record)
}

fn lacking(rule: &Rule<'_>, gap: Gap) -> Vec<Trial> {
    super::bases(rule, |name, places| {
        let what = format!("{name}, but for {gap:?}");
        let circumstances = Circumstances {
            gap: gap.clone(),
            ..Circumstances::good()
        };
        Trial::new(rule, what, places, circumstances)
    })
}

fn has_a_stand_in(rule: &Rule<'_>, reading: &Reading) -> bool {
    let has_all = |other: &Reading| {
        let mut params = reading.params.iter();
        params.all(|(name, value)| other.params.get(name) == Some(value))
    };
    rule.readings()
        .into_iter()
        .any(|other| other.call == reading.call && other.params != reading.params && has_all(other))
}
