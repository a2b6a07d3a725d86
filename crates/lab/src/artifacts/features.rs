//! The cargo features of a run. A full run compares contenders that nobody else has to build, and some of these ask more of
//! the machine than the rest of the workspace does; who is left out for that is told by the programs that are built.

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};

use lab_measure::record::Mode;

/// The packages that have these features, and hand them on.
const PACKAGES: [&str; 2] = ["experiments", "benches"];
/// The first minor version of Rust 1 that the newest of the contenders takes.
const NEWEST_RUST: u32 = 96;

/// What a run of this kind turns on, as cargo's `--features` takes it.
pub fn of(mode: Mode) -> Vec<String> {
    if mode != Mode::Full {
        return Vec::new();
    }
    let mut names = vec!["more-contenders"];
    names.extend(compiles_cpp().then_some("fork-union"));
    names.extend(
        rust_minor()
            .filter(|&minor| minor >= NEWEST_RUST)
            .map(|_| "forte"),
    );
    let of_package = |package| names.iter().map(move |name| format!("{package}/{name}"));
    PACKAGES.into_iter().flat_map(of_package).collect()
}

/// Whether there is a compiler for C++17, with its headers.
pub fn compiles_cpp() -> bool {
    let compiler = env::var_os("CXX").unwrap_or("c++".into());
    let process = Command::new(compiler)
        .args(["-std=c++17", "-fsyntax-only", "-x", "c++", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    process.is_ok_and(|mut process| {
        // A compiler that does not read says so by its exit code.
        let _ = (process.stdin.take()).map(|mut program| program.write_all(b"#include <atomic>\n"));
        process.wait().is_ok_and(|status| status.success())
    })
}

/// The minor version of the compiler with which cargo builds.
fn rust_minor() -> Option<u32> {
    let compiler = env::var_os("RUSTC").unwrap_or("rustc".into());
    let output = Command::new(compiler).arg("--version").output().ok()?;
    minor(&String::from_utf8_lossy(&output.stdout))
}

/// That of `rustc 1.97.0-nightly (e50aa6fba 2026-05-19)`.
fn minor(version: &str) -> Option<u32> {
    let number = version.split(' ').nth(1)?;
    number.strip_prefix("1.")?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_run_builds_more_contenders() {
        assert!(of(Mode::Quick).is_empty() && of(Mode::Default).is_empty());
        let full = of(Mode::Full);
        for package in PACKAGES {
            assert!(
                full.contains(&format!("{package}/more-contenders")),
                "{full:?}"
            );
        }
    }

    #[test]
    fn the_minor_version_is_read_from_what_the_compiler_says() {
        assert_eq!(
            minor("rustc 1.97.0-nightly (e50aa6fba 2026-05-19)"),
            Some(97)
        );
        assert_eq!(minor("rustc 1.95.0 (59807616e 2026-04-14)"), Some(95));
        assert_eq!(minor("something else"), None);
    }
}
