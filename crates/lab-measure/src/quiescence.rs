//! Whether anything can still happen in this process: so that waiting ends by a proof and not by a clock.
//!
//! Where something does not happen, a clock cannot tell that from a machine that is slow, busy or was stopped. The
//! kernel can: while every thread but the one that watches sleeps, nobody is left who could bring what is waited for. A
//! thread that was woken, or that waits for a processor, is not asleep in the kernel's eyes, however long it has to
//! wait. A thread that was asleep at two looks, and has not given up the processor between them, did not run between
//! them; so where all of two looks are the same, all threads slept at one moment. A short grace follows, in which
//! nothing may change.
//!
//! Threads that watch are left out of the looks of others that watch: such a thread may act only on what it watches
//! itself. A thread that sleeps by the clock can wake later: where one that brings something does so for longer than
//! the grace, this is not for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Time between two looks.
const PAUSE: Duration = Duration::from_millis(2);

/// After all threads were seen asleep, none may move for so long.
const GRACE: Duration = Duration::from_millis(20);

/// Where the kernel does not tell whether threads sleep, what has not come after so long is taken not to come.
const PATIENCE: Duration = Duration::from_secs(2);

/// The threads that watch, by the kernel's numbers.
static WATCHING: Mutex<BTreeSet<u64>> = Mutex::new(BTreeSet::new());

/// Waits until something has come, or until nobody in this process is left who could bring it. Says whether it came.
///
/// Only Linux tells which threads sleep. Elsewhere two seconds decide.
pub fn wait_until(mut has_come: impl FnMut() -> bool) -> bool {
    let _watching = Watching::begin();
    let begin = Instant::now();
    let mut seen: Option<(Sleepers, Instant)> = None;
    loop {
        if has_come() {
            return true;
        }
        let is_over = match look() {
            Err(_) => begin.elapsed() >= PATIENCE,
            Ok(now) => {
                let since = match &seen {
                    Some((before, since)) if Some(before) == now.as_ref() => *since,
                    _ => Instant::now(),
                };
                seen = now.map(|now| (now, since));
                seen.is_some() && since.elapsed() >= GRACE
            }
        };
        if is_over {
            return has_come();
        }
        thread::sleep(PAUSE);
    }
}

/// How often each thread has given up the processor, by the kernel's numbers; the threads that watch are left out.
type Sleepers = BTreeMap<u64, u64>;

/// All threads, if all of them sleep.
fn look() -> Result<Option<Sleepers>, String> {
    let mut sleepers = Sleepers::new();
    let threads = fs::read_dir("/proc/self/task").map_err(|error| error.to_string())?;
    for thread in threads {
        let name = thread.map_err(|error| error.to_string())?.file_name();
        let number = name.to_str().and_then(|name| name.parse().ok());
        let number: u64 = number.ok_or("a thread without a number")?;
        if watching().contains(&number) {
            continue;
        }
        let status = match fs::read_to_string(format!("/proc/self/task/{number}/status")) {
            Ok(status) => status,
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                return Err(error.to_string());
            }
            // It has just ended, and whoever waits for its end is about to run.
            Err(_) => return Ok(None),
        };
        match sleeper(&status)? {
            Some(switches) => sleepers.insert(number, switches),
            None => return Ok(None),
        };
    }
    Ok(Some(sleepers))
}

/// How often a thread that sleeps has given up the processor; nothing of one that does not.
fn sleeper(status: &str) -> Result<Option<u64>, String> {
    let field = |name: &str| {
        let mut lines = status.lines();
        let rest = lines.find_map(|line| line.strip_prefix(name));
        rest.map(str::trim).ok_or(format!("no line `{name}`"))
    };
    if !field("State:")?.starts_with('S') {
        return Ok(None);
    }
    let switches = field("voluntary_ctxt_switches:")?.parse();
    switches.map(Some).map_err(|_| "no number".into())
}

/// This thread watches, until this is dropped.
struct Watching(Option<u64>);

impl Watching {
    fn begin() -> Self {
        let own = fs::read_link("/proc/thread-self").ok();
        let number = own.and_then(|path| path.file_name()?.to_str()?.parse().ok());
        watching().extend(number);
        Self(number)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        if let Some(number) = &self.0 {
            watching().remove(number);
        }
    }
}

fn watching() -> MutexGuard<'static, BTreeSet<u64>> {
    WATCHING.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_thread_that_waits_for_an_event_sleeps() {
        let status = |state: &str| {
            format!(
                "Name:\tx\nState:\t{state}\nvoluntary_ctxt_switches:\t17\nnonvoluntary_ctxt_switches:\t3\n"
            )
        };
        assert_eq!(sleeper(&status("S (sleeping)")), Ok(Some(17)));
        for state in [
            "R (running)",
            "D (disk sleep)",
            "T (stopped)",
            "X (dead)",
            "Z (zombie)",
        ] {
            assert_eq!(sleeper(&status(state)), Ok(None), "{state}");
        }
        assert!(sleeper("Name:\tx\nState:\tS (sleeping)\n").is_err());
    }
}
