//! The site on disk: pages at the root, tables in `data/`, stand-alone pictures in `charts/`.

use std::io;
use std::path::{Path, PathBuf};

use crate::ReportError;
use crate::csv::csv;
use crate::ledger::{LEDGER, Ledger};
use crate::page;
use crate::report_model::{ReportModel, address};
use crate::site::Site;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The page to open.
    pub index: PathBuf,
    /// Every file, relative to the site's folder, in the order of writing.
    pub files: Vec<PathBuf>,
}

/// Writes the whole site below `out`: the same input gives the same bytes.
///
/// Each file is written under a temporary name and renamed, so that a reader never sees half of one. What an earlier
/// report wrote there and this one does not have goes, at the very end; any other file is left alone.
///
/// # Errors
/// When a file cannot be written, or a page of an earlier report cannot be removed.
pub fn render(site: &Site, out: &Path) -> Result<Rendered, ReportError> {
    let report = ReportModel::of(site);
    let mut files = Files {
        out,
        written: Vec::new(),
        ledger: Ledger::default(),
    };
    let earlier = Ledger::read(out);
    for (picture, _) in report.pictures() {
        let id = &picture.drawn.id;
        files.write(
            &format!("charts/{id}.svg"),
            picture.drawn.literal.as_bytes(),
        )?;
        files.write(&format!("data/{id}.csv"), &csv(&picture.drawn.table))?;
        if let Some(trace) = &picture.trace {
            files.write(&format!("data/{id}.trace.json"), trace)?;
        }
    }
    for (name, text) in page::data::SCHEMAS {
        files.write(&format!("data/schema/{name}"), text.as_bytes())?;
    }
    for sheet in report.sheets.values().flatten() {
        files.write(&format!("data/{}.csv", sheet.id), &csv(&sheet.table))?;
    }
    for file in &site.files {
        if let Some(copy) = &file.copy {
            files.write(&file.href, copy)?;
        }
    }
    for experiment in report.figure_sets.keys() {
        let text = page::lesson::page(&report, experiment);
        files.write(&address::lesson(experiment), text.as_bytes())?;
        for (address, text) in page::lesson::more::pages(&report, experiment) {
            files.write(&address, text.as_bytes())?;
        }
    }
    files.write(
        address::CONTENDERS,
        page::contenders::page(&report).as_bytes(),
    )?;
    files.write(address::MACHINE, page::machine::page(&report).as_bytes())?;
    if let Some(agreement) = &site.agreement {
        let table = csv(&crate::runs::table(agreement));
        files.write("data/runs.csv", &table)?;
        let form = serde_json::to_vec_pretty(&agreement.accounted())
            .map_err(|error| ReportError::write(out, io::Error::other(error)))?;
        files.write("data/runs.json", &form)?;
        let text = page::runs::page(&report, agreement);
        files.write(address::RUNS, text.as_bytes())?;
    }
    files.write(address::DATA, page::data::page(&report, out).as_bytes())?;
    // Last, so that a reader who finds the index finds what it links to.
    files.write(address::INDEX, page::index::page(&report).as_bytes())?;
    earlier
        .remove_what_is_not_in(&files.ledger, out)
        .map_err(|error| ReportError::write(out, error))?;
    let list = files.ledger.text();
    files.write(LEDGER, list.as_bytes())?;
    Ok(Rendered {
        index: out.join(address::INDEX),
        files: files.written,
    })
}

struct Files<'a> {
    out: &'a Path,
    written: Vec<PathBuf>,
    ledger: Ledger,
}

impl Files<'_> {
    fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), ReportError> {
        let path = self.out.join(name);
        lab_measure::store::write_atomically(&path, bytes)
            .map_err(|error| ReportError::write(&path, io::Error::other(format!("{error:#}"))))?;
        self.ledger.note(name, bytes);
        self.written.push(PathBuf::from(name));
        Ok(())
    }
}
