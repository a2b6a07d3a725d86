//! Tasks in a row, those among them that others have begun: these are empty shells. They are swept whenever the row has
//! doubled; so it is never more than about twice as long as it has tasks, and sweeping costs a few steps for each.

use std::collections::VecDeque;

use crate::job::Job;
use crate::sync::Arc;

/// Below this length nothing is swept.
const SHORT: usize = 64;

#[derive(Default)]
pub(crate) struct Lane {
    jobs: VecDeque<Arc<dyn Job>>,
    sweep_at: usize,
}

impl Lane {
    /// Puts a task at the end; says how many shells were swept for it. They may be dropped under a lock: what was the
    /// user's in one is gone, or is somebody else's who still holds it.
    pub(crate) fn push(&mut self, job: Arc<dyn Job>) -> usize {
        let before = self.jobs.len();
        if before >= self.sweep_at.max(SHORT) {
            self.jobs.retain(|job| job.is_open());
            self.sweep_at = 2 * self.jobs.len();
        }
        let shells = before - self.jobs.len();
        self.jobs.push_back(job);
        shells
    }

    pub(crate) fn pop(&mut self) -> Option<Arc<dyn Job>> {
        let first = self.jobs.pop_front();
        self.sweep_at = self.sweep_at.min(2 * self.jobs.len());
        first
    }

    pub(crate) fn len(&self) -> usize {
        self.jobs.len()
    }
}
