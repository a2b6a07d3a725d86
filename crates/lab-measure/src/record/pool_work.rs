//! What a contender's pools did, as they count it themselves.

use serde::{Deserialize, Serialize};

/// What all pools of a contender did in an experiment's processes, from their start to their end or to that of their
/// process. A process that died has told nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PoolWork {
    /// The contender's name.
    pub contender: String,
    /// Pools.
    pub pools: u64,
    /// Single tasks run.
    pub tasks: u64,
    /// Chunks of maps run.
    pub chunks: u64,
    /// Items of streams run.
    pub stream_items: u64,
    /// Times that a worker fell asleep for want of work.
    pub parks: u64,
    /// Workers woken.
    pub wakes: u64,
    /// Workers woken that found nothing to do.
    pub wakes_in_vain: u64,
    /// Single tasks that panicked and whose result nobody took.
    pub unread_panics: u64,
    /// Time of the workers with work that they did not spend waiting.
    pub busy_ns: u64,
    /// Time of the workers within their work in which they waited for others.
    pub waiting_ns: u64,
    /// Time of the workers without work, up to when each last found some.
    pub idle_ns: u64,
}

impl PoolWork {
    /// Adds this to what is known of the same contender.
    pub fn add_to(self, known: &mut Vec<Self>) {
        match known.iter_mut().find(|own| own.contender == self.contender) {
            Some(own) => *own = own.plus(&self),
            None => known.push(self),
        }
    }

    /// Both together, by this one's contender.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            contender: self.contender.clone(),
            pools: self.pools + other.pools,
            tasks: self.tasks + other.tasks,
            chunks: self.chunks + other.chunks,
            stream_items: self.stream_items + other.stream_items,
            parks: self.parks + other.parks,
            wakes: self.wakes + other.wakes,
            wakes_in_vain: self.wakes_in_vain + other.wakes_in_vain,
            unread_panics: self.unread_panics + other.unread_panics,
            busy_ns: self.busy_ns + other.busy_ns,
            waiting_ns: self.waiting_ns + other.waiting_ns,
            idle_ns: self.idle_ns + other.idle_ns,
        }
    }

    /// Busy, waiting and idle as shares of their sum; nothing where no time was counted.
    pub fn shares(&self) -> Option<[f64; 3]> {
        let parts = [self.busy_ns, self.waiting_ns, self.idle_ns];
        let whole: u64 = parts.iter().sum();
        (whole > 0).then(|| parts.map(|part| part as f64 / whole as f64))
    }
}
