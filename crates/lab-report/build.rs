//! Collects the words of the studies, as they stand in their folders: the report speaks as the tree does that it was built
//! from.

use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../..");
    let mut files = vec![root.join("experiments/words.toml")];
    for studies in ["experiments/src/bin", "benches"] {
        let studies = root.join(studies);
        println!("cargo:rerun-if-changed={}", studies.display());
        let mut folders: Vec<PathBuf> = fs::read_dir(&studies)?
            .map(|entry| Ok(entry?.path().join("study.toml")))
            .collect::<std::io::Result<_>>()?;
        folders.sort();
        files.extend(folders.into_iter().filter(|file| file.is_file()));
    }
    let mut list = String::from("&[\n");
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&root)?;
        list += &format!("({name:?}, include_str!({file:?})),\n");
    }
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    fs::write(out.join("study.rs"), list + "]\n")?;
    Ok(())
}
