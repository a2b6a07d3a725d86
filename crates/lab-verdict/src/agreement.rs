//! Whether several runs give the same answers: for every claim and subject the answer of each run, whether two of them
//! contradict each other, and how far the deciding number moves.
//!
//! "Can't tell here" contradicts nothing, and neither does a run that did not ask. What a run took from elsewhere is no
//! repetition: all runs would agree on one recording.

mod accounts;
mod rows;

pub use accounts::{Account, Accounted, Left};

use lab_measure::record::{Grade, Mode, Record};
use serde::{Deserialize, Serialize};

use crate::answer::Verdict;
use crate::claims::{Claims, Evidence};

/// Name and major version of the form of an agreement.
pub const AGREEMENT_SCHEMA: &str = "lap-pool.agreement/1";

/// The name of the file in the folder of the run beside which it is shown.
pub const AGREEMENT_FILE: &str = "agreement.json";

/// The answers of several runs, side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// [`AGREEMENT_SCHEMA`].
    pub schema: String,
    /// The runs, in the order in which every row lists them.
    pub runs: Vec<RunTold>,
    /// One row for each claim and subject, in the order of the first run that has the claim.
    pub rows: Vec<Row>,
}

/// What has to be known of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunTold {
    /// Its name.
    pub run: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// How much was run.
    pub mode: Mode,
    /// Threads of the busy neighbour that was started beside it on purpose; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neighbour_threads: Option<u32>,
    /// The class of its machine.
    pub machine: String,
    /// How quiet the machine was; none where that was not tested.
    pub grade: Option<Grade>,
}

/// One claim for one subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The claim's id.
    pub claim: String,
    /// The advice.
    pub advice: String,
    /// The contender that stands for the subject.
    pub contender: String,
    /// The kind of evidence on which the rule rests.
    pub evidence: Evidence,
    /// The answer of each run.
    pub given: Vec<Given>,
    /// The test whose number is followed from run to run; none where no run has a number.
    pub followed: Option<Followed>,
    /// Whether two runs gave two different answers.
    pub flips: bool,
    /// Whether the runs did not judge by one and the same rule.
    pub rules_differ: bool,
}

/// What one run said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// The answer, in a word.
    pub answer: Said,
    /// Whether the advice is not needed there, which this answer bears out; older agreements do not tell.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_needed: bool,
    /// What decides, where it depends.
    pub depends_on: Option<String>,
    /// The number of the test that is followed.
    pub value: Option<f64>,
}

/// An answer in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// It holds.
    Holds,
    /// It does not.
    DoesNotHold,
    /// It depends.
    Depends,
    /// It is too small to matter.
    TooSmall,
    /// It does not apply.
    DoesNotApply,
    /// This run cannot tell.
    CannotTell,
    /// The machine does not have what the claim asks about, and the record says so.
    Lacking,
    /// The run took its data from elsewhere: no repetition.
    RecordedElsewhere,
    /// The run has none.
    NotMeasured,
}

impl Said {
    /// Whether it can contradict another answer.
    pub fn is_an_answer(self) -> bool {
        !matches!(
            self,
            Said::CannotTell | Said::Lacking | Said::RecordedElsewhere | Said::NotMeasured
        )
    }
}

/// The test whose number is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Its regime.
    pub regime: String,
    /// Its metric.
    pub metric: String,
    /// The call in the numerator.
    pub of: String,
    /// The call in the denominator.
    pub vs: Option<String>,
    /// Its place among the regime's tests, from 0.
    pub place: usize,
}

/// One run as it is compared: with the rules by which it judged, and one verdict for each claim and subject.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'r> {
    /// What has to be known of it.
    pub told: &'r RunTold,
    /// Its rules.
    pub claims: &'r Claims,
    /// Its verdicts.
    pub verdicts: &'r [Verdict],
    /// Its records, which say what the machine does not have.
    pub records: &'r [Record],
}

/// Lays runs side by side.
pub fn agreement(runs: &[Judged<'_>]) -> Agreement {
    let mut rows: Vec<Row> = Vec::new();
    for run in runs {
        for verdict in run.verdicts {
            let is_known = rows
                .iter()
                .any(|row| row.claim == verdict.claim && row.contender == verdict.contender);
            if !is_known && let Some(row) = rows::row(runs, run, verdict) {
                rows.push(row);
            }
        }
    }
    Agreement {
        schema: AGREEMENT_SCHEMA.into(),
        runs: runs.iter().map(|run| run.told.clone()).collect(),
        rows,
    }
}

/// Whether two of the answers contradict each other.
pub fn flips(given: &[Given]) -> bool {
    let mut answers = given
        .iter()
        .filter(|one| one.answer.is_an_answer())
        .map(|one| (one.answer, &one.depends_on));
    let first = answers.next();
    answers.any(|other| Some(other) != first)
}

impl Row {
    /// The least and the most of the number that is followed.
    pub fn spread(&self) -> Option<(f64, f64)> {
        let mut values = self.given.iter().filter_map(|given| given.value);
        let first = values.next()?;
        Some(values.fold((first, first), |(least, most), value| {
            (least.min(value), most.max(value))
        }))
    }

    /// Whether the claim has a meaning for the subject in any run.
    pub fn applies(&self) -> bool {
        let is_aside = |said| matches!(said, Said::DoesNotApply | Said::NotMeasured);
        let mut said = self.given.iter().map(|given| given.answer);
        said.clone().all(|one| one == Said::NotMeasured) || said.any(|one| !is_aside(one))
    }

    /// In how many runs nothing can be told.
    pub fn untold(&self) -> usize {
        let cannot = |given: &&Given| matches!(given.answer, Said::CannotTell | Said::Lacking);
        self.given.iter().filter(cannot).count()
    }
}

impl Agreement {
    /// The rows that have a meaning in some run.
    pub fn applying(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.applies())
    }

    /// The rows in which two runs contradict each other.
    pub fn flipping(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.flips)
    }
}
