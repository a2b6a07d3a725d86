//! What is drawn of cells: lines and rows, each with the cell that it is of.

use super::quantity::Measured;
use super::spec::FigureSpec;
use super::visits::CellRef;
use crate::draw::Line;

/// A line with the cell that its first point is of.
#[derive(Clone, Debug)]
pub(crate) struct Curve<'a> {
    pub visit: CellRef<'a>,
    pub line: Line,
}

/// A cell and its value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'a> {
    pub visit: CellRef<'a>,
    pub measured: Measured,
}

/// Whether these rows are the first and the second of a pair of calls, and agree in all else.
pub(crate) fn is_pair(spec: &FigureSpec, of: &Row<'_>, vs: &Row<'_>) -> bool {
    let calls = (&of.visit.cell.call, &vs.visit.cell.call);
    spec.pairs.iter().any(|(one, other)| (one, other) == calls)
        && of.visit.cell.contender == vs.visit.cell.contender
        && vs.visit.agrees_with(&of.visit, &[])
}
