//! All that a verdict depends on beside the readings themselves.

use lab_measure::record::{Mode, Origin};

use crate::rules::rule::{Reading, Rule};

/// How a record came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Circumstances {
    pub mode: Mode,
    pub origin: Origin,
    pub processes: u32,
    /// By how much the record's version differs from the rule's.
    pub versions_apart: u32,
    pub contaminated: Contaminated,
    /// The place of the control that shows what it must not.
    pub broken_control: Option<usize>,
    pub gap: Gap,
}

/// Rounds in which others used the machine. Every process makes two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contaminated {
    None,
    /// The second of each process.
    EverySecond,
    /// All rounds of all processes but so many.
    AllBut(u32),
}

/// What the record does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    None,
    Record,
    /// The cell of this reading.
    Cell(Reading),
    /// What was read of it.
    Data(Reading),
    /// The whole subject, and the record says why.
    Subject,
}

/// Why the subject is absent.
pub const WHY_ABSENT: &str = "it is not installed here";

impl Circumstances {
    /// A whole run on a machine that nobody else uses.
    pub fn good() -> Self {
        Circumstances {
            mode: Mode::Default,
            origin: Origin::Measured,
            processes: 15,
            versions_apart: 0,
            contaminated: Contaminated::None,
            broken_control: None,
            gap: Gap::None,
        }
    }
}

impl Contaminated {
    pub fn is(self, process: u32, round: u32) -> bool {
        match self {
            Contaminated::None => false,
            Contaminated::EverySecond => round == 1,
            Contaminated::AllBut(clean) => process >= clean,
        }
    }
}

impl Gap {
    /// Whether the subject has no such reading.
    pub fn swallows(&self, reading: &Reading) -> bool {
        match self {
            Gap::None => false,
            Gap::Record | Gap::Subject => true,
            Gap::Cell(cell) => cell.is_of_same_cell(reading),
            Gap::Data(data) if data.is_timed() => {
                data.is_of_same_cell(reading) && reading.is_timed()
            }
            Gap::Data(data) => data == reading,
        }
    }

    /// Whether it takes the cell that a control compares with.
    pub fn breaks_a_control(&self, rule: &Rule<'_>) -> bool {
        let controls = &rule.claims.experiment[&rule.claim.experiment].control;
        controls.iter().any(|control| {
            control.contender == rule.subject.contender
                && self.swallows(&Reading {
                    call: control.vs.clone(),
                    params: control.params.clone(),
                    metric: "time".to_owned(),
                    open: None,
                })
        })
    }
}
