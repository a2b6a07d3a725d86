//! Page faults of this process, as the kernel counts them: memory that was touched for the first time.

/// Page faults so far of all threads that needed no disk (`getrusage`, field `ru_minflt`).
///
/// # Errors
/// In words for the reader: why this system does not tell.
#[cfg(unix)]
pub fn so_far() -> Result<u64, String> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF)
        .map_err(|error| format!("the system does not tell its page faults: {error}"))?;
    Ok(usage.minor_page_faults().max(0) as u64)
}

/// Page faults so far.
///
/// # Errors
/// Always: only Unix counts them per process.
#[cfg(not(unix))]
pub fn so_far() -> Result<u64, String> {
    Err("only Unix counts page faults per process".into())
}

#[cfg(all(test, unix))]
mod tests {
    use std::hint::black_box;

    use super::*;

    #[test]
    fn memory_that_is_touched_for_the_first_time_faults() {
        let before = so_far().unwrap();
        // Far more than an allocator keeps: it comes from the system, in pages of 64 KiB at most, or in huge ones.
        let touched = black_box(vec![1_u8; 64 << 20]);
        assert!(so_far().unwrap() > before, "{} bytes", touched.len());
    }
}
