//! The two charts of a workload: ratios to the baseline, and time per task.

use lab_verdict::Absolute;
use lab_verdict::claims::Evidence;
use lab_verdict::interval::DRAWN;

use super::Row;
use crate::draw::{Axis, DotRow, DotRows, Head, Scale, Unit};
use crate::select::reading::texts::{FOR_ALL, Sentence, contenders as texts};
use crate::select::visits::CellRef;
use crate::select::{Picture, id};
use crate::text::names::{self, BASELINE};

pub(super) fn ratio_chart(
    rows: &[Row<'_>],
    base: Option<&CellRef<'_>>,
    stem: &[&str],
    title: &str,
) -> Option<Picture> {
    let is_base_disturbed = base.is_some_and(CellRef::is_disturbed);
    let rows: Vec<DotRow> = rows
        .iter()
        .filter_map(|row| {
            let ratio = row.ratio?;
            let disturbed = row.visit.is_disturbed() || is_base_disturbed;
            Some(dot(row, ratio.ratio, ratio.drawn, disturbed))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let baseline = names::contender(BASELINE);
    let parts = [&["contenders", "ratio"], stem].concat();
    let chart = DotRows {
        head: Head {
            id: id(&parts),
            title: format!("Time compared with {baseline}, {title}"),
            description: texts::Ratios {
                baseline: baseline.into(),
            }
            .said(&FOR_ALL),
        },
        axis: Axis {
            label: format!("time ÷ time of {baseline}"),
            unit: Unit::Ratio,
            scale: Scale::Log10,
        },
        reference: Some((1.0, format!("as long as {baseline}"))),
        confidence: DRAWN,
        rows,
    };
    Some(picture(&chart))
}

pub(super) fn time_chart(rows: &[Row<'_>], stem: &[&str], title: &str) -> Option<Picture> {
    let mut timed: Vec<(&Row<'_>, Absolute)> = rows
        .iter()
        .filter_map(|row| Some((row, row.time?)))
        .collect();
    timed.sort_by(|a, b| a.1.ns.total_cmp(&b.1.ns));
    if timed.is_empty() {
        return None;
    }
    let parts = [&["contenders", "time"], stem].concat();
    let chart = DotRows {
        head: Head {
            id: id(&parts),
            title: format!("Time per task, {title}"),
            description: texts::Times {}.said(&FOR_ALL),
        },
        axis: Axis {
            label: "time per task".into(),
            unit: Unit::Nanoseconds,
            scale: Scale::Log10,
        },
        reference: None,
        confidence: DRAWN,
        rows: timed
            .iter()
            .map(|(row, time)| dot(row, time.ns, time.drawn, row.visit.is_disturbed()))
            .collect(),
    };
    Some(picture(&chart))
}

fn picture(chart: &DotRows) -> Picture {
    let evidence = chart.rows.iter().map(|row| row.evidence);
    Picture::new(chart.draw(), String::new(), evidence)
}

fn dot(row: &Row<'_>, value: f64, interval: (f64, f64), hollow: bool) -> DotRow {
    let contender = &row.visit.cell.contender;
    DotRow {
        open: false,
        label: names::contender(contender).to_string(),
        look: row.look,
        evidence: row.visit.evidence(Evidence::Measured),
        value,
        interval: Some(interval),
        hollow,
    }
}
