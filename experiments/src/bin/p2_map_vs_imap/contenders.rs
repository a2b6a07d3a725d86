//! All pools of one process.

use lab_kit::contenders::{
    ChannelPool, LapPool, PythonModel, RayonInside, RayonPool, StdChunks, StdPerTask,
};

/// All contenders of one process, built and warmed before the first visit.
pub struct Contenders {
    pub lap_pool: LapPool,
    pub workers_only: LapPool,
    pub rayon: RayonPool,
    pub rayon_inside: RayonInside,
    pub std_chunks: StdChunks,
    pub std_per_task: StdPerTask,
    pub channel: ChannelPool,
    pub model: PythonModel,
}

impl Contenders {
    /// The process needs them to its end.
    pub fn leaked(workers: usize) -> &'static Self {
        Box::leak(Box::new(Self {
            lap_pool: LapPool::new(workers).expect("lap-pool starts"),
            workers_only: LapPool::workers_only(workers).expect("lap-pool starts"),
            rayon: RayonPool::new(workers).expect("rayon starts"),
            rayon_inside: RayonInside::new(workers).expect("rayon starts"),
            std_chunks: StdChunks::new(workers).expect("at least two workers"),
            std_per_task: StdPerTask::new(),
            channel: ChannelPool::new(workers).expect("the channel pool starts"),
            model: PythonModel::new(workers).expect("the model starts"),
        }))
    }
}
