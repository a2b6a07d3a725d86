//! A quick run of an experiment: the counts do not depend on the machine, so neither do the answers.

use std::process::Command;

use lab_measure::record::Record;
use lab_measure::store;

/// Of this program, beside the interpreter of that name or the usual one.
pub fn quick_run(program: &str, interpreter: Option<&str>) -> Record {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("record.json");
    let ended = Command::new(program)
        .args(["--mode", "quick", "--seed", "1", "--record"])
        .arg(&path)
        .envs(interpreter.map(|name| ("LAB_PYTHON", name)))
        .status()
        .expect("it starts");
    assert!(ended.success(), "{ended}");
    store::read_record(&path).expect("a record")
}
