//! A test in a process of its own.

use std::env;
use std::process::Command;
use std::thread;

/// Set to a case's name in the process that is to run it, which is this test binary again.
const CASE: &str = "LAP_POOL_TEST_CASE";

/// Runs a case of the calling test in a process of its own, which has to end with status 0.
///
/// Every other case of the test, and every other test, is left out there.
#[track_caller]
pub fn alone(case: &str, run: impl FnOnce()) {
    if let Ok(chosen) = env::var(CASE) {
        if chosen == case {
            run();
        }
        return;
    }
    let thread = thread::current();
    // The harness names a test's thread after the test.
    let test = thread.name().unwrap();
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", test])
        .env(CASE, case)
        .output()
        .unwrap();
    let [told, faults] =
        [child.stdout, child.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(
        child.status.success() && told.contains("1 passed"),
        "{case}: {}\n{told}{faults}",
        child.status
    );
}
