//! One test of counts.
//!
//! Counts have no interval. The repetition least favourable to "holds" decides whether a test holds; it fails only if
//! every repetition is on the other side. Quick mode, other load and failed controls of the clock leave them alone.

use lab_measure::record::{Count, Record, Role};

use crate::answer::{Figure, Outcome, Reason};
use crate::cell::{CellKey, absent};
use crate::paired::same_cell;
use crate::side::Sides;

/// What a count is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divisor<'k> {
    /// Nothing.
    One,
    /// A parameter of its own cell.
    Parameter(&'k str),
    /// The same count of another cell.
    Cell(&'k CellKey),
}

/// One value of the figure, with the whole numbers behind it.
#[derive(Clone, Copy)]
struct Value {
    figure: f64,
    raw: u64,
    base: Option<u64>,
}

/// Tests a count against its thresholds as declared.
///
/// Two cells that were counted in the same repetitions are divided repetition by repetition. Otherwise nothing says
/// which belong together, and every combination counts: the least favourable one decides.
pub fn weigh(
    record: &Record,
    name: &str,
    of: &CellKey,
    by: Divisor<'_>,
    sides: &Sides,
) -> (Outcome, Option<Figure>) {
    match figure(record, name, of, by, sides) {
        Ok((range, figure)) => (sides.weigh(range), Some(figure)),
        Err(reason) => (Outcome::Unknown(vec![reason]), None),
    }
}

fn figure(
    record: &Record,
    name: &str,
    of: &CellKey,
    by: Divisor<'_>,
    sides: &Sides,
) -> Result<((f64, f64), Figure), Reason> {
    let counts = counts(record, name, of)?;
    let values = match by {
        Divisor::One => counts
            .iter()
            .map(|count| Value::whole(count.value))
            .collect(),
        Divisor::Parameter(parameter) => per(record, of, parameter, &counts)?,
        Divisor::Cell(vs) => ratios(record, name, (of, vs), &counts)?,
    };
    let ascending = |a: &&Value, b: &&Value| a.figure.total_cmp(&b.figure);
    let missing = || Reason::NoData(Some(format!("no {name} of {of}")));
    let least = values.iter().min_by(ascending).ok_or_else(missing)?;
    let most = values.iter().max_by(ascending).ok_or_else(missing)?;
    let decisive = if sides.holds_if.at_least.is_some() {
        least
    } else {
        most
    };
    let figure = Figure::Count {
        value: decisive.figure,
        least: least.figure,
        most: most.figure,
        raw: decisive.raw,
        base: decisive.base,
        repetitions: counts.len() as u32,
    };
    Ok(((least.figure, most.figure), figure))
}

/// A cell's counts of one name in order of their repetition; at least one.
fn counts<'r>(record: &'r Record, name: &str, key: &CellKey) -> Result<Vec<&'r Count>, Reason> {
    let cell = key.find_or_say_why(record, Role::Subject)?;
    let mut counts: Vec<&Count> = record
        .counts
        .iter()
        .filter(|count| count.cell == cell && count.name == name)
        .collect();
    if counts.is_empty() {
        let words = key
            .why_absent(record)
            .or_else(|| absent(record, name))
            .unwrap_or_else(|| format!("no {name} of {key}"));
        return Err(Reason::NoData(Some(words)));
    }
    counts.sort_by_key(|count| count.repetition);
    Ok(counts)
}

fn per(
    record: &Record,
    of: &CellKey,
    parameter: &str,
    counts: &[&Count],
) -> Result<Vec<Value>, Reason> {
    let cell = of.find_or_say_why(record, Role::Subject)?;
    let base = record.cells[cell as usize]
        .param(parameter)
        .ok_or_else(|| Reason::NoData(Some(format!("{of} has no parameter {parameter}"))))?;
    counts
        .iter()
        .map(|count| Value::ratio(count.value, base, || format!("{parameter} of {of}")))
        .collect()
}

fn ratios(
    record: &Record,
    name: &str,
    (of_key, vs): (&CellKey, &CellKey),
    of: &[&Count],
) -> Result<Vec<Value>, Reason> {
    let bases = counts(record, name, vs)?;
    if of[0].cell == bases[0].cell {
        return Err(same_cell(name, of_key, vs));
    }
    let words = || format!("{name} of {vs}");
    if same_repetitions(of, &bases) {
        let together = of.iter().zip(&bases);
        return together
            .map(|(count, base)| Value::ratio(count.value, base.value, words))
            .collect();
    }
    of.iter()
        .flat_map(|count| bases.iter().map(move |base| (count, base)))
        .map(|(count, base)| Value::ratio(count.value, base.value, words))
        .collect()
}

/// Whether both were counted in the same repetitions, once in each.
fn same_repetitions(of: &[&Count], vs: &[&Count]) -> bool {
    let once = of
        .windows(2)
        .all(|two| two[0].repetition < two[1].repetition);
    let numbers =
        |counts: &[&Count]| -> Vec<u32> { counts.iter().map(|count| count.repetition).collect() };
    once && numbers(of) == numbers(vs)
}

impl Value {
    fn whole(raw: u64) -> Self {
        Value {
            figure: raw as f64,
            raw,
            base: None,
        }
    }

    /// A count by a base; a base of zero has no ratio, and calling it infinite would let it hold or fail anything.
    fn ratio(raw: u64, base: u64, what: impl Fn() -> String) -> Result<Self, Reason> {
        if base == 0 {
            return Err(Reason::NoData(Some(format!("{} is 0: no ratio", what()))));
        }
        Ok(Value {
            figure: raw as f64 / base as f64,
            raw,
            base: Some(base),
        })
    }
}
