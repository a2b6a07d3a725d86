//! Writes the site of invented figures that the tests use: `cargo run -p lab-report --example preview -- DIR`.

#[path = "../tests/synthetic/mod.rs"]
mod synthetic;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let out: PathBuf = std::env::args_os()
        .nth(1)
        .ok_or("say where to write: preview DIR")?
        .into();
    let site = synthetic::site();
    synthetic::write_run(&site, &out.join("runs/illustrative"));
    let rendered = lab_report::render(&site, &out)?;
    println!("{}", rendered.index.display());
    Ok(())
}
