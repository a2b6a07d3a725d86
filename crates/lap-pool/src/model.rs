//! What `tests/loom` drives: the shipped types, without threads of their own. Only under `cfg(lap_pool_loom)`.

use std::time::Duration;

use crate::engine::Engine;
use crate::error::TaskError;
use crate::latch;
use crate::pool::ThreadPool;
use crate::promise;
use crate::ring;
use crate::stream::PATIENCE;
use crate::sync::{self, Arc};

/// A pool whose workers the model runs itself.
pub fn pool(workers: usize, caller_helps: bool) -> (ThreadPool, Vec<Worker>) {
    let engine = Arc::new(Engine::new(workers, caller_helps));
    let hired = (0..workers).map(|number| {
        engine.hire();
        Worker {
            engine: Arc::clone(&engine),
            number,
        }
    });
    let hired = hired.collect();
    (ThreadPool::of(engine), hired)
}

/// A worker without a thread.
pub struct Worker {
    engine: Arc<Engine>,
    number: usize,
}

impl Worker {
    /// A worker's life, on the calling thread.
    pub fn live(self) {
        self.engine
            .employ(self.number, || self.engine.serve(self.number));
        self.engine.dismiss();
    }
}

/// A promise of a map's results, as its keeper and its waiter share it; of one value, to be short.
pub struct Promise<T>(Arc<promise::Promise<Vec<T>>>);

impl<T> Clone for Promise<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for Promise<T> {
    fn default() -> Self {
        Self(Arc::new(promise::Promise::of_many()))
    }
}

impl<T> Promise<T> {
    /// Keeps it with a value.
    pub fn keep(&self, value: T) {
        self.0.complete(Ok(vec![value]));
    }

    /// Waits for it, and takes the value.
    pub fn get(&self) -> Option<T> {
        self.0.wait(None, None);
        self.0.take().and_then(Result::ok)?.pop()
    }

    /// Takes the outcome, or leaves a waker.
    pub fn poll(
        &self,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<T, TaskError>> {
        match self.0.leave_waker(context.waker(), None) {
            None => std::task::Poll::Pending,
            Some(_) => {
                let outcome = self.0.take().expect("taken once");
                std::task::Poll::Ready(outcome.map(|mut values| values.pop().expect("one")))
            }
        }
    }

    /// Deserts it.
    pub fn detach(&self) {
        self.0.detach();
    }
}

/// The ring.
pub struct Ring<T>(Arc<ring::Ring<T>>);

impl<T> Clone for Ring<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Ring<T> {
    /// With so many places.
    pub fn new(places: usize) -> Self {
        Self(Arc::new(ring::Ring::new(places)))
    }

    /// Puts a value in, or gives it back.
    ///
    /// # Errors
    /// The value, where there is no room.
    pub fn push(&self, value: T) -> Result<(), T> {
        self.0.push(value)
    }

    /// Takes the first value.
    pub fn pop(&self) -> Option<T> {
        self.0.pop()
    }
}

/// A latch.
#[derive(Clone, Default)]
pub struct Latch(Arc<latch::Latch>);

/// A token to a latch.
pub struct Token(#[expect(dead_code, reason = "held until it is released")] latch::Token);

impl Latch {
    /// Takes a token.
    pub fn acquire(&self) -> Token {
        Token(self.0.acquire())
    }

    /// Takes a token beside those that are left.
    pub fn join(&self) -> Option<Token> {
        self.0.join().map(Token)
    }

    /// Waits until no token is left.
    pub fn wait(&self) {
        self.0.wait();
    }
}

/// For a call with a time limit that must have run out already: loom knows no time.
pub const NO_TIME: Duration = Duration::ZERO;

/// How short waits end in the models that this thread runs from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortWaits {
    /// By a notification only: what relies on one must not miss it.
    Last,
    /// Those of consumers at once, those of workers on watch by a notification only.
    OfConsumersEnd,
    /// At once.
    End,
}

impl ShortWaits {
    /// Sets it.
    pub fn set(self) {
        sync::model::end_at_once(match self {
            Self::Last => Duration::ZERO,
            Self::OfConsumersEnd => PATIENCE,
            Self::End => Duration::MAX,
        });
    }
}
