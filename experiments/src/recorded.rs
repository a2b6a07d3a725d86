//! What the committed recordings counted of CPython, held against what the same visits count of its model.

use std::fs;
use std::path::Path;

use lab_measure::experiment::{Findings, Settings, Solo};
use lab_measure::record::{Cell, Mode, Record};
use lab_measure::store::read_record;

use crate::live;

/// The model's name in records.
const MODEL: &str = "python model";

/// Makes every counted visit that an experiment has of the model, and compares its counts with every repetition that a
/// recording has of CPython's visit of the same call and parameters. Only counts that `by_policy` admits: those that
/// follow from what the pool does, and not from who is faster or from what else this process does. Says how many cells
/// were compared.
///
/// # Panics
/// When a count differs, or when a recording cannot be read.
pub fn compare(
    experiment: &str,
    solo: impl Fn(&Settings) -> Vec<Solo>,
    by_policy: impl Fn(&Cell, &str) -> bool,
) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    let files = fs::read_dir(folder).expect("the recordings are part of the repository");
    files
        .map(|file| file.expect("a readable folder").path())
        .map(|path| read_record(&path).expect("a recording is a record"))
        .filter(|record| record.experiment == experiment)
        .map(|record| compare_with(&record, &solo, &by_policy))
        .sum()
}

fn compare_with(
    record: &Record,
    solo: &impl Fn(&Settings) -> Vec<Solo>,
    by_policy: &impl Fn(&Cell, &str) -> bool,
) -> usize {
    let settings = Settings::of(Mode::Default, record.environment.cores);
    let visits = solo(&settings).into_iter();
    visits
        .filter(|visit| visit.cell.contender == MODEL)
        .filter(|visit| {
            let twin = |cell: &Cell| {
                cell.contender == live::NAME
                    && cell.call == visit.cell.call
                    && cell.params == visit.cell.params
            };
            let Some(twin) = record.cells.iter().position(twin) else {
                return false;
            };
            let recorded = |name: &str| -> Vec<u64> {
                let of_twin = record.counts.iter();
                of_twin
                    .filter(|count| count.cell as usize == twin && count.name == name)
                    .map(|count| count.value)
                    .collect()
            };
            let forced: Vec<&str> = names(record, twin)
                .filter(|name| by_policy(&visit.cell, name))
                .collect();
            if forced.is_empty() {
                return false;
            }
            let mut found = Findings::default();
            (visit.run)(&mut found);
            let model: Vec<(&str, u64)> = found
                .counts()
                .filter(|(name, _)| forced.contains(name))
                .collect();
            for (name, counted) in &model {
                for value in recorded(name) {
                    assert_eq!(*counted, value, "{name} of {}", visit.cell.words());
                }
            }
            !model.is_empty()
        })
        .count()
}

/// The names of a cell's counts, each once.
fn names(record: &Record, cell: usize) -> impl Iterator<Item = &str> {
    let of_cell = record.counts.iter();
    of_cell
        .filter(move |count| count.cell as usize == cell && count.repetition == 0)
        .map(|count| count.name.as_str())
}
