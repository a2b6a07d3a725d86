//! Limits of what is counted: no clock, and so no interval. The largest count of all repetitions decides.

use lab_measure::record::{Record, Role};

use super::{Kept, Measured, Target};
use crate::answer::Estimate;
use crate::cell::{CellKey, absent};

impl Target {
    /// Whether the call never came to more than so many of what is counted by this name.
    pub(super) fn counted(
        &self,
        record: &Record,
        name: &str,
        at_most: u64,
    ) -> Result<Kept, String> {
        let key = CellKey::new(&self.contender, &self.call, &self.params);
        let missing = || {
            let reason = key.why_absent(record).or_else(|| absent(record, name));
            reason.unwrap_or_else(|| format!("this run has no {name} of {key}"))
        };
        let cell = key.find(record, Role::Subject).map_err(|_| missing())?;
        let counts = record.counts.iter();
        let counts = counts.filter(|count| count.cell == cell && count.name == name);
        let counts: Vec<f64> = counts.map(|count| count.value as f64).collect();
        let (Some(least), Some(most)) = (
            counts.iter().copied().min_by(f64::total_cmp),
            counts.iter().copied().max_by(f64::total_cmp),
        ) else {
            return Err(missing());
        };
        let at_most = at_most as f64;
        let range = (least / at_most, most / at_most);
        let measured = Measured {
            took: most,
            allowed: at_most,
            share: Estimate {
                ratio: range.1,
                drawn: range,
                judged: range,
                processes: counts.len() as u32,
                pairs: counts.len() as u32,
            },
        };
        Ok(match most <= at_most {
            true => Kept::Met(measured),
            false => Kept::Missed(measured),
        })
    }
}
