//! What to do with a piece of advice, by its answer: for a reader who wants no more than that.

use lab_verdict::answer::{Answer, Verdict};

/// What to do with a piece of advice. In the order in which a page lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counsel {
    /// It holds.
    Keep,
    /// It does not hold.
    Drop,
    /// It holds here and fails there.
    Depends,
    /// The trap that it answers is not there.
    NotNeeded,
    /// Whatever difference there is does not matter.
    NoMatter,
    /// This run cannot tell.
    CannotTell,
    /// It has no meaning there.
    DoesNotApply,
}

impl Counsel {
    /// All, in their order.
    pub const ALL: [Counsel; 7] = [
        Counsel::Keep,
        Counsel::Drop,
        Counsel::Depends,
        Counsel::NotNeeded,
        Counsel::NoMatter,
        Counsel::CannotTell,
        Counsel::DoesNotApply,
    ];

    /// What to do, given this verdict.
    pub fn of(verdict: &Verdict) -> Self {
        match &verdict.answer {
            _ if verdict.not_needed => Counsel::NotNeeded,
            Answer::Holds => Counsel::Keep,
            Answer::DoesNotHold => Counsel::Drop,
            Answer::DependsOn(_) => Counsel::Depends,
            Answer::TooSmallToMatter => Counsel::NoMatter,
            Answer::DoesNotApply(_) => Counsel::DoesNotApply,
            Answer::CantTellHere(_) => Counsel::CannotTell,
        }
    }

    /// What to do, in a word or two.
    pub fn words(self) -> &'static str {
        match self {
            Counsel::Keep => "Keep",
            Counsel::Drop => "Drop",
            Counsel::Depends => "It depends",
            Counsel::NotNeeded => "Not needed",
            Counsel::NoMatter => "No matter",
            Counsel::CannotTell => "Can’t tell here",
            Counsel::DoesNotApply => "Does not apply",
        }
    }

    /// What that means.
    pub fn meaning(self) -> &'static str {
        match self {
            Counsel::Keep => "it holds in every case that was tried",
            Counsel::Drop => "it holds in none of them",
            Counsel::Depends => "it holds in some and not in others",
            Counsel::NotNeeded => "the trap it answers is not there",
            Counsel::NoMatter => "too small a difference to act on",
            Counsel::CannotTell => "this run leaves it open",
            Counsel::DoesNotApply => "it has no meaning there",
        }
    }
}
