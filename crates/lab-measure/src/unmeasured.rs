//! What this system does not tell of a run, each with the reason: an empty field in a record is never left unexplained.

use crate::proc_files::Proc;
use crate::record::Absent;
use crate::{foreign, memory, pressure, switches, threads};

/// What a record lacks because the system does not tell it. The reasons come of trying.
pub fn figures(proc: &Proc) -> Vec<Absent> {
    let tried = [
        ("CPU time of others", foreign::busy(proc).err()),
        ("peak memory of a process", memory::peak_rss(proc).err()),
        ("CPU pressure", pressure::psi(proc).err()),
        ("load", pressure::load(proc).err()),
        ("threads of a process", threads::count_by(proc).err()),
        ("context switches", switches::so_far().err()),
    ];
    tried
        .into_iter()
        .filter_map(|(what, reason)| Some(absent(what, reason?)))
        .collect()
}

/// Of these, the CPU time of others: all that matters to a record without processes of ours.
pub fn foreign_cpu(proc: &Proc) -> Option<Absent> {
    let reason = foreign::busy(proc).err()?;
    Some(absent("CPU time of others", reason))
}

fn absent(what: &str, reason: String) -> Absent {
    Absent {
        failed: false,
        what: what.to_owned(),
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_without_the_kernels_files_gives_a_reason_for_each_figure() {
        let empty = tempfile::tempdir().unwrap();
        let lacking = figures(&Proc::below(empty.path()));
        let what: Vec<&str> = lacking.iter().map(|one| one.what.as_str()).collect();
        let of_files = [
            "CPU time of others",
            "peak memory of a process",
            "CPU pressure",
            "load",
            "threads of a process",
        ];
        assert_eq!(what[..5], of_files);
        assert!(lacking.iter().all(|one| one.reason.contains("/proc/")));
        assert!(foreign_cpu(&Proc::below(empty.path())).is_some());
    }

    #[test]
    fn a_file_that_says_nothing_of_the_kind_is_a_reason_too() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("self")).unwrap();
        for file in ["stat", "self/status"] {
            std::fs::write(folder.path().join(file), "nothing\n").unwrap();
        }
        let lacking = figures(&Proc::below(folder.path()));
        assert_eq!(lacking[0].reason, "/proc/stat does not tell it");
        assert_eq!(lacking[1].reason, "/proc/self/status does not tell it");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_tells_what_verdicts_and_memory_cells_need() {
        let lacking = figures(&Proc::default());
        for what in [
            "CPU time of others",
            "peak memory of a process",
            "context switches",
        ] {
            assert!(lacking.iter().all(|one| one.what != what), "{lacking:?}");
        }
    }
}
