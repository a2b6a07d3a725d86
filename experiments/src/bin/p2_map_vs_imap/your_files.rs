//! Every file below the user's directory, hashed: curves only, no claim speaks of them.
//!
//! How large the directory is, what is in it and how fast its disk is are not up to us, so there are bounds: on the number
//! of files, on the bytes that are read of them, whatever length they state, and on the time of a visit and of a process.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use experiments::pools::Pools;
use lab_kit::contender::{Contender, Streams};
use lab_kit::contenders::Serial;
use lab_kit::workloads::files::{self, Bounds, Hashed, Skipped, Unread, Why};
use lab_measure::experiment::{Settings, Timed, cell};

/// Fresh processes that visit the files: enough for an interval to be drawn.
const PROCESSES: u32 = 4;

/// Files that are read at most, the first in order of their paths.
const MOST_FILES: usize = 2_000;

/// Bytes that are read of all of them together, at most.
const MOST_BYTES: u64 = 256 << 20;

/// Bytes that a file may have beyond the length it states: those of the kernel state 0, and some of them have no end.
const BEYOND: u64 = 1 << 20;

/// Files that cannot be listed in this time, or read one after the other, are too many for the rounds.
const ONE_PASS: Duration = Duration::from_millis(1_500);

/// What a visit has not read after this long is left out of it: a disk may be slower than it was a second ago. Its time
/// is then a lower bound.
const ONE_VISIT: Duration = Duration::from_secs(2);

/// The cells of `--files`; none without it.
pub fn cells(timed: &mut Timed, pools: &'static Pools, settings: &Settings) {
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
    let (n, lap_pool, rayon) = (paths.len() as u64, pools.lap_pool(), pools.rayon());
    let at = [("n", n), ("files", 1), ("workers", settings.workers as u64)];
    let list = Arc::clone(&paths);
    timed.add_large(cell(Serial.name(), "loop", &at), move |watch| {
        let deadline = Instant::now() + ONE_VISIT;
        watch.time(|_| Serial.map(&list, |file| hashed(file, deadline)));
    });
    let list = Arc::clone(&paths);
    timed.add_large(cell(lap_pool.name(), "map", &at), move |watch| {
        let deadline = Instant::now() + ONE_VISIT;
        watch.time(|_| lap_pool.map(&list, |file| hashed(file, deadline)));
    });
    let list = Arc::clone(&paths);
    timed.add_large(cell(rayon.name(), "map", &at), move |watch| {
        let deadline = Instant::now() + ONE_VISIT;
        watch.time(|_| rayon.map(&list, |file| hashed(file, deadline)));
    });
    timed.add_large(cell(lap_pool.name(), "imap", &at), move |watch| {
        let list: Vec<_> = paths.iter().cloned().collect();
        let deadline = Instant::now() + ONE_VISIT;
        watch.time(|mark| {
            let each = move |file: PathBuf| hashed(&file, deadline);
            for hashed in lap_pool.imap(list.into_iter(), each) {
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
    let latest = Instant::now() + ONE_PASS;
    let listing =
        files::list_within(directory, MOST_FILES, latest).map_err(|error| match error.kind() {
            io::ErrorKind::TimedOut => takes_too_long("listing them"),
            _ => format!("the directory cannot be listed: {error}"),
        })?;
    if let Some(words) = left_out(&listing.skipped) {
        timed.absent("what is no file there", words);
    }
    if listing.files.is_empty() {
        return Err("there is no file below that directory".into());
    }
    let found = listing.files.len();
    let Readable { files, failed } =
        first_readable(listing.files, MOST_BYTES, Instant::now() + ONE_PASS)?;
    if files.is_empty() {
        return Err("its first file alone is longer than is read here, 256 MiB".into());
    }
    if files.len() < found || found == MOST_FILES {
        timed.absent(
            "the rest of your files",
            format!(
                "{} are read, the first in order of their paths: no more than {MOST_FILES} and no more than 256 MiB",
                files.len()
            ),
        );
    }
    if failed > 0 {
        timed.absent(
            "some of your files",
            format!(
                "{failed} of {} could not be read to an end; each is an error of its own item",
                files.len()
            ),
        );
    }
    Ok(files)
}

/// The first files that are read within so many bytes.
#[derive(Debug)]
struct Readable {
    files: Vec<PathBuf>,
    /// How many of them cannot be read to an end. What was read of them counts like the others' bytes.
    failed: usize,
}

/// # Errors
/// In words for the reader: they cannot be read by then.
fn first_readable(
    found: Vec<PathBuf>,
    most_bytes: u64,
    latest: Instant,
) -> Result<Readable, String> {
    let (mut files, mut failed, mut left) = (Vec::new(), 0, most_bytes);
    for file in found {
        match hash(&file, left, latest) {
            Ok(hashed) => left -= hashed.bytes,
            Err(unread) => {
                match unread.why {
                    Why::TooLong => break,
                    Why::TooLate => return Err(takes_too_long("reading them one after the other")),
                    Why::LongerThanStated | Why::Failed(_) => failed += 1,
                }
                left = left.saturating_sub(unread.bytes);
            }
        }
        files.push(file);
    }
    Ok(Readable { files, failed })
}

fn takes_too_long(what: &str) -> String {
    format!(
        "{what} takes longer than {} s: name a smaller directory",
        ONE_PASS.as_secs_f64()
    )
}

/// What was found besides files, but for links that lead back into the tree or nowhere.
fn left_out(skipped: &Skipped) -> Option<String> {
    let counted = [
        (
            skipped.unreadable_directories,
            "folders that cannot be listed",
        ),
        (skipped.special, "pipes, sockets and devices"),
        (
            skipped.directory_links,
            "links to folders, which are not followed",
        ),
    ];
    let words: Vec<String> = counted
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{what}: {count}"))
        .collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// Hashes a file, unless it is too late; whether that could be done.
fn hashed(file: &Path, latest: Instant) -> bool {
    hash(file, MOST_BYTES, latest).is_ok()
}

fn hash(file: &Path, bytes: u64, latest: Instant) -> Result<Hashed, Unread> {
    let bounds = Bounds {
        bytes,
        beyond: BEYOND,
        latest,
    };
    files::hash_within(file, bounds)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};

    use super::*;

    fn later() -> Instant {
        Instant::now() + Duration::from_secs(3600)
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_states_no_length_and_has_no_end_fails_alone_and_its_bytes_count() {
        let endless = Path::new("/proc/self/pagemap");
        if File::open(endless).is_err() {
            return println!("skipped: this system shows no page map");
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"1234").unwrap();
        let mut found = vec![endless.to_path_buf(); 3];
        found.push(file.clone());
        let readable = first_readable(found, 8 * BEYOND, later()).unwrap();
        assert_eq!((readable.files.len(), readable.failed), (4, 3));

        let many = vec![endless.to_path_buf(); 100];
        let few = first_readable(many, 8 * BEYOND, later()).unwrap();
        assert!((1..=8).contains(&few.files.len()), "{few:?}");
    }

    #[test]
    fn the_first_files_within_the_bytes_are_read_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let of_length = |name: &str, bytes| {
            let path = folder.path().join(name);
            File::create(&path).unwrap().set_len(bytes).unwrap();
            path
        };
        let (small, large) = (of_length("a", 5_000), of_length("b", 5_000));
        let readable = first_readable(vec![small.clone(), large.clone()], 9_999, later()).unwrap();
        assert_eq!((readable.files, readable.failed), (vec![small], 0));
        let larger = of_length("c", 10_000);
        let readable = first_readable(vec![larger, large], 9_999, later()).unwrap();
        assert!(readable.files.is_empty());
    }

    #[test]
    fn files_that_are_gone_fail_alone_and_time_that_is_over_ends_it() {
        let gone = vec![PathBuf::from("/no/such/file")];
        let readable = first_readable(gone.clone(), 1, later()).unwrap();
        assert_eq!((readable.files.len(), readable.failed), (1, 1));
        let refusal = first_readable(gone, 1, Instant::now()).unwrap_err();
        assert!(refusal.contains("name a smaller directory"), "{refusal}");
    }

    #[test]
    fn what_is_no_file_is_told_by_kind_and_number() {
        assert_eq!(left_out(&Skipped::default()), None);
        let skipped = Skipped {
            unreadable_directories: 2,
            special: 1,
            ..Skipped::default()
        };
        assert_eq!(
            left_out(&skipped).unwrap(),
            "folders that cannot be listed: 2; pipes, sockets and devices: 1"
        );
    }
}
