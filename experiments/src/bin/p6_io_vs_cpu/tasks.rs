//! What a task does, in Rust. The same for every contender but CPython, whose tasks are in `python/workloads.py`.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lab_kit::workloads::files;
use lab_kit::workloads::hash::Hash;
use lab_kit::workloads::http::Client;
use lab_kit::workloads::mixed::Mixed;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::spin::Spin;

/// How long a task waits, and how long the server takes to answer.
pub const WAIT: Duration = Duration::from_millis(20);
/// How long a task computes.
pub const COMPUTE_NS: u64 = 80_000;
/// How long a task takes that does both: 64 of them, nine tenths computing, are 60 ms for a single core.
pub const MIXED_NS: u64 = 1_000_000;
/// Loops in a call that an answer rests on, about 90 ms for a single core: three times those of a point on a curve, so
/// that the way of a woken thread to a free core is little beside them.
pub const LONG: u64 = 1_152;
/// Length of a file.
pub const FILE_BYTES: usize = 256 * 1024;

/// What the tasks of a cell do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// One GET of a loopback server that answers after [`WAIT`].
    Http,
    /// Sleeps for [`WAIT`].
    Sleep,
    /// Computes for [`COMPUTE_NS`].
    Cpu,
    /// SHA-256 of a block in memory, for about [`COMPUTE_NS`].
    Hash,
    /// Waits for so many percent of [`MIXED_NS`], and computes for the rest.
    Mixed(u32),
    /// SHA-256 of a file of [`FILE_BYTES`] that is in memory already.
    FilesWarm,
    /// The same of a file that has to be read from the disk again.
    FilesCold,
}

impl Workload {
    /// The call's name in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Sleep => "sleep",
            Self::Cpu => "cpu",
            Self::Hash => "hash",
            Self::Mixed(10) => "mixed_10",
            Self::Mixed(50) => "mixed_50",
            Self::Mixed(_) => "mixed_90",
            Self::FilesWarm => "files_warm",
            Self::FilesCold => "files_cold",
        }
    }

    /// Tasks in a call: two waves of waiting, about 30 ms of computing, else one wave. A system can need 8 ms to move a
    /// thread that was woken beside its waker to a core that is free; 10 ms of computing would mostly show that, and an
    /// answer needs [`LONG`] calls.
    pub fn tasks(self, workers: usize) -> u64 {
        match self {
            Self::Http | Self::Sleep => 2 * workers as u64,
            Self::Cpu | Self::Hash => 384,
            Self::Mixed(_) => workers.max(8) as u64,
            Self::FilesWarm | Self::FilesCold => workers.max(32) as u64,
        }
    }
}

/// One task, ready to run.
#[derive(Clone)]
pub enum Task {
    Http(Client),
    Sleep(Sleep),
    Cpu(Spin),
    Hash(Hash),
    Mixed(Mixed),
    File(Arc<[PathBuf]>),
}

impl Task {
    // lesson: tasks that wait and tasks that compute
    pub fn run(&self, item: u64) -> io::Result<u64> {
        Ok(match self {
            Self::Http(client) => client.get("/")?.status.into(),
            Self::Sleep(sleep) => sleep.run(item),
            Self::Cpu(spin) => spin.run(item),
            Self::Hash(hash) => hash.run(item)[0].into(),
            Self::Mixed(mixed) => mixed.run(item),
            Self::File(paths) => files::hash(&paths[item as usize])?.sha256[0].into(),
        })
    }
    // lesson ends
}
