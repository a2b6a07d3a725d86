//! A line for whoever reads it, if anybody still does.

use std::io::{self, ErrorKind, Write};

/// Writes `text` as a line of its own, at once. A reader that has gone (`| head`, a closed terminal) is no error: there
/// is nobody left to tell.
///
/// # Errors
/// When it cannot be written for another reason, for example to a full disk.
pub fn line(mut out: impl Write, text: &str) -> io::Result<()> {
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if reader_has_gone(&error) => Ok(()),
        outcome => outcome,
    }
}

/// A line on standard error. One that is lost there cannot be complained about anywhere.
pub fn tell(text: &str) {
    let _ = line(io::stderr().lock(), text);
}

/// Whether this is what a pipe says whose other end is closed, or a terminal that was hung up.
pub fn reader_has_gone(error: &io::Error) -> bool {
    /// `EIO`, on every Unix.
    const INPUT_OUTPUT: i32 = 5;
    error.kind() == ErrorKind::BrokenPipe
        || cfg!(unix) && error.raw_os_error() == Some(INPUT_OUTPUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_has_gone_is_no_error_and_a_full_disk_is() {
        assert!(line(Failing(ErrorKind::BrokenPipe), "word").is_ok());
        let full = line(Failing(ErrorKind::StorageFull), "word").unwrap_err();
        assert_eq!(full.kind(), ErrorKind::StorageFull);
        let mut heard = Vec::new();
        line(&mut heard, "word").unwrap();
        assert_eq!(heard, b"word\n");
    }
}
