//! Notes what only the build knows: the compiler's version and the profile.

use std::process::Command;

fn main() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let version = Command::new(rustc).arg("--version").output();
    let version = version
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        .unwrap_or_default();
    let setting = |name: &str| std::env::var(name).unwrap_or_default();
    println!("cargo::rustc-env=LAB_RUSTC={version}");
    println!("cargo::rustc-env=LAB_TARGET={}", setting("TARGET"));
    println!(
        "cargo::rustc-env=LAB_PROFILE={} (opt-level {})",
        setting("PROFILE"),
        setting("OPT_LEVEL")
    );
    println!("cargo::rerun-if-changed=build.rs");
}
