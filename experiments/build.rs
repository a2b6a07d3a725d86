//! Collects the marked code of each lesson, for its page: every file of its folder that has some, `main.rs` first, and
//! the scripts that say they are shown in it. `experiments::sources!` reads the list.

use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=src/bin");
    println!("cargo:rerun-if-changed=python");
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    for lesson in entries(&root.join("src/bin"))? {
        let name = lesson.file_name().unwrap_or_default().to_string_lossy();
        let mut files = marked(&lesson, "rs", |_| true)?;
        files.sort_by_key(|file| file.file_name() != Some(OsStr::new("main.rs")));
        let shown = format!("# Shown in {name}.");
        files.extend(marked(&root.join("python"), "py", |text| {
            text.lines().any(|line| line == shown)
        })?);
        let mut list = String::from("&[\n");
        for file in files {
            let place = Path::new("experiments").join(file.strip_prefix(&root)?);
            list += &format!("(include_str!({file:?}), {place:?}),\n");
        }
        fs::write(out.join(format!("{name}.rs")), list + "]\n")?;
    }
    Ok(())
}

/// The files of a folder with this ending and with marked code, by name, which must pass.
fn marked(
    folder: &Path,
    ending: &str,
    passes: impl Fn(&str) -> bool,
) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for file in entries(folder)? {
        if file.extension() == Some(OsStr::new(ending)) {
            let text = fs::read_to_string(&file)?;
            let begun = text
                .lines()
                .filter(|line| mark(line).starts_with("lesson: "));
            let ended = text.lines().filter(|line| mark(line) == "lesson ends");
            let (begun, ended) = (begun.count(), ended.count());
            if begun != ended {
                return Err(format!(
                    "{}: {begun} lines `lesson: TITLE` and {ended} lines `lesson ends`",
                    file.display()
                )
                .into());
            }
            if begun > 0 && passes(&text) {
                found.push(file);
            }
        }
    }
    Ok(found)
}

/// A line as `lab_measure` looks for marks in it.
fn mark(line: &str) -> &str {
    line.trim_start().trim_start_matches(['/', '#']).trim()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> = entries.collect::<std::io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}
