//! Making files cold: the next read waits for the disk again.
//!
//! `posix_fadvise(DONTNEED)` asks Linux to forget a file's pages. It is a request, and its success says nothing: a
//! memory-backed file system keeps them, pages that are not written back yet stay, and so do those that the kernel is
//! busy with at that moment. So it is tried out first, more than once.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::thread;

/// The knowledge that files in one place can be made cold.
#[derive(Clone, Copy, Debug)]
pub struct Cold(());

impl Cold {
    /// Tries it out below `directory`, with a temporary file of 256 KiB.
    ///
    /// # Errors
    /// Says, for the reader of a page, why files cannot be made cold there.
    pub fn below(directory: &Path) -> Result<Self, String> {
        // No path of this machine, which an error's own words may hold, belongs on a page.
        let tried = try_out(directory).map_err(|error| {
            format!(
                "whether temporary files can be made cold cannot be tried out: {}",
                error.kind()
            )
        })?;
        match tried {
            Pages::Gone => Ok(Self(())),
            Pages::Kept => Err(
                "the folder for temporary files keeps files in memory: they cannot be made cold"
                    .into(),
            ),
            Pages::Untold => Err(
                "the kernel does not count what is read from disks: whether files can be made cold is not known"
                    .into(),
            ),
        }
    }

    /// Makes these files cold: writes back what is not on the disk yet, then has their pages forgotten. Not to be
    /// timed. Pages that another process has mapped stay.
    ///
    /// # Errors
    /// When a file cannot be opened or written back; those before it are cold.
    pub fn evict<P: AsRef<Path>>(self, files: impl IntoIterator<Item = P>) -> io::Result<()> {
        files
            .into_iter()
            .try_for_each(|path| forget(&File::open(path)?))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pages {
    Gone,
    Kept,
    Untold,
}

/// How often pages must stay before they count as kept. On a busy machine the kernel holds some for a moment (on a list
/// of its own, for migration); a file system in memory keeps them every time.
const ATTEMPTS: u32 = 20;

fn try_out(directory: &Path) -> io::Result<Pages> {
    let mut file = tempfile::tempfile_in(directory)?;
    file.write_all(&[7; 256 * 1024])?;
    unless_kept(ATTEMPTS, || {
        forget(&file)?;
        first_page(&file)
    })
}

/// Tries until the pages are not kept, so many times at most.
fn unless_kept(attempts: u32, mut attempt: impl FnMut() -> io::Result<Pages>) -> io::Result<Pages> {
    for _ in 1..attempts {
        match attempt()? {
            Pages::Kept => thread::yield_now(),
            told => return Ok(told),
        }
    }
    attempt()
}

#[cfg(target_os = "linux")]
fn forget(file: &File) -> io::Result<()> {
    use rustix::fs::{Advice, fadvise};
    file.sync_all()?;
    Ok(fadvise(file, 0, None, Advice::DontNeed)?)
}

/// Reads one byte, and tells by the kernel's account of this thread (`proc_pid_io(5)`) whether a disk was asked for it.
/// A read that declines to wait (`RWF_NOWAIT`) would not tell: it starts reading ahead, and a disk whose host has the
/// data in memory may answer before the kernel looks.
#[cfg(target_os = "linux")]
fn first_page(file: &File) -> io::Result<Pages> {
    use std::os::unix::fs::FileExt;
    let before = read_from_disks();
    file.read_exact_at(&mut [0], 0)?;
    Ok(match (before, read_from_disks()) {
        (Some(before), Some(after)) if after > before => Pages::Gone,
        (Some(_), Some(_)) => Pages::Kept,
        _ => Pages::Untold,
    })
}

/// Bytes that this thread has had read from disks; nothing where the kernel does not count them.
#[cfg(target_os = "linux")]
fn read_from_disks() -> Option<u64> {
    let io = std::fs::read_to_string("/proc/thread-self/io").ok()?;
    let told = io
        .lines()
        .find_map(|line| line.strip_prefix("read_bytes: "));
    told?.parse().ok()
}

#[cfg(not(target_os = "linux"))]
fn forget(_file: &File) -> io::Result<()> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "only Linux is known to forget a file's pages on demand",
    ))
}

#[cfg(not(target_os = "linux"))]
fn first_page(_file: &File) -> io::Result<Pages> {
    Ok(Pages::Untold)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use super::*;

    /// Build folders lie on disks; where this one does not, the reason is the result.
    #[test]
    fn an_evicted_file_is_not_in_memory_and_a_read_one_is() {
        let builds = std::env::current_exe().unwrap();
        let directory = tempfile::tempdir_in(builds.parent().unwrap()).unwrap();
        let cold = match Cold::below(directory.path()) {
            Ok(cold) => cold,
            Err(reason) => return println!("skipped: {reason}"),
        };
        let path = directory.path().join("file");
        fs::write(&path, [1; 100_000]).unwrap();
        // What the kernel does with a page besides is no fault of ours: one success tells that we asked rightly.
        let told = |expected, ask: &dyn Fn()| {
            let told = |_| {
                ask();
                first_page(&File::open(&path).unwrap()).unwrap() == expected
            };
            (0..1_000).any(told)
        };
        let read = || _ = fs::read(&path).unwrap();
        assert!(told(Pages::Kept, &read), "just written, and read");
        assert!(
            told(Pages::Gone, &|| cold.evict([&path]).unwrap()),
            "evicted"
        );
        assert!(told(Pages::Kept, &read), "read again");
    }

    #[test]
    fn pages_that_are_kept_for_a_moment_are_not_kept() {
        let said = |answers: &[Pages], attempts| {
            let mut answers = answers.iter().copied();
            unless_kept(attempts, || Ok(answers.next().expect("no more attempts"))).unwrap()
        };
        use Pages::{Gone, Kept, Untold};
        assert_eq!(said(&[Gone], 3), Gone);
        assert_eq!(said(&[Kept, Kept, Gone], 3), Gone);
        assert_eq!(said(&[Kept, Untold], 3), Untold);
        assert_eq!(said(&[Kept, Kept, Kept], 3), Kept);
    }

    #[test]
    fn a_file_system_in_memory_is_the_reason_without_its_path() {
        let memory = Path::new("/dev/shm");
        if let Err(reason) = tempfile::tempfile_in(memory) {
            return println!("skipped: {reason}");
        }
        let reason = Cold::below(memory).unwrap_err();
        assert!(reason.contains("in memory"), "{reason}");
        assert!(!reason.contains("/dev/shm"), "{reason}");
    }

    #[test]
    fn a_directory_that_is_not_there_is_no_place_to_try() {
        let reason = Cold::below(Path::new("/no/such/directory")).unwrap_err();
        assert!(reason.contains("cannot be tried out"), "{reason}");
        assert!(!reason.contains("such/directory"), "{reason}");
    }

    #[test]
    fn evicting_names_the_first_file_that_cannot_be_opened() {
        assert!(Cold(()).evict(["/no/such/file"]).is_err());
    }
}
