//! A recording is a normal record with its origin changed and most of it left out. What stays: CPython's own cells, those
//! of an interpreter that was measured beside it to see what goes with the lock, those of the experiment's controls, without which its times could not be judged, and the plain loop of the calls that CPython
//! made, which says what one task takes alone. What the user gave to work on is nobody else's.

use std::collections::{BTreeMap, BTreeSet};

use lab_measure::record::{Cell, Origin, Record, Role};
use lab_report::text::names::WITHOUT_LOCK;
use lab_verdict::claims::{Experiment, SUBJECTS};

use crate::outcomes::OWN_ADDRESSES;

/// The contender that works through the tasks in a loop.
const PLAIN_LOOP: &str = "serial";

/// The fact that says which CPython was measured.
pub const VERSION: &str = "cpython";

/// Whether any sample or count is CPython's, other than on the user's own input. There may be some though no CPython was
/// found: what its script would have said, or another interpreter. Then the record says that there is none.
pub fn holds_the_subject(record: &Record) -> bool {
    let mut facts = record.environment.facts.iter();
    if facts.any(|fact| fact.key == VERSION && fact.value.is_none()) {
        return false;
    }
    let samples = record.samples.iter().map(|sample| sample.cell);
    samples
        .chain(record.counts.iter().map(|count| count.cell))
        .filter_map(|cell| record.cells.get(cell as usize))
        .any(is_the_subjects)
}

/// The part of the record that is kept, marked as recorded.
pub fn recording(record: Record, experiment: &Experiment) -> Record {
    let calls: BTreeSet<String> = record
        .cells
        .iter()
        .filter(|cell| is_the_subjects(cell))
        .map(|cell| cell.call.clone())
        .collect();
    let mut numbers = BTreeMap::new();
    let mut cells = Vec::new();
    for (number, cell) in (0_u32..).zip(&record.cells) {
        let is_an_interpreters = is_the_subjects(cell) || cell.contender == WITHOUT_LOCK.contender;
        if is_an_interpreters || is_of_a_control(cell, experiment) || is_alone(cell, &calls) {
            numbers.insert(number, cells.len() as u32);
            cells.push(cell.clone());
        }
    }
    Record {
        origin: Origin::Recorded,
        samples: renumbered(record.samples, &numbers, |sample| &mut sample.cell),
        counts: renumbered(record.counts, &numbers, |count| &mut count.cell),
        series: renumbered(record.series, &numbers, |series| &mut series.cell),
        lanes: renumbered(record.lanes, &numbers, |lanes| &mut lanes.cell),
        outcomes: Vec::new(),
        pools: Vec::new(),
        absent: Vec::new(),
        code: Vec::new(),
        cells,
        ..record
    }
}

fn is_the_subjects(cell: &Cell) -> bool {
    let [python, _] = SUBJECTS;
    cell.contender == python.contender && cell.call != OWN_ADDRESSES
}

fn is_of_a_control(cell: &Cell, experiment: &Experiment) -> bool {
    experiment.control.iter().any(|control| {
        [&control.of, &control.vs]
            .into_iter()
            .any(|call| cell.matches(&control.contender, call, &control.params))
    })
}

fn is_alone(cell: &Cell, calls: &BTreeSet<String>) -> bool {
    cell.contender == PLAIN_LOOP && cell.role == Role::Subject && calls.contains(&cell.call)
}

/// Drops what belongs to no kept cell; the rest gets its cell's new number.
fn renumbered<T>(
    list: Vec<T>,
    numbers: &BTreeMap<u32, u32>,
    cell: impl Fn(&mut T) -> &mut u32,
) -> Vec<T> {
    let renumber = |mut entry: T| {
        let number = cell(&mut entry);
        *number = *numbers.get(number)?;
        Some(entry)
    };
    list.into_iter().filter_map(renumber).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_follow_their_cells_and_the_others_go() {
        let numbers = BTreeMap::from([(1, 0), (3, 1)]);
        assert_eq!(
            renumbered(vec![0, 1, 2, 3, 1], &numbers, |cell| cell),
            [0, 1, 0]
        );
    }

    #[test]
    fn the_first_subject_is_the_one_that_is_recorded() {
        assert_eq!(SUBJECTS[0].contender, "cpython");
    }
}
