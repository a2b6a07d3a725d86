//! What readings can say, at values that try each form.

use std::fmt::Write;

use lab_verdict::claims::SUBJECTS;

use super::texts::{FORMS, Form, Value};
use crate::select::studies::figures;
use crate::select::template::{Filling, Template};
use crate::study::STUDY;
use crate::text::names;
use crate::text::number::{count, percent, plain, time, with_interval};
use crate::text::ratio::{alone, over, within};

/// Ratios at which a sentence changes its form.
const RATIOS: [f64; 4] = [1.0, 1.04, 31.0, 0.045];

/// The texts that all figures share.
pub(crate) fn of_all() -> String {
    let mut out = String::new();
    for forms in FORMS.chunk_by(|one, other| one.reading == other.reading) {
        let reading = forms[0].reading;
        let _ = writeln!(out, "{reading}");
        for form in forms {
            let text = STUDY
                .reading
                .get(reading)
                .and_then(|says| says.get(form.name));
            tried(&mut out, form, text);
        }
        out.push('\n');
    }
    out
}

/// The texts that figures of a study have of their own.
pub(crate) fn of_study(experiment: &str) -> String {
    let mut out = String::new();
    for figure in figures(experiment)
        .iter()
        .filter(|figure| !figure.says.is_empty())
    {
        let _ = writeln!(out, "figure {}", figure.id);
        for form in FORMS.iter().filter(|form| form.reading == figure.reading()) {
            tried(&mut out, form, figure.says.get(form.name));
        }
        out.push('\n');
    }
    out
}

/// A text with as many values as it has forms.
fn tried(out: &mut String, form: &Form, text: Option<&Template>) {
    let Some(text) = text else { return };
    let is_ratio = |value| matches!(value, Value::Took | Value::Ran);
    let times = match form.values {
        [] => 1,
        values if values.iter().any(|(_, value)| is_ratio(*value)) => RATIOS.len(),
        _ => 2,
    };
    for at in 0..times {
        let values = form.values.iter().enumerate();
        let values = values.map(|(place, (name, value))| {
            let before = form.values[..place].iter();
            let before = before.filter(|(_, other)| other == value).count();
            (*name, like(*value, at, before))
        });
        let computed = &values.collect::<Vec<_>>();
        let said = text.fill(&Filling {
            computed,
            ..Filling::default()
        });
        let name = if at == 0 { form.name } else { "" };
        let _ = writeln!(out, "  {name:<14} {said}");
    }
}

/// A value such as a reading computes, after others of its kind in the same text.
fn like(value: Value, at: usize, before: usize) -> String {
    let ratio = RATIOS[at % RATIOS.len()];
    let other = (at + before) % 2;
    match value {
        Value::Who => names::contender(SUBJECTS[other].contender).into(),
        Value::Call => names::call(["map", "imap"][other]).into(),
        Value::Count if at.is_multiple_of(2) => count(1),
        Value::Count => count([2, 64, 1_000_000][before % 3]),
        Value::Amount if other == 0 => plain(1.0),
        Value::Amount => with_interval(31.4, Some((30.0, 33.0)), plain),
        Value::Time => time([1e3, 31e6][other]),
        Value::Share => percent([0.01, 0.972][other]),
        Value::Took => over(ratio),
        Value::Ran => alone(ratio, None),
        Value::Interval => within(ratio, (ratio * 0.98, ratio * 1.02)),
        Value::Words => "…".into(),
    }
}
