//! All ratios at a glance, in tables that fit a page.

use super::{Workload, companion_order};
use crate::draw::Table;
use crate::text::names;

/// Workloads that stand side by side: more columns of ratios with their intervals are wider than a page.
const ABREAST: usize = 6;

/// All ratios of the call that all have in common: a row per contender, a column per workload; so many tables beneath each
/// other that each has room on a page, and all about as wide.
pub(crate) fn overview(workloads: &[Workload]) -> Vec<Table> {
    let with_ratios: Vec<&Workload> = workloads
        .iter()
        .filter(|workload| workload.is_common && !workload.shares.is_empty())
        .collect();
    let tables = with_ratios.len().div_ceil(ABREAST).max(1);
    let abreast = with_ratios.len().div_ceil(tables).max(1);
    with_ratios.chunks(abreast).map(ratios).collect()
}

/// The ratios of these workloads, for those who were measured in any of them.
fn ratios(with_ratios: &[&Workload]) -> Table {
    let mut ids: Vec<&str> = with_ratios
        .iter()
        .flat_map(|workload| &workload.shares)
        .map(|(id, _)| id.as_str())
        .collect();
    ids.sort_by_key(|id| companion_order(id));
    ids.dedup();
    let heading = |workload: &&Workload| format!("{} ({})", workload.title, workload.experiment);
    Table {
        columns: std::iter::once("contender".to_string())
            .chain(with_ratios.iter().map(heading))
            .collect(),
        rows: ids
            .iter()
            .map(|id| {
                let cell = |workload: &&Workload| {
                    let share = workload.shares.iter().find(|(known, _)| known == id);
                    share.map_or(String::new(), |(_, words)| words.clone())
                };
                std::iter::once(names::contender(id).to_string())
                    .chain(with_ratios.iter().map(cell))
                    .collect()
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workload(number: usize) -> Workload {
        Workload {
            experiment: "criterion_map".into(),
            title: format!("{number} tasks"),
            ratios: None,
            times: None,
            shares: vec![("lap-pool".into(), format!("×{number}"))],
            headlines: Vec::new(),
            is_common: true,
        }
    }

    #[test]
    fn more_workloads_than_a_page_is_wide_stand_in_several_tables() {
        let columns = |number: usize| -> Vec<usize> {
            let workloads: Vec<Workload> = (0..number).map(workload).collect();
            let tables = overview(&workloads);
            tables.iter().map(|table| table.columns.len() - 1).collect()
        };
        assert!(columns(0).is_empty());
        assert_eq!(columns(6), [6]);
        assert_eq!(columns(7), [4, 3]);
        assert_eq!(columns(13), [5, 5, 3]);
    }
}
