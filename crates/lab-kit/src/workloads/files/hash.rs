//! Hashing one file, whatever it turns out to be once it is open.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use std::time::Instant;

use sha2::{Digest, Sha256};

/// One file's hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Hashed {
    /// Bytes that were read.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
}

/// How much of a file is read. The length that it states is no bound: `/proc/self/pagemap` states 0 and goes on for
/// hundreds of gigabytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of it.
    pub bytes: u64,
    /// Bytes of it beyond the length that it states when it is opened.
    pub beyond: u64,
    /// The time by which it is to be read, looked at before each block of 64 KiB.
    pub latest: Instant,
}

/// A file that was not read to its end.
#[derive(Debug)]
pub struct Unread {
    /// Bytes that were read all the same.
    pub bytes: u64,
    /// Why no more were.
    pub why: Why,
}

/// Why a file was not read to its end.
#[derive(Debug)]
pub enum Why {
    /// It is longer than [`Bounds::bytes`].
    TooLong,
    /// It goes on [`Bounds::beyond`] the length that it states.
    LongerThanStated,
    /// [`Bounds::latest`] had come.
    TooLate,
    /// The system's reason, or it is no regular file.
    Failed(io::Error),
}

/// What is read at once.
const BLOCK: usize = 64 * 1024;

/// Hashes one file, 64 KiB at a time.
///
/// # Errors
/// When it cannot be read to its end, or is by now no regular file.
pub fn hash(path: &Path) -> io::Result<Hashed> {
    let (file, _stated) = open(path)?;
    match read_to_end(file, |_read| Ok(())) {
        Ok(hashed) => Ok(hashed),
        Err(Unread { why, .. }) => match why {
            Why::Failed(error) => Err(error),
            bound => unreachable!("there are no bounds: {bound:?}"),
        },
    }
}

/// Hashes one file within bounds.
///
/// # Errors
/// As [`hash`], and when it is not within its bounds. One that states to be too long is not begun.
pub fn hash_within(path: &Path, bounds: Bounds) -> Result<Hashed, Unread> {
    bounds.in_time().map_err(Unread::at_once)?;
    let (file, stated) = open(path).map_err(|error| Unread::at_once(Why::Failed(error)))?;
    let check = |read| bounds.check(read, stated);
    bounds.check(stated, stated).map_err(Unread::at_once)?;
    read_to_end(file, check)
}

impl Bounds {
    /// Whether a file of a stated length may be read on after so many bytes.
    fn check(&self, read: u64, stated: u64) -> Result<(), Why> {
        if read > self.bytes {
            return Err(Why::TooLong);
        }
        if read > stated.saturating_add(self.beyond) {
            return Err(Why::LongerThanStated);
        }
        self.in_time()
    }

    fn in_time(&self) -> Result<(), Why> {
        match Instant::now() < self.latest {
            true => Ok(()),
            false => Err(Why::TooLate),
        }
    }
}

impl Unread {
    fn at_once(why: Why) -> Self {
        Self { bytes: 0, why }
    }
}

/// A regular file and the length that it states.
fn open(path: &Path) -> io::Result<(File, u64)> {
    // Opening a device may do something to it, so ask first.
    expect_regular(&fs::metadata(path)?)?;
    open_regular(path)
}

/// As [`open`], where the name was a regular file's a moment ago.
fn open_regular(path: &Path) -> io::Result<(File, u64)> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A pipe would wait for its writer, and some of the kernel's own files for their next line.
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    let file = options.open(path)?;
    let known = file.metadata()?;
    expect_regular(&known)?;
    Ok((file, known.len()))
}

fn expect_regular(known: &fs::Metadata) -> io::Result<()> {
    match known.is_file() {
        true => Ok(()),
        false => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "not a regular file",
        )),
    }
}

/// Reads to the end, and asks after each block whether to go on after so many bytes.
fn read_to_end(
    mut file: impl Read,
    go_on: impl Fn(u64) -> Result<(), Why>,
) -> Result<Hashed, Unread> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut block = [0; BLOCK];
    loop {
        match file.read(&mut block) {
            Ok(0) => {
                return Ok(Hashed {
                    bytes,
                    sha256: hasher.finalize().into(),
                });
            }
            Ok(read) => {
                hasher.update(&block[..read]);
                bytes += read as u64;
                go_on(bytes).map_err(|why| Unread { bytes, why })?;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => {
                let why = Why::Failed(error);
                return Err(Unread { bytes, why });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use super::*;

    fn within(bytes: u64) -> Bounds {
        Bounds {
            bytes,
            beyond: 0,
            latest: Instant::now() + Duration::from_secs(3600),
        }
    }

    #[test]
    fn a_file_within_its_bounds_has_the_hash_of_the_unbounded_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, vec![7; 200_000]).unwrap();
        let hashed = hash_within(&path, within(200_000)).unwrap();
        assert_eq!(hashed, hash(&path).unwrap());
    }

    #[test]
    fn a_file_that_states_to_be_too_long_is_not_begun() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, vec![7; 200_000]).unwrap();
        let unread = hash_within(&path, within(199_999)).unwrap_err();
        assert!(matches!(unread.why, Why::TooLong), "{unread:?}");
        assert_eq!(unread.bytes, 0);
    }

    #[test]
    fn nothing_is_opened_when_it_is_too_late() {
        let bounds = Bounds {
            latest: Instant::now(),
            ..within(1)
        };
        let unread = hash_within(Path::new("/no/such/file"), bounds).unwrap_err();
        assert!(matches!(unread.why, Why::TooLate), "{unread:?}");
    }

    /// Gives blocks for ever, and counts them.
    struct Endless<'a>(&'a Cell<u64>);

    impl Read for Endless<'_> {
        fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
            self.0.set(self.0.get() + 1);
            Ok(block.len())
        }
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_left_a_block_behind_its_bound() {
        let blocks = Cell::new(0);
        let bounds = Bounds {
            beyond: 2 * BLOCK as u64,
            ..within(u64::MAX)
        };
        let check = |read| bounds.check(read, BLOCK as u64);
        let unread = read_to_end(Endless(&blocks), check).unwrap_err();
        assert!(matches!(unread.why, Why::LongerThanStated), "{unread:?}");
        assert_eq!((unread.bytes, blocks.get()), (4 * BLOCK as u64, 4));
    }

    #[test]
    fn a_file_without_an_end_is_left_after_the_block_in_which_it_becomes_too_late() {
        let blocks = Cell::new(0);
        let check = |_read| match blocks.get() {
            3 => Err(Why::TooLate),
            _ => Ok(()),
        };
        let unread = read_to_end(Endless(&blocks), check).unwrap_err();
        assert!(matches!(unread.why, Why::TooLate), "{unread:?}");
        assert_eq!((unread.bytes, blocks.get()), (3 * BLOCK as u64, 3));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_that_has_taken_a_file_s_name_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let (told, answer) = std::sync::mpsc::channel();
        // Were it waited for, the thread would wait for ever, and the test not.
        std::thread::spawn(move || told.send(open_regular(&pipe).map(drop)));
        let refused = answer
            .recv_timeout(Duration::from_secs(300))
            .expect("it is not waited for")
            .unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    }
}
