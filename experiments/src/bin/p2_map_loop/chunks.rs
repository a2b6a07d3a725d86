//! Beyond the advice: the best size of a chunk, for tasks whose costs are spread in four ways.
//!
//! Small chunks cost a hand-over each, large ones leave workers idle at the end while one still has a chunk of costly
//! tasks. Between them is the best size; where it lies depends on how the costs are spread. All four have the same sum, or
//! nearly, and the same tasks in each process.

use std::sync::Arc;

use experiments::expected::Expected;
use lab_kit::contender::Contender;
use lab_kit::contenders::{LapPool, PythonModel, Serial};
use lab_kit::workloads::spin::{Kernel, Spin};
use lab_measure::experiment::{Timed, cell};

/// Tasks in one call.
pub const TASKS: u64 = 10_000;

/// Mean cost of a task in nanoseconds.
const MEAN_NS: f64 = 1_000.0;

/// How costs are spread over the tasks. The number is the parameter `spread` of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// All the same.
    Uniform = 1,
    /// Nine of ten cost half the mean, every tenth the rest; in no order.
    Bimodal = 2,
    /// A Pareto distribution with the exponent 1.5, in no order: a few tasks cost hundreds of times the mean.
    Pareto = 3,
    /// The same, the costliest last.
    Sorted = 4,
}

impl Profile {
    const ALL: [Profile; 4] = [
        Profile::Uniform,
        Profile::Bimodal,
        Profile::Pareto,
        Profile::Sorted,
    ];

    /// The costs in nanoseconds, in order of the tasks; of the same tasks wherever it is asked.
    pub fn costs(self) -> Vec<f64> {
        let mut costs: Vec<f64> = (0..TASKS).map(|task| self.cost(task)).collect();
        if self != Profile::Sorted {
            fastrand::Rng::with_seed(7).shuffle(&mut costs);
        }
        costs
    }

    fn cost(self, task: u64) -> f64 {
        match self {
            Profile::Uniform => MEAN_NS,
            Profile::Bimodal if task.is_multiple_of(10) => 5.5 * MEAN_NS,
            Profile::Bimodal => 0.5 * MEAN_NS,
            // The quantiles of P(X > x) = (m / x)^1.5 with the least cost m: their mean is 3 m.
            Profile::Pareto | Profile::Sorted => {
                let share = (task as f64 + 0.5) / TASKS as f64;
                MEAN_NS / 3.0 * (1.0 - share).powf(-1.0 / 1.5)
            }
        }
    }
}

/// Sizes that are tried: from single tasks to one chunk a worker.
fn sizes(workers: usize) -> [u64; 6] {
    [1, 4, 16, 128, 1_024, TASKS / workers as u64]
}

/// The cells: the plain loop, every size, and the sizes that the pools choose themselves.
pub fn cells(timed: &mut Timed, kernel: Kernel, workers: usize) {
    let sized = |size| LapPool::new(workers).map(|pool| pool.with_chunksize(size as usize));
    let model = |size| PythonModel::new(workers).map(|pool| pool.with_chunksize(size as usize));
    let pools: Vec<_> = sizes(workers)
        .into_iter()
        .map(|size| {
            let lap_pool = sized(size).expect("the pool starts").keep();
            let model = model(size).expect("the model starts").keep();
            (size, lap_pool, model)
        })
        .collect();
    let own = LapPool::new(workers).expect("the pool starts").keep();
    let own_model = PythonModel::new(workers).expect("the model starts").keep();
    for profile in Profile::ALL {
        let tasks: Vec<Spin> = profile
            .costs()
            .into_iter()
            .map(|ns| kernel.grain(ns.round() as u64))
            .collect();
        let work = Work {
            profile,
            tasks: Arc::new(tasks),
            workers,
            sum: Expected::default(),
        };
        work.add(timed, &Serial, "chunked_loop", None);
        for &(size, lap_pool, model) in &pools {
            work.add(timed, lap_pool, "chunked", Some(size));
            work.add(timed, model, "chunked", Some(size));
        }
        work.add(timed, own, "chunked_itself", None);
        work.add(timed, own_model, "chunked_itself", None);
    }
}

/// The tasks of one profile.
struct Work {
    profile: Profile,
    tasks: Arc<Vec<Spin>>,
    workers: usize,
    sum: Expected,
}

impl Work {
    fn add<C: Contender>(
        &self,
        timed: &mut Timed,
        pool: &'static C,
        call: &str,
        chunksize: Option<u64>,
    ) {
        let mut at = vec![
            ("n", TASKS),
            ("spread", self.profile as u64),
            ("workers", self.workers as u64),
        ];
        at.extend(chunksize.map(|size| ("chunksize", size)));
        let (tasks, sum) = (Arc::clone(&self.tasks), self.sum.clone());
        // Each takes some milliseconds, and all run the same code: none needs a warm-up.
        timed.add_large(cell(pool.name(), call, &at), move |watch| {
            let results = watch.time(|_| {
                // lesson: tasks of different costs, in chunks of a given size
                let results = pool.map(&tasks, |task| task.run(1));
                // lesson ends
                results
            });
            sum.check_all(&results);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_profiles_cost_about_the_same_together() {
        for profile in Profile::ALL {
            let sum: f64 = profile.costs().iter().sum();
            let mean = sum / TASKS as f64;
            assert!(
                (mean / MEAN_NS - 1.0).abs() < 0.07,
                "{profile:?}: {mean} ns"
            );
        }
    }

    #[test]
    fn the_sorted_costs_are_those_of_the_shuffled_ones_and_rise() {
        let (mut shuffled, sorted) = (Profile::Pareto.costs(), Profile::Sorted.costs());
        assert!(sorted.is_sorted());
        assert!(!shuffled.is_sorted());
        shuffled.sort_by(f64::total_cmp);
        assert_eq!(shuffled, sorted);
    }
}
