//! A reader sees all of a file or none of it.

use std::path::Path;

use lab_measure::store::{expect_writable, read_manifest, read_record, write_atomically};

#[test]
fn a_file_is_replaced_whole_and_nothing_else_is_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/down/record.json");
    write_atomically(&path, b"first").unwrap();
    write_atomically(&path, b"second").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"second");
    assert_eq!(
        std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
        1
    );
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    let error = write_atomically(&file.join("record.json"), b"x").unwrap_err();
    assert!(
        format!("{error:#}").contains("cannot make the folder"),
        "{error:#}"
    );
}

#[test]
fn a_damaged_record_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p2.json");
    std::fs::write(&path, "{\"schema\": \"lap-pool.rec").unwrap();
    let error = read_record(&path).unwrap_err();
    assert!(format!("{error:#}").contains("p2.json"), "{error:#}");
}

#[test]
fn a_missing_manifest_is_an_error_that_names_the_file() {
    let error = read_manifest(std::path::Path::new("no/such/run.json")).unwrap_err();
    assert!(
        format!("{error:#}").contains("no/such/run.json"),
        "{error:#}"
    );
}

/// Every record that is committed: the sample's and the recordings.
fn committed_records() -> Vec<std::path::PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("experiments/recordings")];
    let runs = std::fs::read_dir(root.join("reports/sample/runs")).unwrap();
    folders.extend(runs.map(|run| run.unwrap().path()));
    folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|file| file.unwrap().path())
        .filter(|file| {
            let is_beside = ["run.json", "agreement.json"]
                .iter()
                .any(|name| file.ends_with(name));
            file.extension().is_some_and(|e| e == "json") && !is_beside
        })
        .collect()
}

#[test]
fn records_of_earlier_labs_still_load() {
    let records = committed_records();
    assert!(records.len() >= 2, "{records:?}");
    for path in records {
        if let Err(error) = read_record(&path) {
            panic!("{error:#}");
        }
    }
}

#[test]
fn a_record_without_the_younger_fields_is_written_as_it_was_read() {
    for path in committed_records() {
        let record = read_record(&path).unwrap();
        let text = serde_json::to_string(&record).unwrap();
        if record.outcomes.is_empty() {
            assert!(!text.contains("\"outcomes\""), "{}", path.display());
        }
        if record.samples.iter().all(|s| s.server_cpu_ns.is_none()) {
            assert!(!text.contains("\"server_cpu_ns\""), "{}", path.display());
        }
    }
}

#[test]
fn a_place_that_cannot_be_written_to_is_told_without_writing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "in the way").unwrap();
    for place in [&file.join("record.json"), folder.path()] {
        assert!(expect_writable(place).is_err(), "{}", place.display());
    }
    expect_writable(&folder.path().join("record.json")).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
