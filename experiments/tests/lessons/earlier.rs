//! What CPython's pool did in earlier measurements, it does in the committed recordings: the same counts, ratios of the
//! same size; and where it does not, `earlier.toml` says why.

use std::fs;
use std::path::Path;

use lab_measure::record::Record;
use lab_measure::store::read_record;
use lab_verdict::earlier::{Earlier, Standing};

fn earlier() -> Earlier {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("earlier.toml");
    let text = fs::read_to_string(path).expect("it is part of the repository");
    Earlier::parse(&text).unwrap_or_else(|fault| panic!("{fault}"))
}

fn recordings() -> Vec<Record> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    let files = fs::read_dir(folder).expect("the recordings are part of the repository");
    files
        .map(|file| read_record(&file.expect("a readable folder").path()).expect("a record"))
        .collect()
}

/// The comparisons with a fault, each told with both figures.
fn faults(earlier: &Earlier) -> Vec<String> {
    let all = earlier.compare(&recordings());
    assert!(!all.is_empty());
    all.iter()
        .filter(|one| {
            matches!(one.standing, Standing::Differs | Standing::NoData) || one.explains_nothing()
        })
        .map(|one| {
            let (what, range) = (&one.entry.what, one.entry.allowed());
            format!("{what}: {:?}, agrees within {range:?}", one.here)
        })
        .collect()
}

#[test]
fn every_earlier_figure_agrees_with_the_recordings_or_its_difference_is_explained() {
    let faults = faults(&earlier());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_difference_without_its_explanation_is_a_fault() {
    let mut silent = earlier();
    let explained = silent
        .entry
        .iter_mut()
        .filter_map(|one| one.difference.take());
    let explained = explained.count();
    assert!(explained > 0, "nothing differs: this test tests nothing");
    assert_eq!(faults(&silent).len(), explained);
}

#[test]
fn an_explanation_of_nothing_is_a_fault() {
    let mut wordy = earlier();
    let agreeing = wordy
        .entry
        .iter_mut()
        .filter(|one| one.difference.is_none());
    let words = |one: &mut lab_verdict::earlier::Entry| one.difference = Some("because".into());
    let added = agreeing.map(words).count();
    assert_eq!(faults(&wordy).len(), added);
}
