//! Every claim judged for every subject, each with the record that speaks for it.

use lab_measure::record::Record;
use lab_verdict::answer::Verdict;
use lab_verdict::claims::{Claim, SUBJECTS};
use lab_verdict::{judge, record_for};

use crate::site::Site;
use crate::text::verdict_text::VerdictText;

/// A verdict with what stands behind it.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// The verdict.
    pub verdict: Verdict,
    /// The record it rests on; none where the experiment has no record at all.
    pub record: Option<&'a Record>,
    /// Declared duration of the experiment in default mode, in seconds.
    pub seconds: Option<u32>,
}

impl Judged<'_> {
    /// What its sentences are made from.
    pub fn told(&self) -> VerdictText<'_> {
        VerdictText {
            claim: self.claim,
            verdict: &self.verdict,
            record: self.record,
            seconds: self.seconds,
        }
    }

    /// The anchor of its answer on the page of its experiment.
    pub fn anchor(&self) -> String {
        crate::select::id(&[&self.claim.id, &self.verdict.contender])
    }
}

impl Site {
    /// Judges every claim whose experiment this run measured, for every subject, in the order of the claims: what is
    /// kept from another machine only stands beside what was measured here.
    pub fn judged(&self) -> Vec<Judged<'_>> {
        let claims = self.claims.claim.iter();
        claims
            .filter(|claim| self.measured(&claim.experiment).is_some())
            .flat_map(|claim| SUBJECTS.into_iter().map(move |subject| (claim, subject)))
            .map(|(claim, subject)| {
                let record = record_for(&self.records, claim, subject);
                let experiment = self.claims.experiment.get(&claim.experiment);
                Judged {
                    claim,
                    verdict: judge(&self.claims, claim, record, subject),
                    record,
                    seconds: experiment.map(|experiment| experiment.seconds.default),
                }
            })
            .collect()
    }
}
