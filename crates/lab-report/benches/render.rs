//! How long a report takes: the sample runs, and a record with a series of a million points. Tests count what is drawn
//! and written; nothing asserts these times. `cargo bench -p lab-report -- WORD` times only what has the word in its name.

#[path = "../tests/site/synthetic/mod.rs"]
mod synthetic;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use lab_report::{Site, render};

/// Renderings of each site, of which the fastest is told.
const TIMES: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let recordings = root.join("experiments/recordings");
    for run in fs::read_dir(root.join("reports/sample/runs"))? {
        let run = run?;
        let site = Site::load(&run.path(), &recordings, None)?;
        time(&run.file_name().to_string_lossy(), &site)?;
    }
    for points in [1_000, 100_000, 1_000_000] {
        let name = format!("a series of {points} points");
        time(&name, &synthetic::with_a_long_series(points))?;
    }
    Ok(())
}

fn time(name: &str, site: &Site) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut wanted = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'));
    if !wanted.all(|word| name.contains(&word)) {
        return Ok(());
    }
    let mut fastest = f64::INFINITY;
    for _ in 0..TIMES {
        let start = Instant::now();
        render(site, folder.path())?;
        fastest = fastest.min(start.elapsed().as_secs_f64());
    }
    println!("{name}: {fastest:.2} s");
    Ok(())
}
