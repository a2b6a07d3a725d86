//! Which visit it was that left no count, where the record tells.

use lab_measure::record::{Absent, Cell, Record};

use crate::select::visits::CellRef;
use crate::text::names;

/// The visits without a count that others of the same call have; none where no count or no visit of it is missing.
///
/// `; visited without it: rayon pool within each task (2 tasks, 2 workers)`.
pub(crate) fn left_out(record: &Record, absent: &Absent) -> Option<String> {
    let cells = record.cells.iter().enumerate();
    let lacking: Vec<String> = cells
        .filter(|(place, cell)| lacks(record, *place, cell, &absent.what))
        .map(|(_, cell)| visit(cell))
        .collect();
    (!lacking.is_empty()).then(|| format!("; visited without it: {}", lacking.join("; ")))
}

/// A cell that holds nothing at all though its call is counted elsewhere, or whose repetitions have a gap.
fn lacks(record: &Record, place: usize, cell: &Cell, count: &str) -> bool {
    let repetitions: Vec<u32> = record
        .counts
        .iter()
        .filter(|one| one.name == count && one.cell as usize == place)
        .map(|one| one.repetition)
        .collect();
    if let Some(last) = repetitions.iter().max() {
        return (0..*last).any(|one| !repetitions.contains(&one));
    }
    let visit = CellRef {
        record,
        index: place as u32,
        cell,
    };
    let is_counted = record.counts.iter().any(|one| {
        let other = record.cells.get(one.cell as usize);
        one.name == count && other.is_some_and(|other| other.call == cell.call)
    });
    !visit.has_data() && is_counted
}

fn visit(cell: &Cell) -> String {
    let params = cell.params.iter();
    let params: Vec<String> = params
        .map(|(id, value)| names::parameter_with(id, *value))
        .collect();
    match params.is_empty() {
        true => names::series(cell),
        false => format!("{} ({})", names::series(cell), params.join(", ")),
    }
}
