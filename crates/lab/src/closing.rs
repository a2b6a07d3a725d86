//! The words that close a run: one screen of them, or a line for each claim and subject.

use std::path::Path;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use lab_measure::record::{PoolWork, Status};
use lab_report::text::missing::missing_words;
use lab_report::text::names;
use lab_report::text::overview::{open, unexpected, unexpected_heading};
use lab_report::text::summary::summary;
use lab_report::{Judged, Missing, Site, Why, closing_line, pool_work};
use lab_verdict::answer::Verdict;
use serde::Serialize;

use crate::outcomes::{self, OutcomeJson};
use crate::terminal;
use crate::workspace::shown;

/// Lines that a screen has. A table that is no longer stands there as it is.
const SCREEN: usize = 24;

/// How the answers fall, the most unexpected of them, and what is open. Where there are so few that a table of all fits a
/// screen, it stands instead.
pub fn screen(site: &Site) -> String {
    let judged = of_this_run(site);
    let table = table_of(&judged);
    if table.lines().count() <= SCREEN {
        return table;
    }
    let mut parts = vec![wrapped(&summary(&judged))];
    let unexpected = unexpected(&judged);
    if !unexpected.is_empty() {
        let mut list = bare_table();
        for one in &unexpected {
            let line = closing_line(&one.told());
            let answer = format!("{} {}: {}", line.mark, line.answer, line.number);
            list.add_row([line.claim.clone(), format!("{}\n{answer}", line.advice)]);
        }
        parts.push(format!("{}\n{list}", unexpected_heading()));
    }
    parts.extend(open(&judged).map(|open| wrapped(&open)));
    parts.push("every answer: the report, or `cargo lab report --table`".into());
    // A table fills its lines up.
    let text = parts.join("\n\n");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n")
}

/// Text as wide as the terminal, broken between words.
fn wrapped(text: &str) -> String {
    let mut table = bare_table();
    table.add_row([text]);
    table.to_string()
}

fn bare_table() -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(terminal::width().min(terminal::READABLE));
    table
}

/// The closing table, or a sentence where there is nothing to put into it.
pub fn table(site: &Site) -> String {
    table_of(&of_this_run(site))
}

fn table_of(judged: &[Judged<'_>]) -> String {
    if judged.is_empty() {
        return "no claim can be judged by what is here".into();
    }
    let mut table = plain_table(&["claim", "advice", "subject", "answer", "evidence", "number"]);
    let mut claim_above = "";
    for one in judged {
        let line = closing_line(&one.told());
        let first = claim_above != one.claim.id;
        claim_above = &one.claim.id;
        let once = |words: String| if first { words } else { String::new() };
        table.add_row([
            once(line.claim),
            once(line.advice),
            line.subject,
            format!("{} {}", line.mark, line.answer),
            line.evidence.to_owned(),
            line.number,
        ]);
    }
    table.to_string()
}

/// What the pools did that count it themselves, a row for each study; nothing where none has told.
pub fn pools(site: &Site) -> Option<String> {
    // In two lines where it has two words: the numbers are narrow.
    let headings = pool_work::COLUMNS.map(|heading| match heading.rsplit_once(' ') {
        Some((first, last)) => format!("{first}\n{last}"),
        None => heading.to_owned(),
    });
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    let mut table = plain_table(&[&["experiment"], &headings[..]].concat());
    let mut who: Vec<&str> = Vec::new();
    for record in pool_work::records(site) {
        let mut sum = PoolWork::default();
        for work in &record.pools {
            sum = sum.plus(work);
            let name = names::contender(&work.contender);
            if !who.contains(&name) {
                who.push(name);
            }
        }
        let mut row = vec![record.experiment.clone()];
        row.extend(pool_work::cells(&sum));
        table.add_row(row);
    }
    if who.is_empty() {
        return None;
    }
    let numbers = table.column_iter_mut().skip(1);
    numbers.for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    Some(format!(
        "what the workers did, as their pools count it ({}):\n{table}",
        who.join("; ")
    ))
}

/// An aligned table as wide as the terminal.
pub fn plain_table(header: &[&str]) -> Table {
    let style = match terminal::is_utf8() {
        true => presets::UTF8_FULL_CONDENSED,
        false => presets::ASCII_FULL_CONDENSED,
    };
    let mut table = Table::new();
    table
        .load_style(style)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(terminal::width())
        .set_header(header);
    table
}

/// What `--json` prints.
#[derive(Serialize)]
pub struct RunJson<'s> {
    run: String,
    folder: String,
    report: String,
    complete: bool,
    parts: Vec<PartJson>,
    rejudged_by_rules_of: Option<String>,
    missing: Vec<MissingJson>,
    outcomes: Vec<OutcomeJson>,
    pools: Vec<PoolsJson<'s>>,
    verdicts: Vec<Verdict>,
}

#[derive(Serialize)]
struct PartJson {
    name: String,
    #[serde(flatten)]
    status: Status,
    wall_ns: Option<u64>,
}

#[derive(Serialize)]
struct PoolsJson<'s> {
    experiment: &'s str,
    #[serde(flatten)]
    work: &'s PoolWork,
}

#[derive(Serialize)]
struct MissingJson {
    what: String,
    why: String,
    remedy: String,
}

/// The run, its parts and its verdicts.
pub fn as_json<'s>(site: &'s Site, run: &str, folder: &Path, report: &Path) -> RunJson<'s> {
    let manifest = site.manifest.as_ref();
    let entries = manifest.map(|run| run.entries.as_slice());
    let parts: Vec<PartJson> = entries
        .unwrap_or_default()
        .iter()
        .map(|entry| PartJson {
            name: entry.name.clone(),
            status: entry.status.clone(),
            wall_ns: entry.wall_ns,
        })
        .collect();
    let missing = lacking(site).map(|gap| {
        let words = missing_words(gap);
        MissingJson {
            what: gap.what.clone(),
            why: words.why,
            remedy: words.remedy,
        }
    });
    let pools = pool_work::records(site).flat_map(|record| {
        record.pools.iter().map(|work| PoolsJson {
            experiment: &record.experiment,
            work,
        })
    });
    RunJson {
        run: run.to_owned(),
        folder: shown(folder),
        report: shown(report),
        complete: manifest.is_some_and(|run| run.finished.is_some())
            && parts.iter().all(|part| part.status == Status::Done),
        parts,
        rejudged_by_rules_of: site.rejudged.clone(),
        missing: missing.collect(),
        outcomes: outcomes::as_json(&site.records),
        pools: pools.collect(),
        verdicts: of_this_run(site)
            .into_iter()
            .map(|judged| judged.verdict)
            .collect(),
    }
}

/// What the run itself lacks; what it never meant to do is no gap.
pub fn lacking(site: &Site) -> impl Iterator<Item = &Missing> {
    let planned = |gap: &&Missing| gap.why != Why::NotPlanned;
    site.missing.iter().filter(planned)
}

/// The verdicts on what this run set out to measure: a run of one experiment says nothing about the others, even
/// where a record from another machine would.
fn of_this_run(site: &Site) -> Vec<Judged<'_>> {
    let planned = |judged: &Judged<'_>| match &site.manifest {
        Some(run) => run
            .entries
            .iter()
            .any(|entry| entry.name == judged.claim.experiment),
        None => true,
    };
    site.judged().into_iter().filter(planned).collect()
}
