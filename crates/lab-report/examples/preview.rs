//! Writes the sites of invented figures that the tests use: `cargo run -p lab-report --example preview -- DIR`. The one about
//! workers goes to `DIR/workers`.

#[path = "../tests/site/synthetic/mod.rs"]
mod synthetic;

use std::error::Error;
use std::path::{Path, PathBuf};

use lab_report::Site;

fn main() -> Result<(), Box<dyn Error>> {
    let out: PathBuf = std::env::args_os()
        .nth(1)
        .ok_or("say where to write: preview DIR")?
        .into();
    write(&synthetic::site(), &out)?;
    write(&synthetic::scaling_site(), &out.join("workers"))
}

fn write(site: &Site, out: &Path) -> Result<(), Box<dyn Error>> {
    synthetic::write_run(site, &out.join("runs/illustrative"));
    let rendered = lab_report::render(site, out)?;
    println!("{}", rendered.index.display());
    Ok(())
}
