//! `imap` and `imap_unordered`: the task handler reads the whole input, results wait without bound.

use std::any::Any;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, OnceLock};
use std::{thread, vec};

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::map::run_counted;
use super::threads::{CacheEntry, Delivery, Machinery, Task, lock};
use crate::contender::Failure;

/// CPython's `IMapIterator`, or with a chunksize above 1 the generator around it (P:423, P:837-900).
///
/// Dropping it stops nothing: the input is read and every task run to the end, or to the end of the pool.
pub struct PythonImap<R> {
    arrivals: Receiver<thread::Result<Vec<R>>>,
    length: Arc<OnceLock<usize>>,
    /// Messages received.
    taken: usize,
    /// The rest of the chunk received last.
    chunk: vec::IntoIter<R>,
    chunksize: usize,
    finished: bool,
}

impl<R> PythonImap<R> {
    /// The next result, or why there is none: a task's panic, after which a stream of single items goes on and a
    /// stream of chunks has ended; or [`Failure::Hangs`], once, where CPython would wait for ever.
    pub fn next_result(&mut self) -> Option<Result<R, Failure>> {
        loop {
            if let Some(result) = self.chunk.next() {
                return Some(Ok(result));
            }
            if self.finished {
                return None;
            }
            match self.arrivals.recv() {
                Ok(Ok(chunk)) => {
                    self.taken += 1;
                    self.chunk = chunk.into_iter();
                }
                Ok(Err(payload)) => {
                    self.taken += 1;
                    self.finished = self.chunksize > 1;
                    return Some(Err(Failure::Panicked(payload)));
                }
                Err(_nobody_left_to_set_a_result) => {
                    self.finished = true;
                    let all_taken = self.length.get() == Some(&self.taken);
                    return (!all_taken).then_some(Err(Failure::Hangs));
                }
            }
        }
    }
}

impl<R> Iterator for PythonImap<R> {
    type Item = R;

    /// # Panics
    /// With a task's payload, or in words where CPython would wait for ever.
    fn next(&mut self) -> Option<R> {
        self.next_result()
            .map(|result| result.unwrap_or_else(|failure| failure.raise()))
    }
}

/// P:396-423.
pub(super) fn ordered<I, R, F>(
    machinery: &Machinery,
    source: I,
    chunksize: usize,
    f: F,
) -> PythonImap<R>
where
    I: Iterator + Send + 'static,
    I::Item: Send + 'static,
    R: Send + 'static,
    F: Fn(I::Item) -> R + Send + Sync + 'static,
{
    start(
        machinery,
        source,
        chunksize,
        f,
        Order::Input {
            unsorted: HashMap::new(),
        },
    )
}

/// P:425-451.
pub(super) fn unordered<I, R, F>(
    machinery: &Machinery,
    source: I,
    chunksize: usize,
    f: F,
) -> PythonImap<R>
where
    I: Iterator + Send + 'static,
    I::Item: Send + 'static,
    R: Send + 'static,
    F: Fn(I::Item) -> R + Send + Sync + 'static,
{
    start(machinery, source, chunksize, f, Order::Completion)
}

fn start<I, R, F>(
    machinery: &Machinery,
    source: I,
    chunksize: usize,
    f: F,
    order: Order<R>,
) -> PythonImap<R>
where
    I: Iterator + Send + 'static,
    I::Item: Send + 'static,
    R: Send + 'static,
    F: Fn(I::Item) -> R + Send + Sync + 'static,
{
    let (items, arrivals) = unbounded();
    let length = Arc::new(OnceLock::new());
    let results = Mutex::new(Results {
        items,
        _unread: arrivals.clone(),
        index: 0,
        order,
    });
    let call = Arc::new(Call {
        f,
        results,
        entry: machinery.enter(),
    });
    let set_length = Arc::clone(&length);
    machinery.submit(Box::new(Messages {
        source,
        chunksize,
        call,
        made: 0,
        failed: false,
        set_length,
    }));
    PythonImap {
        arrivals,
        length,
        taken: 0,
        chunk: Vec::new().into_iter(),
        chunksize,
        finished: false,
    }
}

/// What the messages of one call share; the sender to the iterator goes with the last of them.
struct Call<R, F> {
    f: F,
    results: Mutex<Results<R>>,
    entry: CacheEntry,
}

struct Results<R> {
    items: Sender<thread::Result<Vec<R>>>,
    /// Keeps what nobody reads, as CPython does until the call is over.
    _unread: Receiver<thread::Result<Vec<R>>>,
    /// Results passed on.
    index: usize,
    order: Order<R>,
}

enum Order<R> {
    /// Results that came before their turn.
    Input {
        unsorted: HashMap<usize, thread::Result<Vec<R>>>,
    },
    Completion,
}

impl<R> Results<R> {
    /// P:877-892 and P:908-915.
    fn set(&mut self, message: usize, result: thread::Result<Vec<R>>) {
        if let Order::Input { unsorted } = &mut self.order
            && message != self.index
        {
            unsorted.insert(message, result);
            return;
        }
        self.pass_on(result);
        while let Order::Input { unsorted } = &mut self.order
            && let Some(result) = unsorted.remove(&self.index)
        {
            self.pass_on(result);
        }
    }

    fn pass_on(&mut self, result: thread::Result<Vec<R>>) {
        self.items
            .send(result)
            .expect("a receiver is in this very struct");
        self.index += 1;
    }
}

/// The messages of one call, made from its source on the task handler's thread (P:385-394).
struct Messages<I, R, F> {
    source: I,
    chunksize: usize,
    call: Arc<Call<R, F>>,
    made: usize,
    failed: bool,
    set_length: Arc<OnceLock<usize>>,
}

impl<I, R, F> Iterator for Messages<I, R, F>
where
    I: Iterator,
    I::Item: Send + 'static,
    R: Send + 'static,
    F: Fn(I::Item) -> R + Send + Sync + 'static,
{
    type Item = Task;

    fn next(&mut self) -> Option<Task> {
        let chunk = if self.failed {
            Ok(Vec::new())
        } else {
            self.pull()
        };
        if matches!(&chunk, Ok(chunk) if chunk.is_empty()) {
            // A second end of the input would change nothing.
            let _ = self.set_length.set(self.made);
            return None;
        }
        self.failed = chunk.is_err();
        let (call, message) = (Arc::clone(&self.call), self.made);
        self.made += 1;
        Some(Box::new(move || -> Delivery {
            // A source that failed is raised again by a worker, in the place of the input it did not give.
            let result = chunk.and_then(|chunk| run_counted(call.entry.shared(), chunk, &call.f));
            Box::new(move || lock(&call.results).set(message, result))
        }))
    }
}

impl<I: Iterator, R, F> Messages<I, R, F> {
    fn pull(&mut self) -> Result<Vec<I::Item>, Box<dyn Any + Send>> {
        catch_unwind(AssertUnwindSafe(|| {
            self.source.by_ref().take(self.chunksize).collect()
        }))
    }
}
