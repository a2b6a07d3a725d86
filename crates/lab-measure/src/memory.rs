//! Resident memory of this process, as the kernel accounts for it.

use crate::proc_files::Proc;

/// Highest resident set size so far, in bytes; `None` where `/proc/self/status` does not tell.
pub fn peak_rss_bytes() -> Option<u64> {
    peak_rss(&Proc::default()).ok()
}

/// Resident set size now, in bytes; `None` where `/proc/self/status` does not tell.
pub fn rss_bytes() -> Option<u64> {
    status_bytes(&Proc::default(), "VmRSS:").ok()
}

/// [`peak_rss_bytes`] with the reason.
///
/// # Errors
/// In words for the reader: why this system does not tell.
pub fn peak_rss(proc: &Proc) -> Result<u64, String> {
    status_bytes(proc, "VmHWM:")
}

fn status_bytes(proc: &Proc, field: &str) -> Result<u64, String> {
    proc.find("self/status", |status| parse_status(status, field))
}

fn parse_status(status: &str, field: &str) -> Option<u64> {
    let rest = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kib: u64 = rest.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kibibytes_become_bytes() {
        let status = "Name:\tx\nVmPeak:\t  100 kB\nVmHWM:\t    2048 kB\nVmRSS:\t 1024 kB\n";
        assert_eq!(parse_status(status, "VmHWM:"), Some(2 * 1024 * 1024));
        assert_eq!(parse_status(status, "VmSwap:"), None);
    }
}
