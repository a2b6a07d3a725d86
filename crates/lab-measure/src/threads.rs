//! How many threads this process has.

use std::fs;

/// Threads of this process now, as the kernel counts them.
///
/// # Errors
/// In words for the reader: where `/proc/self/status` does not tell.
pub fn count() -> Result<u64, String> {
    let status = fs::read_to_string("/proc/self/status")
        .map_err(|_| "only Linux tells how many threads a process has".to_owned())?;
    parse(&status).ok_or_else(|| "the kernel does not tell how many threads there are".into())
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
