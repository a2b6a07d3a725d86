//! Machine, build and versions: what a sceptic asks for, or why it is not known.
//!
//! No host name, no user name, no path: a record may be shown to a class.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;

use crate::record::{Environment, Fact};

const NOT_LINUX: &str = "only Linux tells";
const NOT_EXPOSED: &str = "not exposed by this system";

impl Fact {
    /// A fact that is known.
    pub fn known(key: &str, label: &str, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            value: Some(value.into()),
            absent_because: None,
        }
    }

    /// A fact that is known where `value` is, and absent for a reason where it is not.
    pub fn perhaps(key: &str, label: &str, value: Option<String>, absent_because: &str) -> Self {
        let absent_because = value.is_none().then(|| absent_because.to_owned());
        Self {
            key: key.into(),
            label: label.into(),
            value,
            absent_because,
        }
    }
}

/// Gathers the facts about this machine and this build.
pub fn gather() -> Environment {
    let cores = allowed_cores();
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let virtual_machine = is_virtual(&cpuinfo);
    let os = std::env::consts::OS;
    let arch = std::env::consts::ARCH;
    let kind = match virtual_machine {
        Some(true) => "virtual ",
        _ => "",
    };
    Environment {
        machine_class: format!("{cores}-core {kind}{arch} {os}"),
        cores,
        facts: vec![
            Fact::perhaps(
                "cpu_model",
                "CPU model",
                cpuinfo_field(&cpuinfo, "model name"),
                NOT_EXPOSED,
            ),
            Fact::known("cores_allowed", "Cores allowed", cores.to_string()),
            Fact::perhaps(
                "cores_online",
                "Cores online",
                read("/sys/devices/system/cpu/online"),
                NOT_LINUX,
            ),
            Fact::perhaps(
                "cgroup_quota",
                "CPU quota",
                cgroup_quota(),
                "none set, or not exposed",
            ),
            Fact::perhaps(
                "virtual",
                "Virtual machine",
                virtual_machine.map(yes_no),
                NOT_LINUX,
            ),
            Fact::perhaps(
                "smt",
                "Simultaneous multithreading",
                read("/sys/devices/system/cpu/smt/control"),
                NOT_LINUX,
            ),
            Fact::perhaps(
                "governor",
                "Frequency governor",
                read("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
                NOT_EXPOSED,
            ),
            Fact::perhaps("memory", "Memory", total_memory(), NOT_LINUX),
            Fact::known("os", "System", format!("{os} {arch}")),
            Fact::perhaps(
                "kernel",
                "Kernel",
                read("/proc/sys/kernel/osrelease"),
                NOT_LINUX,
            ),
            Fact::perhaps(
                "clocksource",
                "Clock source",
                read("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
                NOT_LINUX,
            ),
            Fact::known("rustc", "Compiler", env!("LAB_RUSTC")),
            Fact::known("target", "Target", env!("LAB_TARGET")),
            Fact::known("profile", "Profile", env!("LAB_PROFILE")),
            Fact::known("allocator", "Allocator", "the system's"),
            Fact::known("lab", "Lab", env!("CARGO_PKG_VERSION")),
            Fact::perhaps(
                "commit",
                "Commit",
                commit(),
                "not built from a git checkout",
            ),
        ],
    }
}

/// The versions of named packages in the text of a `Cargo.lock`, one fact each.
pub fn locked_versions(lock: &str, names: &[&str]) -> Vec<Fact> {
    names
        .iter()
        .map(|name| {
            Fact::perhaps(
                &format!("crate_{name}"),
                name,
                locked_version(lock, name),
                "not in the lock file",
            )
        })
        .collect()
}

fn locked_version(lock: &str, name: &str) -> Option<String> {
    let entry = lock
        .split("[[package]]")
        .find(|entry| entry.contains(&format!("name = \"{name}\"\n")))?;
    let version = entry
        .lines()
        .find_map(|line| line.strip_prefix("version = "))?;
    Some(version.trim_matches('"').to_owned())
}

/// Cores this process may use: affinity and quota included, as the standard library sees them.
pub fn allowed_cores() -> u32 {
    thread::available_parallelism().map_or(1, |cores| cores.get() as u32)
}

fn read(path: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn yes_no(yes: bool) -> String {
    if yes { "yes".into() } else { "no".into() }
}

fn cpuinfo_field(cpuinfo: &str, name: &str) -> Option<String> {
    let line = cpuinfo.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// On x86 the `hypervisor` flag tells; elsewhere nobody does.
fn is_virtual(cpuinfo: &str) -> Option<bool> {
    let flags = cpuinfo_field(cpuinfo, "flags")?;
    Some(flags.split_whitespace().any(|flag| flag == "hypervisor"))
}

/// The quota of cgroup v2 (`MAX PERIOD`, both in microseconds) as cores.
fn cgroup_quota() -> Option<String> {
    let text = read("/sys/fs/cgroup/cpu.max")?;
    let (max, period) = text.split_once(' ')?;
    let cores = max.parse::<f64>().ok()? / period.parse::<f64>().ok()?;
    Some(format!("{cores:.2} cores"))
}

fn total_memory() -> Option<String> {
    let meminfo = fs::read_to_string("/proc/meminfo").ok()?;
    let kib: f64 = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))?
        .split_whitespace()
        .next()?
        .parse()
        .ok()?;
    Some(format!("{:.0} GiB", kib / 1024.0 / 1024.0))
}

/// Short commit of the checkout this was built from, `-dirty` appended where tracked files differ from it.
fn commit() -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args(arguments)
            .stderr(Stdio::null())
            .output()
            .ok()?;
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let short = git(&["rev-parse", "--short=8", "HEAD"])?;
    let changed = git(&["status", "--porcelain", "--untracked-files=no"])?;
    Some(if changed.is_empty() {
        short
    } else {
        format!("{short}-dirty")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_version_is_found_by_the_whole_name() {
        let lock = "[[package]]\nname = \"rayon-core\"\nversion = \"1.13.0\"\n\n[[package]]\nname = \"rayon\"\nversion = \"1.12.0\"\n";
        assert_eq!(locked_version(lock, "rayon").as_deref(), Some("1.12.0"));
        assert_eq!(locked_version(lock, "ray"), None);
    }

    #[test]
    fn every_fact_has_a_value_or_a_reason() {
        for fact in gather().facts {
            assert!(
                fact.value.is_some() != fact.absent_because.is_some(),
                "{fact:?}"
            );
        }
    }

    #[test]
    fn the_hypervisor_flag_tells_a_virtual_machine() {
        assert_eq!(is_virtual("flags\t\t: fpu hypervisor sse\n"), Some(true));
        assert_eq!(is_virtual("flags\t\t: fpu sse\n"), Some(false));
        assert_eq!(is_virtual("Features : fp asimd\n"), None);
    }
}
