//! How many threads this process has.

use crate::proc_files::Proc;

/// Threads of this process now, as the kernel counts them.
///
/// # Errors
/// In words for the reader: where `/proc/self/status` does not tell.
pub fn count() -> Result<u64, String> {
    count_by(&Proc::default())
}

/// [`count`] by the kernel's files of another place.
///
/// # Errors
/// As [`count`].
pub fn count_by(proc: &Proc) -> Result<u64, String> {
    proc.find("self/status", parse)
}

fn parse(status: &str) -> Option<u64> {
    status
        .lines()
        .find_map(|line| line.strip_prefix("Threads:"))?
        .trim()
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_in_the_line_of_that_name() {
        assert_eq!(parse("Name:\tx\nThreads:\t17\nSigQ:\t0/9\n"), Some(17));
        assert_eq!(parse("Name:\tThreads\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_thread_that_lives_is_counted() {
        let (release, held) = std::sync::mpsc::channel::<()>();
        let thread = std::thread::spawn(move || held.recv());
        assert!(count().unwrap() >= 2);
        drop(release);
        assert!(thread.join().unwrap().is_err());
    }
}
