//! What a task does, in Rust. The same for every contender but CPython, whose tasks are in `python/workloads.py`.

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use lab_kit::workloads::hash::Hash;
use lab_kit::workloads::http::{self, Client, Server};
use lab_kit::workloads::mixed::Mixed;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::spin::{Kernel, Spin};
use lab_measure::stopwatch::Stopwatch;

/// How long a task waits, and how long the server takes to answer.
pub const WAIT: Duration = Duration::from_millis(20);
/// How long a task computes.
pub const COMPUTE_NS: u64 = 80_000;
/// How long a task takes that does both.
pub const MIXED_NS: u64 = 4_000_000;

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
        }
    }

    /// Tasks in a call: two waves of waiting, about 10 ms of computing, one wave of what does both.
    pub fn tasks(self, workers: usize) -> u64 {
        match self {
            Self::Http | Self::Sleep => 2 * workers as u64,
            Self::Cpu | Self::Hash => 128,
            Self::Mixed(_) => workers.max(8) as u64,
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
}

impl Task {
    // lesson: tasks that wait and tasks that compute
    pub fn run(&self, item: u64) -> u64 {
        match self {
            Self::Http(client) => {
                let reply = client.get("/").expect("the server answers");
                u64::from(reply.status)
            }
            Self::Sleep(sleep) => sleep.run(item),
            Self::Cpu(spin) => spin.run(item),
            Self::Hash(hash) => hash.run(item)[0].into(),
            Self::Mixed(mixed) => mixed.run(item),
        }
    }
    // lesson ends
}

/// What the tasks of one process share.
pub struct Bench {
    server: Rc<Server>,
    client: Client,
    kernel: Kernel,
    hash: Hash,
}

impl Bench {
    /// Starts the server and opens so many connections to it.
    ///
    /// # Panics
    /// When the server does not start: nothing of this experiment could be believed.
    pub fn prepare(connections: usize) -> Self {
        let settings = http::Settings {
            latency: WAIT.into(),
            ..http::Settings::default()
        };
        let server = Server::start(&settings).expect("the server starts");
        let client = Client::new(server.address(), connections);
        client.warm(connections).expect("the server answers");
        Self {
            server: Rc::new(server),
            client,
            kernel: Kernel::calibrate(),
            hash: Hash::calibrate(COMPUTE_NS),
        }
    }

    /// What can be visited here.
    pub fn workloads(&self) -> Vec<Workload> {
        vec![
            Workload::Http,
            Workload::Sleep,
            Workload::Cpu,
            Workload::Hash,
            Workload::Mixed(10),
            Workload::Mixed(50),
            Workload::Mixed(90),
        ]
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The task of a workload.
    pub fn task(&self, workload: Workload) -> Task {
        match workload {
            Workload::Http => Task::Http(self.client.clone()),
            Workload::Sleep => Task::Sleep(Sleep::new(WAIT)),
            Workload::Cpu => Task::Cpu(self.kernel.grain(COMPUTE_NS)),
            Workload::Hash => Task::Hash(self.hash.clone()),
            Workload::Mixed(percent) => Task::Mixed(self.mixed(percent)),
        }
    }

    /// Half of it, a tenth or nine tenths is waited.
    pub fn mixed(&self, wait_percent: u32) -> Mixed {
        Mixed::new(self.kernel, MIXED_NS, wait_percent)
    }

    /// Length of the block that is hashed, to give CPython the same.
    pub fn block_bytes(&self) -> usize {
        self.hash.bytes()
    }

    /// What a visit of a workload needs around its clock.
    pub fn surroundings(&self, workload: Workload) -> Surroundings {
        match workload {
            Workload::Http => Surroundings::Server(Rc::clone(&self.server)),
            _ => Surroundings::None,
        }
    }
}

/// What a visit needs around its clock: nothing of it is part of the time.
pub enum Surroundings {
    None,
    /// The server's CPU time is noted beside the tasks' own.
    Server(Rc<Server>),
}

impl Surroundings {
    /// Runs a visit.
    pub fn around<R>(&self, watch: &mut Stopwatch, visit: impl FnOnce(&mut Stopwatch) -> R) -> R {
        match self {
            Self::None => visit(watch),
            Self::Server(server) => {
                let used = || server.cpu_ns().expect("the server lives");
                let before = used();
                let result = visit(watch);
                watch.served(used() - before);
                result
            }
        }
    }
}
