//! A `main` for tests that start servers: a server is the test's own executable, started once more.

use std::panic::resume_unwind;
use std::process::ExitCode;
use std::thread;

use lab_kit::workloads::http::serve_if_asked;
use libtest_mimic::{Arguments, Trial};

#[path = "../kit/watchdog.rs"]
mod watchdog;

/// A test on a thread that is named after it, as in the standard harness.
pub fn trial(name: &'static str, test: fn()) -> Trial {
    Trial::test(name, move || {
        let watched = move || {
            let _watchdog = watchdog::Watchdog::start();
            test();
        };
        let thread = thread::Builder::new().name(name.into()).spawn(watched)?;
        thread
            .join()
            .unwrap_or_else(|payload| resume_unwind(payload));
        Ok(())
    })
}

/// Serves, or runs the tests that the command line asks for.
pub fn main(trials: Vec<Trial>) -> ExitCode {
    serve_if_asked()
        .unwrap_or_else(|| libtest_mimic::run(&Arguments::from_args(), trials).exit_code())
}

/// The functions of these names as tests.
macro_rules! trials {
    ($($test:ident),+ $(,)?) => {
        vec![$(crate::trials::trial(stringify!($test), $test)),+]
    };
}
pub(crate) use trials;
