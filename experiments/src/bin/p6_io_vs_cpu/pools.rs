//! Every contender with one number of workers, started when a cell first needs it and kept to the process's end.

use std::cell::OnceCell;
use std::io;

use lab_kit::contender::Contender;
use lab_kit::contenders::{LapPool, PythonModel, RayonPool, StdChunks, TokioBlocking};

/// The pools of one number of workers.
#[derive(Default)]
pub struct Pools {
    workers: usize,
    lap_pool: OnceCell<LapPool>,
    workers_only: OnceCell<LapPool>,
    rayon: OnceCell<RayonPool>,
    std_chunks: OnceCell<StdChunks>,
    tokio: OnceCell<TokioBlocking>,
    model: OnceCell<PythonModel>,
}

impl Pools {
    /// None is started yet. The process needs them to its end.
    pub fn leaked(workers: usize) -> &'static Self {
        Box::leak(Box::new(Self {
            workers,
            ..Self::default()
        }))
    }

    /// The number of workers.
    pub fn workers(&self) -> usize {
        self.workers
    }

    pub fn lap_pool(&self) -> &LapPool {
        started(&self.lap_pool, self.workers, LapPool::new)
    }

    pub fn workers_only(&self) -> &LapPool {
        started(&self.workers_only, self.workers, LapPool::workers_only)
    }

    pub fn rayon(&self) -> &RayonPool {
        started(&self.rayon, self.workers, RayonPool::new)
    }

    pub fn std_chunks(&self) -> &StdChunks {
        started(&self.std_chunks, self.workers, StdChunks::new)
    }

    pub fn tokio(&self) -> &TokioBlocking {
        started(&self.tokio, self.workers, TokioBlocking::new)
    }

    pub fn model(&self) -> &PythonModel {
        started(&self.model, self.workers, PythonModel::new)
    }
}

/// Started and woken up once, so that no visit pays for a thread's first breath.
fn started<C: Contender>(
    pool: &OnceCell<C>,
    workers: usize,
    start: impl Fn(usize) -> io::Result<C>,
) -> &C {
    pool.get_or_init(|| {
        let pool = start(workers).expect("the pool starts");
        pool.map(&vec![0; 4 * workers], |_| ());
        pool
    })
}
