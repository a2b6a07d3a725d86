//! Tests with a process of their own. A visit that looks at all threads of its process sees those of other tests in a
//! test program: one that ends there is taken for a worker that did.

use std::env;
use std::process::Command;
use std::thread;

/// Set in the process that a test has for itself.
const ALONE: &str = "LAB_TEST_ALONE";

/// Runs the body of the calling test in this program started once more, for that test only.
///
/// # Panics
/// Where the body panics, with all that the process wrote.
pub fn alone(test: impl FnOnce()) {
    if env::var_os(ALONE).is_some() {
        return test();
    }
    let thread = thread::current();
    let name = match thread.name() {
        // Tests that run one after another do so on the main thread: this one has nobody beside it.
        None | Some("main") => return test(),
        Some(name) => name,
    };
    let program = env::current_exe().expect("this program's path");
    let run = Command::new(program)
        .args([name, "--exact", "--nocapture"])
        .env(ALONE, "1")
        .output()
        .expect("the program starts once more");
    let said = String::from_utf8_lossy(&run.stdout);
    let ran = said.contains("test result: ok. 1 passed");
    assert!(
        run.status.success() && ran,
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
}
