//! Writes all that a report makes of the committed sample runs, so that two trees can be held against each other before
//! and after a change that should change nothing:
//!
//! ```text
//! cargo run -p lab-report --example dump -- BEFORE       # then, with the change: ... dump -- AFTER
//! git diff --no-index --stat BEFORE AFTER
//! ```
//!
//! For each run, the site as readers get it (every figure's picture, table and CSV among it), `verdicts.txt` with all
//! that stands behind each answer, and the words of each page as `words/NAME.txt`, a line for each block.

use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use lab_report::{Site, render};

fn main() -> Result<(), Box<dyn Error>> {
    let out: PathBuf = std::env::args_os()
        .nth(1)
        .ok_or("say where to write: dump DIR")?
        .into();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let recordings = root.join("experiments/recordings");
    for run in fs::read_dir(root.join("reports/sample/runs"))? {
        let run = run?;
        let site = Site::load(&run.path(), &recordings, None)?;
        let place = out.join(run.file_name());
        dump(&site, &place)?;
        println!("{}", place.display());
    }
    Ok(())
}

fn dump(site: &Site, place: &Path) -> Result<(), Box<dyn Error>> {
    let rendered = render(site, place)?;
    let mut verdicts = String::new();
    for judged in site.judged() {
        writeln!(verdicts, "{} {:#?}", judged.claim.id, judged.verdict)?;
    }
    fs::write(place.join("verdicts.txt"), verdicts)?;
    fs::create_dir_all(place.join("words"))?;
    let is_page = |file: &&PathBuf| file.extension().is_some_and(|end| end == "html");
    for page in rendered.files.iter().filter(is_page) {
        let text = words(&fs::read_to_string(place.join(page))?);
        fs::write(place.join("words").join(page).with_extension("txt"), text)?;
    }
    Ok(())
}

/// Elements that stand within a line.
const INLINE: [&str; 10] = [
    "a", "abbr", "b", "br", "code", "em", "i", "span", "strong", "sup",
];

/// What a page says, a line for each block; its pictures are files of their own.
fn words(page: &str) -> String {
    let mut text = String::new();
    let mut skipped: Option<&str> = None;
    for piece in page.split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.trim_start_matches('/');
        let name = name.split(|c: char| c.is_whitespace() || c == '/').next();
        let name = name.unwrap_or_default();
        match skipped {
            Some(open) if tag.starts_with('/') && name == open => skipped = None,
            Some(_) => continue,
            None if ["svg", "style"].contains(&name) => {
                skipped = Some(name);
                continue;
            }
            None => {}
        }
        if !INLINE.contains(&name) {
            text.push('\n');
        }
        text.push_str(after);
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}
