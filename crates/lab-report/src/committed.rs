//! The committed JSON Schemas of the files that words and the roster stand in.

use std::path::Path;

use schemars::{JsonSchema, schema_for};

/// Set this variable to write the schemas anew after a change that is meant.
const UPDATE: &str = "LAB_UPDATE_SCHEMA";

/// Whether the schema that is committed is what the type says.
#[track_caller]
pub(crate) fn assert_committed<T: JsonSchema>(file: &str) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../experiments/schema");
    let path = place.join(file);
    let current = serde_json::to_string_pretty(&schema_for!(T)).unwrap() + "\n";
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "experiments/schema/{file} is not what the types say; if the change is meant, run the tests once with {UPDATE}=1"
    );
}
