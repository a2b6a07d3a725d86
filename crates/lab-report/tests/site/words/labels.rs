//! Labels: two swapped in a record are swapped in every sentence, and none stands in a template.

use lab_measure::record::{Mode, Origin, Record, Role};
use lab_report::{Site, closing_line, render};

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

/// One record measured here that holds both subjects, and rules that treat them alike.
fn both_subjects(swap: bool) -> Site {
    let mut record = synthetic::p2(Mode::Default);
    join(&mut record, synthetic::cpython());
    record.absent.clear();
    if swap {
        for cell in &mut record.cells {
            // A contender's companion without its caller's help goes with it.
            cell.contender = match cell.contender.strip_prefix("lap-pool") {
                Some(rest) => format!("cpython{rest}"),
                None => cell.contender.replacen("cpython", "lap-pool", 1),
            };
        }
    }
    let mut site = synthetic::assemble(Mode::Default, vec![record]);
    // The judge's own words for a cell that is not there name it as the record does.
    site.claims.claim.retain(|claim| claim.id != "C8");
    for claim in &mut site.claims.claim {
        claim.not_needed_for.clear();
        claim.does_not_apply_to.clear();
    }
    for experiment in site.claims.experiment.values_mut() {
        experiment.control.clear();
    }
    site
}

/// Adds the subject's cells of another record to this one.
fn join(record: &mut Record, other: Record) {
    assert_eq!(other.origin, Origin::Recorded);
    let shift = record.cells.len() as u32;
    let theirs = |cell: u32| other.cells[cell as usize].contender == "cpython";
    let counts = other
        .counts
        .iter()
        .filter(|count| theirs(count.cell))
        .cloned();
    record.counts.extend(counts.map(|mut count| {
        count.cell += shift;
        count
    }));
    let samples = other
        .samples
        .iter()
        .filter(|sample| theirs(sample.cell))
        .cloned();
    record.samples.extend(samples.map(|mut sample| {
        sample.cell += shift;
        sample
    }));
    let series = other
        .series
        .iter()
        .filter(|series| theirs(series.cell))
        .cloned();
    record.series.extend(series.map(|mut series| {
        series.cell += shift;
        series
    }));
    // Cells that are not the subject's keep their place without data, as those of an absent contender do.
    record
        .cells
        .extend(other.cells.iter().cloned().map(|mut cell| {
            if cell.contender != "cpython" {
                cell.contender = "nobody".into();
            }
            cell
        }));
}

/// All sentences on all pages, cut at every comma and stop, so that their order does not count.
fn sentences(site: &Site) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    render(site, folder.path()).unwrap();
    let mut all: Vec<String> = Vec::new();
    for page in pages(folder.path()).values() {
        for opening in [
            "<p class=\"finding\">",
            "<p class=\"reading\">",
            "<p class=\"why\">",
        ] {
            for text in texts(page, opening, "</p>") {
                all.extend(pieces(&text));
            }
        }
    }
    for one in site.judged() {
        let line = closing_line(&one.told());
        all.push(format!(
            "{} {} {} {}",
            line.claim, line.subject, line.answer, line.number
        ));
    }
    all
}

fn pieces(text: &str) -> Vec<String> {
    let marks = [", ", ": ", "; ", ". "];
    let cut = marks
        .iter()
        .fold(text.to_string(), |text, mark| text.replace(mark, "\n"));
    cut.lines()
        .map(|piece| piece.trim_end_matches('.').to_string())
        .collect()
}

fn swapped(sentence: &str) -> String {
    sentence
        .replace("lap-pool", "\u{1}")
        .replace("CPython", "lap-pool")
        .replace('\u{1}', "CPython")
}

/// The record on workers, in which both subjects have curves; a companion without its caller's help has no name when
/// swapped.
fn both_on_workers(swap: bool) -> Site {
    let mut site = synthetic::scaling_site();
    for cell in &mut site.records[0].cells {
        if cell.contender.ends_with("workers only") {
            cell.role = Role::NullControl;
        }
        cell.contender = match (swap, cell.contender.as_str()) {
            (true, "lap-pool") => "cpython".into(),
            (true, "cpython") => "lap-pool".into(),
            (_, other) => other.into(),
        };
    }
    site.claims
        .claim
        .retain(|claim| claim.experiment == site.records[0].experiment);
    site
}

#[test]
fn two_labels_swapped_in_a_record_are_swapped_in_every_sentence() {
    for site in [both_subjects, both_on_workers] {
        assert_swaps(&site(false), &site(true));
    }
}

fn assert_swaps(plain: &Site, exchanged: &Site) {
    let mut expected: Vec<String> = sentences(plain)
        .iter()
        .map(|sentence| swapped(sentence))
        .collect();
    let mut found = sentences(exchanged);
    expected.sort();
    found.sort();
    for name in ["lap-pool", "CPython"] {
        assert!(found.iter().any(|sentence| sentence.contains(name)));
    }
    assert_eq!(expected, found);
}

/// Lines of code, comments left out, of all files below a folder.
fn code_below(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code_below(&path, found);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // Unit tests stand at the end of a file and may name whom they like.
        let code = text.split("#[cfg(test)]").next().unwrap();
        let lines = code
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        found.extend(lines.map(|line| (name.clone(), line.to_string())));
    }
}

#[test]
fn no_contenders_name_stands_in_a_template() {
    let mut code = Vec::new();
    code_below(
        &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut code,
    );
    for (file, line) in code.iter().filter(|(file, _)| file != "names.rs") {
        // The form of the data is named after the lab, not after the contender.
        let line = line.replace("lap-pool.", "");
        for name in ["lap-pool", "CPython", "cpython", "rayon", "std threads"] {
            assert!(!line.contains(name), "{name} in {file}: {line}");
        }
    }
}
