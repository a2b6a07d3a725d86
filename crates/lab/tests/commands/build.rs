//! The build below `cargo lab`: what the cargo that started us must not do to it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::made::Made;
use crate::patient;

/// This crate, in the checkout.
const CRATE: &str = env!("CARGO_MANIFEST_DIR");

fn checkout() -> PathBuf {
    Path::new(CRATE).join("../..").canonicalize().unwrap()
}

/// A build that notes its folder, its words and its variables, and fails.
fn noting() -> Made {
    let made = Made::sound();
    let place = made.path("").display().to_string();
    made.cargo(&format!(
        "pwd -P > '{place}pwd'; echo \"$*\" > '{place}words'; env > '{place}env'; exit 7"
    ));
    made
}

#[test]
fn the_build_learns_nothing_of_the_package_that_started_it() {
    let made = noting();
    // As `cargo run` sets them for every program that it starts.
    let set = [
        ("CARGO_MANIFEST_DIR", CRATE),
        ("CARGO_MANIFEST_PATH", "/x/Cargo.toml"),
        ("CARGO_PKG_NAME", "lab"),
        ("CARGO_PKG_VERSION_MAJOR", "0"),
        ("CARGO_BIN_NAME", "lab"),
    ];
    // The user's own.
    let kept = [
        ("CARGO_TARGET_DIR", "/no/such/target"),
        ("CARGO_PROFILE_RELEASE_DEBUG", "true"),
    ];
    let mut command = made.lab(&["run", "p2_map_vs_imap"]);
    let output = patient::output(command.envs(set).envs(kept));
    assert_eq!(output.status.code(), Some(1));
    let seen = fs::read_to_string(made.path("env")).unwrap();
    let has = |name: &str| {
        seen.lines()
            .any(|line| line.starts_with(&format!("{name}=")))
    };
    for (name, _) in set {
        assert!(!has(name), "{name} in {seen}");
    }
    for (name, _) in kept {
        assert!(has(name), "no {name} in {seen}");
    }
}

#[test]
fn only_a_full_run_asks_for_contenders_that_nobody_else_builds() {
    for (flag, asks) in [("--quick", false), ("--full", true)] {
        let made = noting();
        let output = patient::output(&mut made.lab(&["run", "p2_map_vs_imap", flag]));
        assert_eq!(output.status.code(), Some(1));
        let words = fs::read_to_string(made.path("words")).unwrap();
        let asked = words.contains("--features experiments/more-contenders");
        assert_eq!(asked, asks, "{flag}: {words}");
    }
}

#[test]
fn a_relative_target_folder_means_the_same_to_both_cargos() {
    for (here, built_in) in [
        (Path::new(CRATE), Path::new(CRATE).canonicalize().unwrap()),
        (&*std::env::temp_dir(), checkout()),
    ] {
        let made = noting();
        let mut command = made.lab(&["run", "p2_map_vs_imap"]);
        command.current_dir(here).env("CARGO_TARGET_DIR", "x");
        let output = patient::output(&mut command);
        assert_eq!(output.status.code(), Some(1));
        let seen = |name: &str| fs::read_to_string(made.path(name)).unwrap();
        assert_eq!(Path::new(seen("pwd").trim()), built_in);
        let words = seen("words");
        let (_, manifest) = words.split_once("--manifest-path ").unwrap();
        let manifest = Path::new(manifest.trim()).canonicalize().unwrap();
        assert_eq!(manifest, checkout().join("Cargo.toml"));
    }
}
