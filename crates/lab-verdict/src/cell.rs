//! Finding the one cell of a record that is meant.

use std::collections::BTreeMap;
use std::fmt;

use lab_measure::record::{Cell, Record, Role};

use crate::answer::Reason;

/// A cell by what it does: contender, call, and the parameters that single it out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// The contender.
    pub contender: String,
    /// The call.
    pub call: String,
    /// Parameters that the cell must have; it may have more.
    pub params: BTreeMap<String, u64>,
}

/// Why a key does not lead to one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// No cell is like this.
    None,
    /// So many cells are like this, and nothing says which is meant.
    Several(usize),
}

impl CellKey {
    /// A key from its parts.
    pub fn new(contender: &str, call: &str, params: &BTreeMap<String, u64>) -> Self {
        CellKey {
            contender: contender.to_owned(),
            call: call.to_owned(),
            params: params.clone(),
        }
    }

    /// The key that leads to this cell.
    pub fn of(cell: &Cell) -> Self {
        CellKey::new(&cell.contender, &cell.call, &cell.params)
    }

    /// The index of the one cell that is meant. Where several match, those with the preferred role come first, and
    /// among them the one that has the key's parameters and no others.
    ///
    /// # Errors
    /// [`Miss`] where no cell matches, or where several do: a guess between them would be an answer to another
    /// question.
    pub fn find(&self, record: &Record, prefer: Role) -> Result<u32, Miss> {
        let mut found: Vec<(u32, &Cell)> = (0..)
            .zip(&record.cells)
            .filter(|(_, cell)| cell.matches(&self.contender, &self.call, &self.params))
            .collect();
        narrow(&mut found, |cell| cell.role == prefer);
        narrow(&mut found, |cell| cell.params == self.params);
        match found[..] {
            [] => Err(Miss::None),
            [(index, _)] => Ok(index),
            _ => Err(Miss::Several(found.len())),
        }
    }

    /// [`CellKey::find`] with its failure as the reason of a "can't tell here": in the record's own words where it
    /// says why the contender or the call is absent.
    ///
    /// # Errors
    /// [`Reason::NoData`].
    pub fn find_or_say_why(&self, record: &Record, prefer: Role) -> Result<u32, Reason> {
        self.find(record, prefer).map_err(|miss| {
            Reason::NoData(Some(match miss {
                Miss::None => self
                    .why_absent(record)
                    .unwrap_or_else(|| format!("no cell {self}")),
                Miss::Several(cells) => format!("{cells} cells {self}, none of them singled out"),
            }))
        })
    }

    /// What the record says about the absence of this contender or call.
    pub fn why_absent(&self, record: &Record) -> Option<String> {
        [&self.contender, &self.call]
            .into_iter()
            .find_map(|what| absent(record, what))
    }
}

/// The record's own words for why something is missing.
pub fn absent(record: &Record, what: &str) -> Option<String> {
    record
        .absent
        .iter()
        .find(|absent| absent.what == what)
        .map(|absent| absent.reason.clone())
}

/// Keeps the cells that satisfy a preference, unless none does.
fn narrow(found: &mut Vec<(u32, &Cell)>, prefer: impl Fn(&Cell) -> bool) {
    if found.iter().any(|(_, cell)| prefer(cell)) {
        found.retain(|(_, cell)| prefer(cell));
    }
}

impl fmt::Display for CellKey {
    /// `lap-pool map (n = 1000, workers = 2)`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.contender, self.call)?;
        if self.params.is_empty() {
            return Ok(());
        }
        let params: Vec<String> = self
            .params
            .iter()
            .map(|(name, value)| format!("{name} = {value}"))
            .collect();
        write!(out, " ({})", params.join(", "))
    }
}
