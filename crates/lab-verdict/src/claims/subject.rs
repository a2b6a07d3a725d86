//! Whom a claim is judged for, and what a rule says about one of them.

use super::Claim;

/// Whom a claim is judged for: (name for the page, contender in the records).
pub const SUBJECTS: [Subject; 2] = [
    Subject {
        name: "CPython",
        contender: "cpython",
    },
    Subject {
        name: "lap-pool",
        contender: "lap-pool",
    },
];

/// Whom a claim is judged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Name for the page.
    pub name: &'static str,
    /// The contender that stands for it in a record.
    pub contender: &'static str,
}

impl Subject {
    /// Whether a rule means this subject: by its name for the page or by its contender.
    pub fn is_called(&self, name: &str) -> bool {
        name == self.name || name == self.contender
    }
}

impl Claim {
    /// Why the claim does not apply to the subject, if it does not.
    pub fn why_not_applicable(&self, subject: Subject) -> Option<&str> {
        self.does_not_apply_to
            .iter()
            .find(|(name, _)| subject.is_called(name))
            .map(|(_, why)| why.as_str())
    }

    /// Whether the advice answers a trap that the subject is said not to have.
    pub fn is_not_needed_for(&self, subject: Subject) -> bool {
        self.not_needed_for
            .iter()
            .any(|name| subject.is_called(name))
    }
}
