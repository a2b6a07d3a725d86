//! What the rules in force say of a record.

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Verdict};
use lab_verdict::claims::SUBJECTS;

use crate::in_force;

/// Of a claim for a subject, named by its contender.
pub fn verdict(id: &str, contender: &str, record: &Record) -> Verdict {
    let rules = in_force::claims();
    let claim = rules.claim.iter().find(|claim| claim.id == id);
    let subject = SUBJECTS
        .into_iter()
        .find(|subject| subject.contender == contender);
    lab_verdict::judge(
        &rules,
        claim.expect("a claim of that id"),
        Some(record),
        subject.expect("a subject of that name"),
    )
}

/// The answer alone.
pub fn answer(id: &str, contender: &str, record: &Record) -> Answer {
    verdict(id, contender, record).answer
}
