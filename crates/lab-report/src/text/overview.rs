//! A run on one screen: how its answers fall, which of them the article does not lead one to expect, and what is open.

use lab_verdict::answer::Answer;
use lab_verdict::claims::{Evidence, SUBJECTS};

use super::counsel::Counsel;
use super::names;
use super::number::plural;
use crate::judged::Judged;

/// How many unexpected answers are picked.
const UNEXPECTED: usize = 5;

/// At most five answers that a reader of the article would not expect, for the subject that it is about: advice that does
/// not hold, and where that is not enough, advice that only holds under a condition. As many practices as there are take
/// turns; of one practice what is counted comes before what is timed.
pub fn unexpected<'j, 'a>(judged: &'j [Judged<'a>]) -> Vec<&'j Judged<'a>> {
    let mut picked = Vec::new();
    for counsel in [Counsel::Drop, Counsel::Depends] {
        let of_subject = judged.iter().filter(|one| {
            one.verdict.contender == SUBJECTS[0].contender && Counsel::of(&one.verdict) == counsel
        });
        let mut some: Vec<&Judged<'_>> = of_subject.collect();
        some.sort_by_key(|one| one.verdict.evidence != Evidence::Counted);
        let turn = |at: usize| {
            let before = some[..at].iter();
            let same = |other: &&&Judged<'_>| other.claim.practice == some[at].claim.practice;
            before.filter(same).count()
        };
        let mut turns: Vec<(usize, &Judged<'_>)> =
            (0..some.len()).map(|at| (turn(at), some[at])).collect();
        turns.sort_by_key(|(turn, one)| (*turn, &one.claim.practice));
        picked.extend(turns.into_iter().map(|(_, one)| one));
    }
    picked.truncate(UNEXPECTED);
    picked
}

/// What stands above them.
pub fn unexpected_heading() -> String {
    let subject = names::contender_in_full(SUBJECTS[0].contender);
    format!("What the article does not lead you to expect of {subject}:")
}

/// `3 answers are open: 2 (a quick run: no answer that rests on time), 1 (no data for CPython)`, the most frequent reason
/// first; nothing where all are answered.
pub fn open(judged: &[Judged<'_>]) -> Option<String> {
    let mut reasons: Vec<(String, u64)> = Vec::new();
    for one in judged {
        let Answer::CantTellHere(_) = &one.verdict.answer else {
            continue;
        };
        let first = one.told().reasons().into_iter().next();
        let short = first.map_or_else(|| "no reason is on record".into(), |words| words.short);
        match reasons.iter_mut().find(|(reason, _)| *reason == short) {
            Some((_, count)) => *count += 1,
            None => reasons.push((short, 1)),
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let all = reasons.iter().map(|(_, count)| count).sum();
    let told = match reasons.as_slice() {
        [] => return None,
        [(reason, _)] => reason.clone(),
        several => {
            let told = several
                .iter()
                .map(|(reason, count)| format!("{count} ({reason})"));
            told.collect::<Vec<_>>().join(", ")
        }
    };
    let open = plural(all, "answer is", "answers are");
    Some(format!("{open} open: {told}"))
}
