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

/// Builds everything that a run measures; its messages go into a pipe.
pub fn build(root: &Path) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--release", "--workspace", "--exclude", "lab"])
        .args(["--bins", "--bench", "*"])
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
