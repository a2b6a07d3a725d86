//! Joins our scripts for a real CPython to one program, so that a new one needs no list of them.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// What the others use, and what starts them.
const FIRST: &str = "threadpool.py";
const LAST: &str = "protocol.py";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&std::env::var("CARGO_MANIFEST_DIR")?).join("../../experiments/python");
    println!("cargo:rerun-if-changed={}", folder.display());
    let files = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path()));
    let mut files: Vec<PathBuf> = files.collect::<std::io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "py"));
    files.sort_by_key(|file| (!file.ends_with(FIRST), file.ends_with(LAST), file.clone()));
    let texts = files.iter().map(fs::read_to_string);
    let script = texts.collect::<std::io::Result<String>>()?;
    let out = Path::new(&std::env::var("OUT_DIR")?).join("cpython.py");
    Ok(fs::write(out, script)?)
}
