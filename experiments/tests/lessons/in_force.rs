//! The rules in force, from their files.

use std::fs;
use std::path::{Path, PathBuf};

use lab_verdict::claims::Claims;
use lab_verdict::files::{RuleFile, RuleFileKind};

/// The rules of the article and of every experiment and benchmark.
pub fn claims() -> Claims {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![file(root.join("article.toml"), RuleFileKind::Article)];
    for place in [root.join("src/bin"), root.join("../benches")] {
        let entries = fs::read_dir(&place).expect("a folder of the checkout");
        for entry in entries {
            let folder = entry.expect("a readable folder").path();
            let path = folder.join("rules.toml");
            if path.is_file() {
                let name = folder.file_name().expect("a name").to_string_lossy();
                files.push(file(path, RuleFileKind::Study(name.into_owned())));
            }
        }
    }
    Claims::of(&files).unwrap_or_else(|faults| panic!("{faults}"))
}

fn file(path: PathBuf, kind: RuleFileKind) -> RuleFile {
    let name = path.display().to_string();
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    RuleFile { name, kind, text }
}
