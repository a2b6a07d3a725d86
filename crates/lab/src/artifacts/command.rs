//! The command that builds: a cargo below the cargo that has started us, which must not notice that.

use std::env;
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// What `cargo run` tells a program about its own package. Build scripts of others ask for the same names (`ring` does) and
/// cargo runs them again, with all that depends on them, when they find something else than in a plain `cargo build`.
const OF_OUR_PACKAGE: [&str; 2] = ["CARGO_PKG_", "CARGO_MANIFEST_"];
/// The same, by whole names.
const OF_OUR_PROGRAM: [&str; 3] = ["CARGO_BIN_NAME", "CARGO_CRATE_NAME", "OUT_DIR"];

/// What a run measures, and `lab-report`, of which nothing is built: it stands here for its features, which the build of
/// the command line has too. Named one by one: of the whole workspace, what any crate's tests ask of a dependency would count.
const PACKAGES: [&str; 3] = ["experiments", "benches", "lab-report"];

/// Builds everything that a run measures, with these features; its messages go into a pipe.
pub fn build(root: &Path, features: &[String]) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--release", "--bins", "--bench", "*"])
        .args(PACKAGES.map(|name| ["--package", name]).concat())
        .args(features.iter().flat_map(|name| ["--features", name]))
        .arg("--message-format=json-render-diagnostics")
        .arg("--manifest-path")
        .arg(root.join("Cargo.toml"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    for (name, _) in env::vars_os().filter(|(name, _)| is_ours(name)) {
        command.env_remove(name);
    }
    if !stands_in(root) {
        command.current_dir(root);
    }
    command
}

fn is_ours(variable: &OsStr) -> bool {
    variable.to_str().is_some_and(|name| {
        OF_OUR_PROGRAM.contains(&name) || OF_OUR_PACKAGE.iter().any(|start| name.starts_with(start))
    })
}

/// Whether the user stands in the checkout. Then both cargos run in the same folder, and what is relative in a variable
/// (`CARGO_TARGET_DIR`) or found from there (`.cargo/config.toml`) is the same to both.
fn stands_in(root: &Path) -> bool {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    let root = root.canonicalize();
    here.is_ok_and(|here| root.is_ok_and(|root| here.starts_with(root)))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// The features of each package that a build compiles, as often as they differ.
    fn features(packages: &[&str], edges: &str) -> BTreeMap<String, BTreeSet<String>> {
        let packages = packages.iter().flat_map(|name| ["--package", name]);
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--prefix", "none", "--no-dedupe"])
            .args(["--format", "{p}|{f}", "--edges", edges])
            .args(packages)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let mut features = BTreeMap::<_, BTreeSet<_>>::new();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            if let Some((package, found)) = line.split_once('|') {
                let all = features.entry(package.to_owned()).or_default();
                all.insert(found.to_owned());
            }
        }
        features
    }

    #[test]
    fn what_the_command_line_shares_with_a_measured_program_is_built_once() {
        // Benchmarks are built, and so the dependencies of tests count, though nobody builds the tests.
        let measured = features(&PACKAGES, "normal,build,dev");
        for (package, here) in features(&["lab"], "normal,build") {
            assert!(
                measured.get(&package).is_none_or(|there| *there == here),
                "{package} is compiled twice: with the features {here:?} for the command line, with {:?} for what it \
                 measures; name all of them in the workspace's Cargo.toml, or the crate where they are missing",
                measured[&package]
            );
        }
    }
}
