//! Why there is no answer, and what would help: the one place where a [`Reason`] becomes words.

use lab_verdict::answer::Reason;

use crate::text::number::{count, long_time, plural};

/// A reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReasonWords {
    /// The reason for a stamp: a few words.
    pub short: String,
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
    /// Whether the record comes from another machine, where nothing can be run again.
    pub recorded: bool,
}

/// The words for a reason.
pub fn reason_words(reason: &Reason, around: Circumstances<'_>) -> ReasonWords {
    let subject = around.subject;
    let again = format!("`cargo lab run {}`", around.experiment);
    let (short, why, remedy): (String, String, String) = match reason {
        Reason::QuickMode => (
            "a quick run: no answer that rests on time".into(),
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
            format!("no data for {subject}"),
            format!("This record has no data for {subject}."),
            format!("Make {subject} available on this machine and run {again} again."),
        ),
        Reason::NoData(Some(words)) => (
            format!("no data: {}", unstopped(words)),
            format!("This record has no data for {subject}: {}.", unstopped(words)),
            format!("When that is mended, run {again} again."),
        ),
        Reason::TooFewProcesses(have, need) => (
            format!("{} of {} processes", count((*have).into()), count((*need).into())),
            format!(
                "The record holds {}, and the rule needs {}.",
                plural((*have).into(), "fresh process", "fresh processes"),
                count((*need).into())
            ),
            format!("Let {again} run to its end."),
        ),
        Reason::Straddles => (
            "the interval contains a threshold".into(),
            "The 99 % interval contains a threshold of the rule, so both answers are still possible.".into(),
            format!("More rounds make the interval narrower: {again} with `--full`, on a quiet machine."),
        ),
        Reason::Open => (
            "the rule leaves this side open".into(),
            "The figure does not reach the side on which the claim holds, and the rule names no side on which it fails.".into(),
            "Nothing on this machine would help: this rule can hold or stay open, never fail.".into(),
        ),
        Reason::Contaminated(dirty, all) => (
            format!(
                "others used the CPU in {} of {}",
                count((*dirty).into()),
                plural((*all).into(), "round", "rounds")
            ),
            format!(
                "Other programs used the CPU in {} of {}, and leaving those out changes the answer.",
                count((*dirty).into()),
                plural((*all).into(), "round", "rounds")
            ),
            format!("Close other programs and run {again} again."),
        ),
        Reason::ControlFailed(which) => (
            "a control of the measurement failed".into(),
            format!("A control of the experiment failed, so the measurement itself is in doubt: {}.", unstopped(which)),
            format!("Close other programs and run {again} again; if it fails again, the experiment is at fault."),
        ),
        Reason::OtherVersion(record, rule) => (
            format!("record of version {record}, rule for version {rule}"),
            format!(
                "The record is of version {record} of the experiment, the rule was written for version {rule}."
            ),
            format!("Run {again} again with the lab that these rules belong to."),
        ),
    };
    let remedy = match around.recorded {
        true => format!(
            "The record was made on another machine; with {subject} on this one, {again} measures it here."
        ),
        false => remedy,
    };
    ReasonWords { short, why, remedy }
}

fn unstopped(words: &str) -> &str {
    words.trim_end_matches('.')
}
