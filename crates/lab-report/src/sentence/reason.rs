//! Why there is no answer, and what would help: the one place where a [`Reason`] becomes words.

use lab_verdict::answer::Reason;

use crate::number::{count, long_time, plural};

/// A reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonWords {
    /// Why there is no answer, a whole sentence.
    pub why: String,
    /// What the reader can do about it, a whole sentence.
    pub remedy: String,
}

/// What the words of a reason name.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The experiment whose record judges the claim.
    pub experiment: &'a str,
    /// The subject's name for the page.
    pub subject: &'a str,
    /// Declared duration of the experiment in default mode, in seconds.
    pub seconds: Option<u32>,
}

/// The words for a reason.
pub fn reason_words(reason: &Reason, around: Circumstances<'_>) -> ReasonWords {
    let again = format!("`cargo lab run {}`", around.experiment);
    let (why, remedy) = match reason {
        Reason::QuickMode => (
            "This was a quick run, and its few processes give no answer that rests on time.".into(),
            match around.seconds {
                Some(seconds) => format!(
                    "A full run of this experiment takes about {}: {again}.",
                    long_time(seconds.into())
                ),
                None => format!("Run {again} for an answer."),
            },
        ),
        Reason::NoData(None) => (
            format!("This record has no data for {}.", around.subject),
            format!("Make {} available on this machine and run {again} again.", around.subject),
        ),
        Reason::NoData(Some(words)) => (
            format!(
                "This record has no data for {}: {}.",
                around.subject,
                words.trim_end_matches('.')
            ),
            format!("When that is mended, run {again} again."),
        ),
        Reason::TooFewProcesses(have, need) => (
            format!(
                "The record holds {}, and the rule needs {}.",
                plural((*have).into(), "fresh process", "fresh processes"),
                count((*need).into())
            ),
            format!("Let {again} run to its end."),
        ),
        Reason::Straddles => (
            "The 99 % interval contains a threshold of the rule, so both answers are still possible.".into(),
            format!("More rounds make the interval narrower: {again} with `--full`, on a quiet machine."),
        ),
        Reason::Open => (
            "The figure does not reach the side on which the claim holds, and the rule names no side on which it fails.".into(),
            "Nothing on this machine would help: this rule can hold or stay open, never fail.".into(),
        ),
        Reason::Contaminated(dirty, all) => (
            format!(
                "Other programs used the CPU in {} of {}, and leaving those out changes the answer.",
                count((*dirty).into()),
                plural((*all).into(), "round", "rounds")
            ),
            format!("Close other programs and run {again} again."),
        ),
        Reason::ControlFailed(which) => (
            format!("A control of the experiment failed ({which}), so the measurement itself is in doubt."),
            format!("Close other programs and run {again} again; if it fails again, the experiment is at fault."),
        ),
        Reason::OtherVersion(record, rule) => (
            format!(
                "The record is of version {record} of the experiment, the rule was written for version {rule}."
            ),
            format!("Run {again} again with the lab that these rules belong to."),
        ),
    };
    ReasonWords { why, remedy }
}
