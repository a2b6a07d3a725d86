//! Whose tasks pay from which length on, in words.

use lab_verdict::metg::Metg;

use super::member::Member;
use crate::select::reading::joined;
use crate::select::reading::texts::min_task_size::{
    Between, Confirmed, From, FromShortest, Last, Never, Open, Partly, Unconfirmed,
};
use crate::select::reading::texts::{Says, Sentence};
use crate::text::number::{count, time};

/// Who pays first and who last, whom it never pays, whom the intervals leave open, and whether the rounds confirm that
/// order. An efficiency of `wanted` pays.
pub(super) fn reading(own: &Says, members: &[Member<'_>], wanted: &str) -> String {
    let steps = Steps::of(members);
    let pays: Vec<(&Member<'_>, Metg)> = members
        .iter()
        .filter_map(|member| Some((member, member.pays_from()?)))
        .collect();
    let from = |(member, least): &(&Member<'_>, Metg)| {
        let (who, wanted, time) = (member.name().into(), wanted.into(), time(least.ns()));
        match least {
            Metg::AtMost(_) => FromShortest { who, wanted, time }.said(own),
            Metg::At(_) | Metg::Beyond(_) => From { who, wanted, time }.said(own),
        }
    };
    // Only rounds that confirm the order make one the last.
    let last = |(member, least): &(&Member<'_>, Metg)| match steps.are_sure() {
        true => {
            let (who, time) = (member.name().into(), time(least.ns()));
            Last { who, time }.said(own)
        }
        false => from(&(member, *least)),
    };
    let mut told = match pays.as_slice() {
        [] => Vec::new(),
        [only] => vec![from(only)],
        [one, other] => vec![from(one), last(other)],
        [one, between @ .., other] => {
            let others = count(between.len() as u64);
            vec![from(one), last(other), Between { others }.said(own)]
        }
    };
    told.extend(never(own, members, wanted));
    told.extend(members.iter().filter_map(|member| {
        let (from, longest) = member.left_open()?;
        let open = Open {
            who: member.name().into(),
            wanted: wanted.into(),
            time: time(from),
            longest: time(longest),
        };
        Some(open.said(own))
    }));
    told.extend(steps.said(own));
    joined(told)
}

/// Whom not even the longest tasks pay, each with its own longest: they are not the same in every language.
fn never(own: &Says, members: &[Member<'_>], wanted: &str) -> Vec<String> {
    let mut longest: Vec<(String, Vec<&str>)> = Vec::new();
    for member in members {
        let Some(tried) = member.never().map(time) else {
            continue;
        };
        match longest.iter_mut().find(|(known, _)| *known == tried) {
            Some((_, names)) => names.push(member.name()),
            None => longest.push((tried, vec![member.name()])),
        }
    }
    let told = longest.into_iter().map(|(longest, names)| {
        let (who, wanted) = (names.join(", "), wanted.into());
        Never {
            who,
            wanted,
            longest,
        }
        .said(own)
    });
    told.collect()
}

/// Whether times in the same rounds confirm the order of neighbours.
struct Steps {
    confirmed: usize,
    all: usize,
}

impl Steps {
    fn of(members: &[Member<'_>]) -> Self {
        let pairs = members.windows(2);
        let sure: Vec<bool> = pairs
            .filter_map(|pair| pair[0].is_ahead_of(&pair[1]))
            .collect();
        Steps {
            confirmed: sure.iter().filter(|sure| **sure).count(),
            all: sure.len(),
        }
    }

    fn are_sure(&self) -> bool {
        self.all > 0 && self.confirmed == self.all
    }

    fn said(&self, own: &Says) -> Option<String> {
        Some(match (self.confirmed, self.all) {
            (_, 0) => return None,
            (0, _) => Unconfirmed {}.said(own),
            _ if self.are_sure() => Confirmed {}.said(own),
            (some, all) => {
                let [some, all] = [some, all].map(|number| count(number as u64));
                Partly { some, all }.said(own)
            }
        })
    }
}
