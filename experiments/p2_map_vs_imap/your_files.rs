//! Every file below the user's directory, hashed: curves only, no claim speaks of them.
//!
//! How large the directory is and how fast its disk is are not up to us, so there are bounds: on the number of files, on
//! their length, and on the time of a visit and of a process.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::Serial;
use lab_kit::workloads::files::{self, Listing};
use lab_measure::experiment::{Settings, Timed, cell};

use super::contenders::Contenders;

/// Fresh processes that visit the files: enough for an interval to be drawn.
const PROCESSES: u32 = 4;

/// Files that are read at most, the first in order of their paths.
const MOST_FILES: usize = 2_000;

/// Length of all of them together, in bytes, at most.
const MOST_BYTES: u64 = 256 << 20;

/// Files that cannot be read one after the other in this time are too many for the rounds.
const ONE_PASS: Duration = Duration::from_millis(1_500);

/// What a visit has not begun after this long is left out of it: a disk may be slower than it was a second ago. Its time
/// is then a lower bound.
const ONE_VISIT: Duration = Duration::from_secs(2);

/// The cells of `--files`; none without it.
pub fn cells(timed: &mut Timed, all: &'static Contenders, settings: &Settings) {
    let Some(directory) = &settings.files else {
        return;
    };
    if timed.process() >= PROCESSES {
        return;
    }
    let paths = match chosen(timed, directory) {
        Ok(paths) => Arc::new(paths),
        Err(reason) => return timed.absent("your files", reason),
    };
    let n = paths.len() as u64;
    let at = [("n", n), ("files", 1), ("workers", settings.workers as u64)];
    let list = Arc::clone(&paths);
    timed.add_large(cell(Serial.name(), "loop", &at), move |watch| {
        let deadline = Instant::now() + ONE_VISIT;
        watch.time(|_| Serial.map(&list, |file| hashed(file, deadline)));
    });
    let list = Arc::clone(&paths);
    timed.add_large(cell(all.lap_pool.name(), "map", &at), move |watch| {
        let deadline = Instant::now() + ONE_VISIT;
        watch.time(|_| all.lap_pool.map(&list, |file| hashed(file, deadline)));
    });
    let list = Arc::clone(&paths);
    timed.add_large(cell(all.rayon.name(), "map", &at), move |watch| {
        let deadline = Instant::now() + ONE_VISIT;
        watch.time(|_| all.rayon.map(&list, |file| hashed(file, deadline)));
    });
    timed.add_large(cell(all.lap_pool.name(), "imap", &at), move |watch| {
        let list: Vec<_> = paths.iter().cloned().collect();
        let deadline = Instant::now() + ONE_VISIT;
        watch.time(|mark| {
            let each = move |file: PathBuf| hashed(&file, deadline);
            for hashed in all.lap_pool.imap(list.into_iter(), each) {
                mark.result();
                std::hint::black_box(hashed);
            }
        });
    });
}

/// The files to read, once each of them has been read; what is left out of them is noted.
///
/// # Errors
/// In words for the reader: why none is read.
fn chosen(timed: &mut Timed, directory: &Path) -> Result<Vec<PathBuf>, String> {
    let listing = files::list_up_to(directory, MOST_FILES)
        .map_err(|error| format!("the directory cannot be listed: {error}"))?;
    let Listing { files, .. } = listing;
    if files.is_empty() {
        return Err("there is no file below that directory".into());
    }
    let found = files.len();
    let few = first_bytes(files);
    if few.is_empty() {
        return Err("its first file alone is longer than is read here, 256 MiB".into());
    }
    if few.len() < found || found == MOST_FILES {
        timed.absent(
            "the rest of your files",
            format!(
                "{} are read, the first in order of their paths: no more than {MOST_FILES} and no more than 256 MiB",
                few.len()
            ),
        );
    }
    let deadline = Instant::now() + ONE_PASS;
    let mut failed = 0;
    for file in &few {
        failed += u64::from(!hashed(file, deadline));
        if Instant::now() >= deadline {
            return Err(format!(
                "reading them one after the other takes longer than {} s: name a smaller directory",
                ONE_PASS.as_secs_f64()
            ));
        }
    }
    if failed > 0 {
        timed.absent(
            "some of your files",
            format!(
                "{failed} of {} could not be read; each is an error of its own item",
                few.len()
            ),
        );
    }
    Ok(few)
}

/// As many of the first files as are no longer than [`MOST_BYTES`] together. One whose length cannot be told is an error
/// of its own item later.
fn first_bytes(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut bytes = 0;
    let fits = |file: &PathBuf| {
        bytes += std::fs::metadata(file).map_or(0, |known| known.len());
        bytes <= MOST_BYTES
    };
    files.into_iter().take_while(fits).collect()
}

/// Hashes a file, unless it is too late to begin; whether that could be done.
fn hashed(file: &Path, deadline: Instant) -> bool {
    Instant::now() < deadline && files::hash(file).is_ok()
}
