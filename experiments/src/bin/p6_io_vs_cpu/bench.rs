//! What the tasks of one process share, and what stands around the clock of a visit.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;

use lab_kit::workloads::files::{Cold, Tree};
use lab_kit::workloads::hash::Hash;
use lab_kit::workloads::http::{self, Client, Server};
use lab_kit::workloads::mixed::Mixed;
use lab_kit::workloads::sleep::Sleep;
use lab_kit::workloads::spin::Kernel;
use lab_measure::experiment::Timed;
use lab_measure::stopwatch::Stopwatch;

use super::tasks::{COMPUTE_NS, FILE_BYTES, MIXED_NS, Task, WAIT, Workload};

/// What the tasks of one process share.
pub struct Bench {
    served: Option<Served>,
    kernel: Kernel,
    hash: Hash,
    files: Option<Files>,
}

/// Our own server, and connections to it.
struct Served {
    server: Rc<Server>,
    client: Client,
}

/// Files of our own, and whether the page cache can be made to forget them.
struct Files {
    tree: Rc<Tree>,
    cold: Option<Cold>,
}

impl Bench {
    /// Starts the server, opens so many connections to it, and makes so many files. What cannot be had is absent, with
    /// its reason, and the rest is visited without it.
    pub fn prepare(timed: &mut Timed, connections: usize, files: u64) -> Self {
        let served = Served::start(connections);
        Self {
            served: served
                .map_err(|reason| timed.absent(Workload::Http.name(), reason))
                .ok(),
            kernel: Kernel::calibrate(),
            hash: Hash::calibrate(COMPUTE_NS),
            files: Files::new(timed, files as usize),
        }
    }

    /// What can be visited here.
    pub fn workloads(&self) -> Vec<Workload> {
        let mut list: Vec<Workload> = self.served.iter().map(|_| Workload::Http).collect();
        list.extend([
            Workload::Sleep,
            Workload::Cpu,
            Workload::Hash,
            Workload::Mixed(10),
            Workload::Mixed(50),
            Workload::Mixed(90),
        ]);
        if let Some(files) = &self.files {
            list.push(Workload::FilesWarm);
            list.extend(files.cold.map(|_| Workload::FilesCold));
        }
        list
    }

    /// Where the server listens.
    ///
    /// # Panics
    /// When there is none: then [`Workload::Http`] is none of the workloads.
    pub fn address(&self) -> SocketAddr {
        self.served().server.address()
    }

    fn served(&self) -> &Served {
        self.served.as_ref().expect("this workload has its server")
    }

    /// The task of one of the workloads.
    pub fn task(&self, workload: Workload) -> Task {
        match workload {
            Workload::Http => Task::Http(self.served().client.clone()),
            Workload::Sleep => Task::Sleep(Sleep::new(WAIT)),
            Workload::Cpu => Task::Cpu(self.kernel.grain(COMPUTE_NS)),
            Workload::Hash => Task::Hash(self.hash.clone()),
            Workload::Mixed(percent) => Task::Mixed(self.mixed(percent)),
            Workload::FilesWarm | Workload::FilesCold => Task::File(self.paths().into()),
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

    /// The files, in order of their numbers.
    pub fn paths(&self) -> &[PathBuf] {
        self.files.as_ref().map_or(&[], |files| files.tree.files())
    }

    /// What a visit of a workload needs around its clock.
    pub fn surroundings(&self, workload: Workload) -> Surroundings {
        match (workload, &self.files) {
            (Workload::Http, _) => Surroundings::Server(Rc::clone(&self.served().server)),
            (Workload::FilesWarm, Some(Files { tree, .. })) => Surroundings::Warm(Rc::clone(tree)),
            (
                Workload::FilesCold,
                Some(Files {
                    tree,
                    cold: Some(cold),
                }),
            ) => Surroundings::Cold(Rc::clone(tree), *cold),
            _ => Surroundings::None,
        }
    }
}

/// What a visit needs around its clock: nothing of it is part of the time.
pub enum Surroundings {
    None,
    /// The server's CPU time is noted beside the tasks' own.
    Server(Rc<Server>),
    /// The files stay as long as there is a cell that reads them; reading them is what keeps them warm.
    Warm(#[expect(dead_code, reason = "held, so that the files stay")] Rc<Tree>),
    /// The files that a visit reads are made cold before it, and so warmed again by it. No others: a visit of the warm
    /// files would find them cold.
    Cold(Rc<Tree>, Cold),
}

impl Surroundings {
    /// Runs a visit of `n` tasks. `None` when the server has ended or hangs, or files have gone: the watch knows why.
    pub fn around<R>(
        &self,
        n: u64,
        watch: &mut Stopwatch,
        visit: impl FnOnce(&mut Stopwatch) -> R,
    ) -> Option<R> {
        let visited = match self {
            Self::None | Self::Warm(_) => Ok(visit(watch)),
            Self::Cold(tree, cold) => cold
                .evict(&tree.files()[..n as usize])
                .map(|()| visit(watch)),
            Self::Server(server) => beside(server, watch, visit),
        };
        visited.map_err(|error| watch.fail(error.to_string())).ok()
    }
}

/// A visit, with the CPU time that the server used for it.
fn beside<R>(
    server: &Server,
    watch: &mut Stopwatch,
    visit: impl FnOnce(&mut Stopwatch) -> R,
) -> io::Result<R> {
    let before = server.cpu_ns()?;
    let result = visit(watch);
    watch.served(server.cpu_ns()? - before);
    Ok(result)
}

impl Served {
    /// Starts the server and opens so many connections.
    fn start(connections: usize) -> Result<Self, String> {
        let settings = http::Settings {
            latency: WAIT.into(),
            ..http::Settings::default()
        };
        let server = Server::start(&settings)
            .map_err(|error| format!("the HTTP server does not start: {error}"))?;
        let client = Client::new(server.address(), connections);
        client
            .warm(connections)
            .map_err(|error| format!("the HTTP server does not answer: {error}"))?;
        Ok(Self {
            server: Rc::new(server),
            client,
        })
    }
}

impl Files {
    /// Below the first folder for temporary files that is on a disk, if there is one.
    fn new(timed: &mut Timed, files: usize) -> Option<Self> {
        if files == 0 {
            return None;
        }
        let (folder, cold) = choose();
        let cold = cold.map_err(|reason| timed.absent(Workload::FilesCold.name(), reason));
        let tree = Tree::new(&folder, files, FILE_BYTES).map_err(|error| {
            let reason = format!("temporary files cannot be made: {}", error.kind());
            timed.absent(Workload::FilesWarm.name(), reason);
        });
        Some(Self {
            tree: Rc::new(tree.ok()?),
            cold: cold.ok(),
        })
    }
}

/// The system's own folder may be in memory; `/var/tmp` outlives a restart, so it is on a disk.
fn choose() -> (PathBuf, Result<Cold, String>) {
    let own = std::env::temp_dir();
    let cold = Cold::below(&own);
    let disk = PathBuf::from("/var/tmp");
    match (&cold, Cold::below(&disk)) {
        (Err(_), Ok(cold)) => (disk, Ok(cold)),
        _ => (own, cold),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No server starts here: it would be this executable again, whose `main` is the tests'.
    #[test]
    fn without_a_server_the_other_workloads_are_visited() {
        let bench = Bench::prepare(&mut Timed::default(), 1, 0);
        assert!(!bench.workloads().contains(&Workload::Http));
        assert!(bench.workloads().contains(&Workload::Sleep));
    }

    #[test]
    fn a_cold_visit_leaves_alone_what_it_does_not_read() {
        let (folder, cold) = choose();
        let cold = match cold {
            Ok(cold) => cold,
            Err(reason) => return println!("skipped: {reason}"),
        };
        let tree = Rc::new(Tree::new(&folder, 3, 10).unwrap());
        // Whoever touched it would fail.
        std::fs::remove_file(&tree.files()[2]).unwrap();
        let surroundings = Surroundings::Cold(Rc::clone(&tree), cold);
        let mut watch = Stopwatch::default();
        let visited = surroundings.around(2, &mut watch, |_| {});
        assert_eq!((visited, watch.failure()), (Some(()), None));
    }
}
