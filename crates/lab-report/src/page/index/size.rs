//! How much was run, as the records have it: a plan, or a run that was cut short, made fewer rounds than its mode asks for.

use std::collections::BTreeMap;

use lab_measure::record::{Origin, Record, Status};

use crate::report_model::ReportModel;
use crate::text::number::{count, long_time, plural};

/// `15 processes × 2 rounds, 6 min 10 s; cut short: 3 of 8 parts were not reached`.
pub(super) fn size(report: &ReportModel<'_>) -> Option<String> {
    let measured = |record: &&Record| record.origin == Origin::Measured;
    let records: Vec<&Record> = report.site.records.iter().filter(measured).collect();
    let entries = report.site.manifest.iter().flat_map(|run| &run.entries);
    if records.is_empty() && entries.clone().next().is_none() {
        return None;
    }
    let timed: Vec<Made> = records
        .iter()
        .filter_map(|record| Made::of(record))
        .collect();
    let mut words = made(&timed);
    let total: u64 = entries.filter_map(|entry| entry.wall_ns).sum();
    if total >= 1_000_000_000 {
        words = format!("{words}, {}", long_time(total / 1_000_000_000));
    }
    words.extend(cut_short(report).map(|told| format!("; {told}")));
    let early: Vec<String> = (timed.iter().filter(|made| made.is_uneven()))
        .map(|made| format!("“{}”", report.title(made.experiment)))
        .collect();
    if !early.is_empty() {
        words.push_str(&format!("; processes of {} ended early", early.join(", ")));
    }
    Some(words)
}

/// What a part of the run made.
struct Made<'a> {
    experiment: &'a str,
    processes: u64,
    /// The fewest and the most rounds of its processes.
    rounds: (u64, u64),
}

impl<'a> Made<'a> {
    /// None for a part without timed rounds.
    fn of(record: &'a Record) -> Option<Self> {
        let mut rounds: BTreeMap<u32, u64> = BTreeMap::new();
        for round in &record.rounds {
            *rounds.entry(round.process).or_default() += 1;
        }
        Some(Self {
            experiment: &record.experiment,
            processes: rounds.len() as u64,
            rounds: (*rounds.values().min()?, *rounds.values().max()?),
        })
    }

    fn is_uneven(&self) -> bool {
        self.rounds.0 < self.rounds.1
    }
}

/// `5 to 15 processes × 1 to 2 rounds, by part`.
fn made(parts: &[Made<'_>]) -> String {
    let processes = parts.iter().map(|made| made.processes);
    let fewest = parts.iter().map(|made| made.rounds.0);
    let most = parts.iter().map(|made| made.rounds.1);
    let ends = [
        processes.clone().min(),
        processes.max(),
        fewest.min(),
        most.max(),
    ];
    let [Some(few), Some(many), Some(least), Some(most)] = ends else {
        return "no timed rounds".into();
    };
    let differ = parts
        .windows(2)
        .any(|pair| pair[0].processes != pair[1].processes || pair[0].rounds != pair[1].rounds);
    format!(
        "{} × {}{}",
        range((few, many), "process", "processes"),
        range((least, most), "round", "rounds"),
        if differ { ", by part" } else { "" }
    )
}

fn range((few, many): (u64, u64), one: &str, several: &str) -> String {
    match few == many {
        true => plural(many, one, several),
        false => format!("{} to {}", count(few), plural(many, one, several)),
    }
}

/// What became of the parts that made nothing.
fn cut_short(report: &ReportModel<'_>) -> Option<String> {
    let run = report.site.manifest.as_ref()?;
    let of = |is: fn(&Status) -> bool| run.entries.iter().filter(|entry| is(&entry.status)).count();
    let planned = of(|status| *status == Status::Planned) as u64;
    let failed = of(|status| matches!(status, Status::Failed(_))) as u64;
    let all = plural(run.entries.len() as u64, "part", "parts");
    let were = |number| if number == 1 { "was" } else { "were" };
    let mut told: Vec<String> = Vec::new();
    match planned {
        0 if run.finished.is_none() => told.push("cut short".into()),
        0 => {}
        some => told.push(format!(
            "cut short: {} of {all} {} not reached",
            count(some),
            were(some)
        )),
    }
    if failed > 0 {
        told.push(format!("{} of {all} failed", count(failed)));
    }
    (!told.is_empty()).then(|| told.join("; "))
}
