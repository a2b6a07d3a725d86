//! The committed JSON Schemas are the ones that the types give. Only this test needs schemas, so only its build derives them.

use std::path::Path;

use schemars::{JsonSchema, schema_for};

use super::{Record, RunManifest};

/// Set this variable to write the schemas anew after a change that is meant.
const UPDATE: &str = "LAB_UPDATE_SCHEMA";

fn assert_committed<T: JsonSchema>(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schema")
        .join(file);
    let current = format!(
        "{}\n",
        serde_json::to_string_pretty(&schema_for!(T)).unwrap()
    );
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == current,
        "schema/{file} is not what the types say; if the change is meant, run the tests once with {UPDATE}=1"
    );
}

#[test]
fn the_records_schema_has_not_drifted() {
    assert_committed::<Record>("record-1.json");
}

#[test]
fn the_manifests_schema_has_not_drifted() {
    assert_committed::<RunManifest>("run-1.json");
}
