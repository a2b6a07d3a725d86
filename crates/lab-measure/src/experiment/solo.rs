//! Visits with a process to themselves.

use super::{Findings, Finds};
use crate::record::Cell;

/// A visit with a process to itself.
pub struct Solo {
    /// The cell.
    pub cell: Cell,
    /// What kind of visit it is.
    pub kind: SoloKind,
    /// How often it is repeated within its process.
    pub repetitions: u32,
    /// What it may find; anything else is a fault of the experiment.
    pub finds: Finds,
    /// The visit.
    pub run: Box<dyn Fn(&mut Findings)>,
}

/// Kinds of visit with a process of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoloKind {
    /// Counts and traces: run by the experiment's own binary.
    Counted,
    /// Memory: run by the twin binary, which has these visits only, and the counting allocator.
    Memory,
}

impl Solo {
    /// A visit that is made once, by the experiment's own binary.
    pub fn once(cell: Cell, finds: Finds, run: impl Fn(&mut Findings) + 'static) -> Self {
        Self {
            cell,
            kind: SoloKind::Counted,
            repetitions: 1,
            finds,
            run: Box::new(run),
        }
    }
}
