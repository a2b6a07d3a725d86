//! The committed JSON Schemas of the rules' files are what the types say, so that an editor can help with them.

use std::path::Path;

use schemars::{JsonSchema, schema_for};

use super::{ArticleFile, StudyFile};

/// Set this variable to write the schemas anew after a change that is meant.
const UPDATE: &str = "LAB_UPDATE_SCHEMA";

fn assert_committed<T: JsonSchema>(file: &str) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments/schema");
    let path = place.join(file);
    let current = serde_json::to_string_pretty(&schema_for!(T)).unwrap() + "\n";
    if std::env::var_os(UPDATE).is_some() {
        std::fs::create_dir_all(&place).unwrap();
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "experiments/schema/{file} is not what the types say; if the change is meant, run the tests once with {UPDATE}=1"
    );
}

#[test]
fn the_schema_of_a_study_has_not_drifted() {
    assert_committed::<StudyFile>("rules-2.json");
}

#[test]
fn the_schema_of_the_article_has_not_drifted() {
    assert_committed::<ArticleFile>("article-2.json");
}
