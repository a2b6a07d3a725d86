//! Whether the measurement itself worked.
//!
//! A positive control is a known big effect that must appear; a null control is identical code that must not differ.
//! Where one fails, no time of that record is believed. Counts are left alone: they need no clock.

use lab_measure::record::{Record, Role};

use crate::answer::{Estimate, Reason};
use crate::cell::CellKey;
use crate::claims::{Control, ControlKind, Experiment};
use crate::interval::estimate;
use crate::metric::Clock;
use crate::noise::{delta_of, same};
use crate::paired::by_process;
use crate::timing::pairs_of;

/// The experiment's controls that failed in this record, or have no data in it.
pub fn failures(experiment: &Experiment, record: &Record) -> Vec<Reason> {
    experiment
        .control
        .iter()
        .filter_map(|control| failure(control, record))
        .map(Reason::ControlFailed)
        .collect()
}

/// What went wrong with a control, in words; `None` where it passed.
pub fn failure(control: &Control, record: &Record) -> Option<String> {
    let figure = match ratio(control, record) {
        Ok(figure) => figure,
        Err(why) => return Some(format!("{}: no data ({why})", words(control))),
    };
    let (low, high) = figure.judged;
    let should = match control.kind {
        ControlKind::Positive => above(control, low)?,
        ControlKind::Null => no_other(record, figure)?,
    };
    Some(format!(
        "{}: {should}, and its 99 % interval is {low:.3} to {high:.3}",
        words(control)
    ))
}

/// The control's ratio of times over all rounds.
///
/// # Errors
/// Why there is none, in words.
pub fn ratio(control: &Control, record: &Record) -> Result<Estimate, String> {
    // A twin of a measured cell may share its name; then their roles tell the two apart.
    let (of_role, vs_role) = match control.kind {
        ControlKind::Positive => (Role::PositiveControl, Role::PositiveControl),
        ControlKind::Null => (Role::NullControl, Role::Subject),
    };
    let of = CellKey::new(&control.contender, &control.of, &control.params);
    let vs = CellKey::new(&control.contender, &control.vs, &control.params);
    let pairs = match pairs_of(record, (&of, of_role), (&vs, vs_role), Clock::Wall) {
        Ok(pairs) => pairs,
        Err(Reason::NoData(Some(why))) => return Err(why),
        Err(_) => return Err("none in this record".to_owned()),
    };
    estimate(&by_process(&pairs)).ok_or_else(|| "fewer than 2 processes".to_owned())
}

/// What a positive control should have shown, if it did not: its whole interval above the declared ratio.
fn above(control: &Control, low: f64) -> Option<String> {
    let Some(limit) = control.at_least else {
        return Some("should lie above a ratio that is not declared".to_owned());
    };
    (low <= limit).then(|| format!("should lie above {limit}"))
}

/// What a null control should have shown, if it did not: it fails only wholly outside the ratios that count as "no
/// difference", since a wide interval is a matter of precision and not of bias.
fn no_other(record: &Record, figure: Estimate) -> Option<String> {
    let (below, above) = same(delta_of(record));
    let (low, high) = figure.judged;
    (high < below || low > above)
        .then(|| format!("should not lie outside {below:.3} to {above:.3}"))
}

/// Which control it is, its calls spelt out: the page that shows this has words for contenders, not for controls.
fn words(control: &Control) -> String {
    let spelt = |call: &str| call.replace('_', " ");
    let kind = match control.kind {
        ControlKind::Positive => "positive control",
        ControlKind::Null => "null control",
    };
    format!(
        "{kind}, {} against {} of {}",
        spelt(&control.of),
        spelt(&control.vs),
        control.contender
    )
}
