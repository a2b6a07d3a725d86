//! Reading a run's folder: gaps and damage become cards, never a failure of the whole report.

use std::fs;
use std::path::Path;

use lab_measure::record::{Origin, Record};
use lab_report::{ReportError, Site, Why, render};
use tempfile::TempDir;

use crate::synthetic;
use crate::synthetic::html::pages;

/// A run's folder, complete, and a folder of recordings.
fn run() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = synthetic::site();
    synthetic::write_run(&site, &run_dir(&folder));
    let recordings = folder.path().join("recordings");
    fs::create_dir(&recordings).unwrap();
    let recording = serde_json::to_vec(&synthetic::cpython()).unwrap();
    fs::write(recordings.join("p2.cpython-3.13.json"), recording).unwrap();
    folder
}

fn run_dir(folder: &TempDir) -> std::path::PathBuf {
    folder.path().join("runs/illustrative")
}

fn load(folder: &TempDir) -> Site {
    let recordings = folder.path().join("recordings");
    Site::load(&run_dir(folder), &recordings, None).expect("the folder loads")
}

fn why<'a>(site: &'a Site, what: &str) -> &'a Why {
    let found = site.missing.iter().find(|missing| missing.what == what);
    &found
        .unwrap_or_else(|| panic!("{what} is not missing: {:?}", site.missing))
        .why
}

fn index(site: &Site, folder: &TempDir) -> String {
    render(site, folder.path()).expect("it renders all the same");
    let mut pages = pages(folder.path());
    for (name, page) in &pages {
        let here = folder.path().to_string_lossy().into_owned();
        assert!(
            !page.contains(&here),
            "{name} names a folder of this machine"
        );
    }
    pages.remove("index.html").unwrap()
}

#[test]
fn a_complete_run_is_read_with_its_recordings() {
    let folder = run();
    let site = load(&folder);
    assert_eq!(site.records.len(), 3);
    assert_eq!(site.files[2].href, "data/recordings/p2.cpython-3.13.json");
    assert!(site.measured("p2_map_vs_imap").is_some());
    assert!(site.rejudged.is_none());
    assert_eq!(why(&site, "p6_io_vs_cpu"), &Why::NotPlanned);
    assert!(matches!(why(&site, "p1_context_manager"), Why::Failed(_)));
    let page = index(&site, &folder);
    assert!(page.contains("17.6\u{a0}times"));
    assert!(
        folder
            .path()
            .join("data/recordings/p2.cpython-3.13.json")
            .is_file()
    );
}

/// The run measured CPython itself, and a recording that began at `started` is kept of it.
fn run_with_cpython(started: &str) -> TempDir {
    let folder = run();
    let live = Record {
        origin: Origin::Measured,
        ..synthetic::cpython()
    };
    let recording = Record {
        origin: Origin::Recorded,
        started: started.into(),
        ..live.clone()
    };
    let write = |path: std::path::PathBuf, record: &Record| {
        fs::write(path, serde_json::to_vec(record).unwrap()).unwrap();
    };
    write(run_dir(&folder).join("p2_map_vs_imap.json"), &live);
    let kept = folder.path().join("recordings/p2.cpython-3.13.json");
    write(kept, &recording);
    folder
}

#[test]
fn a_recording_of_the_run_itself_is_no_second_witness() {
    let folder = run_with_cpython(&synthetic::cpython().started);
    let site = load(&folder);
    let kept = |site: &Site| site.of("p2_map_vs_imap").count();
    assert_eq!((kept(&site), site.of_this_run), (1, 1));
    assert_eq!(site.files.len(), site.records.len());
    let alone = Site::load(&run_dir(&folder), &folder.path().join("none"), None).unwrap();
    let answers = |site: &Site| {
        let judged = site.judged();
        judged
            .into_iter()
            .map(|one| one.verdict)
            .collect::<Vec<_>>()
    };
    assert!(!answers(&site).is_empty());
    assert_eq!(answers(&site), answers(&alone));
    index(&site, &folder);
    let pages = pages(folder.path());
    let said = "1 recording was made of this run and is not shown twice.";
    assert!(pages["data.html"].contains(said));
    assert!(
        pages
            .values()
            .all(|page| !page.contains("Recorded elsewhere"))
    );

    let folder = run_with_cpython("2026-11-20T10:00:00Z");
    let site = load(&folder);
    assert_eq!((kept(&site), site.of_this_run), (2, 0));
    assert_eq!(answers(&site), answers(&alone));
    assert!(!index(&site, &folder).contains("not shown twice"));
    assert!(folder.path().join(&site.files[2].href).is_file());
}

#[test]
fn a_damaged_record_becomes_a_card() {
    let folder = run();
    fs::write(
        run_dir(&folder).join("p2_map_vs_imap.json"),
        "{\"schema\": 3",
    )
    .unwrap();
    let site = load(&folder);
    assert!(matches!(why(&site, "p2_map_vs_imap"), Why::Unreadable(_)));
    let page = index(&site, &folder);
    assert!(page.contains("This record could not be read:"));
}

#[test]
fn a_missing_record_becomes_a_card() {
    let folder = run();
    fs::remove_file(run_dir(&folder).join("p2_map_vs_imap.json")).unwrap();
    let site = load(&folder);
    assert_eq!(why(&site, "p2_map_vs_imap"), &Why::NoFile);
    assert!(index(&site, &folder).contains("The run’s folder does not hold it."));
}

#[test]
fn damaged_rules_and_manifest_leave_the_charts() {
    let folder = run();
    fs::write(run_dir(&folder).join("claims.toml"), "schema = 7").unwrap();
    fs::write(run_dir(&folder).join("run.json"), "").unwrap();
    let site = load(&folder);
    assert!(matches!(why(&site, "claims.toml"), Why::Unreadable(_)));
    assert!(matches!(why(&site, "run.json"), Why::Unreadable(_)));
    assert!(index(&site, &folder).contains("No claim of the article could be judged yet."));
    assert!(folder.path().join("p2_map_vs_imap.html").is_file());
    assert!(
        folder
            .path()
            .join("charts/p2-map-vs-imap-throughput-0.svg")
            .is_file()
    );
}

#[test]
fn an_empty_folder_is_a_report_of_gaps() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(run_dir(&folder)).unwrap();
    let site = load(&folder);
    assert_eq!(why(&site, "run.json"), &Why::NoFile);
    index(&site, &folder);
}

#[test]
fn a_run_that_is_not_there_is_an_error() {
    let nowhere = Path::new("no/such/run");
    let error = Site::load(nowhere, nowhere, None).unwrap_err();
    assert!(matches!(error, ReportError::Read { .. }), "{error}");
}

#[test]
fn other_rules_are_named_by_their_date() {
    let folder = run();
    let other = folder.path().join("other.toml");
    fs::write(&other, synthetic::RULES.replace("2026-11-01", "2027-02-03")).unwrap();
    let site = Site::load(&run_dir(&folder), &folder.path().join("none"), Some(&other)).unwrap();
    assert_eq!(site.rejudged.as_deref(), Some("2027-02-03"));
    assert!(index(&site, &folder).contains("Re-judged with the rules of 2027-02-03"));
    let same = run_dir(&folder).join("claims.toml");
    let site = Site::load(&run_dir(&folder), &folder.path().join("none"), Some(&same)).unwrap();
    assert_eq!(site.rejudged, None);
}

#[test]
fn rules_that_were_asked_for_have_to_be_rules() {
    let folder = run();
    let other = folder.path().join("other.toml");
    fs::write(&other, "nonsense").unwrap();
    let error =
        Site::load(&run_dir(&folder), &folder.path().join("none"), Some(&other)).unwrap_err();
    assert!(matches!(error, ReportError::Rules { .. }), "{error}");
}
