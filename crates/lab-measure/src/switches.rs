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
    used_by(nix::sys::resource::UsageWho::RUSAGE_SELF)
}

/// Context switches so far.
///
/// # Errors
/// Always: only Unix counts them per process.
#[cfg(not(unix))]
pub fn so_far() -> Result<Switches, String> {
    Err("only Unix counts context switches per process".into())
}

/// Context switches of the calling thread so far (`getrusage` of `RUSAGE_THREAD`).
///
/// # Errors
/// In words for the reader: why this system does not tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn of_this_thread() -> Result<Switches, String> {
    use nix::sys::resource::UsageWho;
    used_by(UsageWho::RUSAGE_THREAD)
}

/// Context switches of the calling thread so far.
///
/// # Errors
/// Always: only Linux counts them per thread.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn of_this_thread() -> Result<Switches, String> {
    Err("only Linux counts context switches per thread".into())
}

#[cfg(unix)]
fn used_by(who: nix::sys::resource::UsageWho) -> Result<Switches, String> {
    let usage = nix::sys::resource::getrusage(who)
        .map_err(|error| format!("the system does not tell its context switches: {error}"))?;
    Ok(Switches {
        voluntary: usage.voluntary_context_switches().max(0) as u64,
        involuntary: usage.involuntary_context_switches().max(0) as u64,
    })
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

    #[cfg(target_os = "linux")]
    #[test]
    fn a_thread_s_own_switches_are_not_those_of_the_others() {
        let before = of_this_thread().unwrap();
        let sleeper = thread::spawn(|| {
            // A sleep that is over before it has begun, as on a busy machine, is no switch.
            while of_this_thread().unwrap().voluntary < 50 {
                thread::sleep(std::time::Duration::from_micros(100));
            }
        });
        sleeper.join().unwrap();
        // Waiting for the other's end is one, or a few.
        assert!(of_this_thread().unwrap().since(before).voluntary < 25);
    }
}
