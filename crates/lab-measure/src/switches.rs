//! Context switches of this process, as the kernel counts them: who gave up the processor, and who was put off it.

/// Context switches of all threads of this process so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// A thread gave the processor up to wait for something.
    pub voluntary: u64,
    /// The scheduler took the processor away: its share was used up, or somebody more urgent was ready.
    pub involuntary: u64,
}

impl Switches {
    /// What was added since an earlier reading.
    pub fn since(self, earlier: Self) -> Self {
        Self {
            voluntary: self.voluntary.saturating_sub(earlier.voluntary),
            involuntary: self.involuntary.saturating_sub(earlier.involuntary),
        }
    }
}

/// Context switches so far, of threads that have ended included (`getrusage`, fields `ru_nvcsw` and `ru_nivcsw`).
///
/// # Errors
/// In words for the reader: why this system does not tell.
#[cfg(unix)]
pub fn so_far() -> Result<Switches, String> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF)
        .map_err(|error| format!("the system does not tell its context switches: {error}"))?;
    Ok(Switches {
        voluntary: usage.voluntary_context_switches().max(0) as u64,
        involuntary: usage.involuntary_context_switches().max(0) as u64,
    })
}

/// Context switches so far.
///
/// # Errors
/// Always: only Unix counts them per process.
#[cfg(not(unix))]
pub fn so_far() -> Result<Switches, String> {
    Err("only Unix counts context switches per process".into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::thread;

    #[test]
    fn a_thread_that_waits_for_another_gives_up_the_processor() {
        let before = so_far().unwrap();
        let (ask, asked) = mpsc::sync_channel::<()>(0);
        let (answer, answered) = mpsc::sync_channel::<()>(0);
        let echo = thread::spawn(move || asked.iter().for_each(|()| answer.send(()).unwrap()));
        for _ in 0..100 {
            ask.send(()).unwrap();
            answered.recv().unwrap();
        }
        drop(ask);
        echo.join().unwrap();
        let used = so_far().unwrap().since(before);
        assert!(used.voluntary > 0, "{used:?}");
    }
}
