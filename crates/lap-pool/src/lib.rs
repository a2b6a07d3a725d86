//! A thread pool with the API of Python's `multiprocessing.pool.ThreadPool`, its good semantics kept and its traps
//! removed. Calls take their items first and the closure last, blocking ones borrow from the caller freely, and streams
//! are lazy and bounded. A panic, a close or a fork ends in a result or an error, and what can hang is listed
//! [below](#what-can-hang).
//!
//! ```
//! use lap_pool::ThreadPool;
//!
//! let pool = ThreadPool::new(4)?;
//! let words = ["lap", "pool"];
//! assert_eq!(pool.map(&words, |word| word.len())?, [3, 4]);
//! for square in pool.imap(1_u64.., |x| x * x)?.take(3) {
//!     println!("{square}");
//! }
//! let later = pool.apply_async(|| 6 * 7)?;
//! assert_eq!(later.get()?, 42);
//! # Ok::<(), lap_pool::Error>(())
//! ```
//!
//! # From Python
//!
//! | Python | here |
//! |---|---|
//! | `ThreadPool(4)` | [`ThreadPool::new(4)?`](ThreadPool::new), or [`ThreadPool::builder()`](ThreadPool::builder) |
//! | `ThreadPool(4, initializer)` | [`Builder::initializer`] |
//! | `with ThreadPool(4) as pool:` | [`ThreadPool::with(4, \|pool\| ..)?`](ThreadPool::with); with one `?` for all that fails [`try_with`](ThreadPool::try_with); on a living pool [`pool.scope(\|scope\| ..)`](Pool::scope) |
//! | `pool.map(f, xs)` | [`pool.map(&xs, f)?`](Pool::map) |
//! | `pool.map(f, xs, chunksize=20)` | [`pool.options()`](Pool::options)`.chunksize(20).map(&xs, f)?` |
//! | `pool.starmap(f, pairs)` | [`pool.starmap(&pairs, f)?`](Pool::starmap); three and four arguments: [`starmap3`](Pool::starmap3), [`starmap4`](Pool::starmap4) |
//! | - | [`pool.try_map(&xs, f)??`](Pool::try_map), [`pool.for_each(&xs, f)?`](Pool::for_each), [`pool.map_with(&xs, state, f)?`](Pool::map_with) |
//! | `pool.apply(f, (a, b))` | [`pool.apply(\|\| f(a, b))?`](Pool::apply) |
//! | `pool.map_async(f, xs)`, `apply_async`, `starmap_async` | [`pool.map_async(xs, f)?`](Pool::map_async), [`apply_async`](Pool::apply_async), [`starmap_async`](Pool::starmap_async) |
//! | `result.get()`, `.get(timeout)`, `.wait()`, `.ready()`, `.successful()` | the same on [`AsyncResult`], which is a `Future` too |
//! | `pool.imap(f, xs)`, `imap_unordered` | [`pool.imap(xs, f)?`](Pool::imap), [`imap_unordered`](Pool::imap_unordered): iterators |
//! | `it.next(timeout)` | [`Imap::next_timeout`], [`Results::next_timeout`] |
//! | an iterator that several threads read | [`Imap::shared`] |
//! | `callback=`, `error_callback=` | [`pool.options()`](Pool::options)`.callback(..)`, [`.error_callback(..)`](Options::error_callback) |
//! | a feeder thread that reads the input ahead, without a bound | [`Options::readahead`], with one |
//! | `buffersize=` (3.16) | [`Options::buffersize`]; for all calls [`Options::concurrency`] |
//! | - | [`AsyncResult::cancel`], [`Pool::stats`] |
//! | `pool.close()`, `.terminate()`, `.join()` | the same; and [`Pool::join_timeout`], which names what still runs |
//!
//! # Deviations from CPython
//!
//! Each of these is a hang, a silent loss or a surprise there.
//!
//! - A task that dies ends in its own result: no worker is lost, and `get()` does not hang.
//! - Of several failures of a map the one of the lowest item is raised, not the first to arrive; items above it may be left out.
//! - A failure in a stream is raised at its own `next()` and loses nothing else; [`Imap::results`] goes on after it.
//! - `imap` reads its source no further than `buffersize` ahead, on the consumer's thread, and not before the first
//!   `next()`; infinite sources work, and an abandoned stream stops.
//! - Pending results of a terminated pool resolve to [`TaskError::Terminated`] instead of never; a parked consumer is woken.
//! - The end of a `with` or of a pool's life is close and join: what was submitted has run.
//! - Tasks may use the pool they run on: a worker that waits can finish alone what it waits for. Where its stack is nearly
//!   full, the wait ends in [`TaskError::TooDeep`] instead of an overflow; the end of a scope there, which has no result
//!   to say it, in a panic.
//! - Zero workers, chunksize or buffersize, and more than [`MAX_WORKERS`], is [`PoolError::Invalid`]; a chunksize of zero does not give a list of `None`.
//! - A failing initializer fails [`Builder::build`] instead of every later call.
//! - `join` from one of the pool's own tasks is [`PoolError::JoinFromTask`].
//! - In a forked child calls return [`PoolError::Forked`], and dropping the pool does nothing.
//! - An empty input is refused by a pool that is not running like any other, and is a result at once otherwise.
//!
//! # Semantics in brief
//!
//! **Who runs tasks.** One call never runs more than `workers` tasks at once. The caller of a blocking call works too,
//! as one of them; `get()` and `wait()` may run their own task while it is queued. So a task may run on the stack and
//! under the locks of the thread that asked for it. With [`Builder::caller_helps(false)`](Builder::caller_helps), which
//! an initializer or a stack size implies, every task runs on a worker: then the number of workers is a limit on all
//! that runs at once. A thread that waits never runs an unrelated task.
//!
//! **Waits inside tasks.** In a task of the same pool every wait may run the task that it waits for while that is queued:
//! `get`, `wait`, their timed forms, `next_timeout`, a poll of the future. A limit can be overshot by that task, or by one
//! item of a map; a limit of zero, `ready` and `successful` run nothing. A task that runs inline, on the thread that
//! waits for it, is a task of the pool like any other. Threads outside the pool run tasks inline up to 64 deep or in
//! 128 KiB of stack, and wait for a worker beyond; workers as long as 64 KiB of their stack are left.
//!
//! **Progress.** A map's first items go out one at a time, so as many as there are workers run at once even where they
//! wait for each other; later, cheap items go out several at a time, and items that wait for each other need
//! `chunksize(1)`. After each of its chunks a map on a busy pool lets one queued task go first, and the other way round:
//! neither keeps the other waiting. A worker that comes late to a map is never waited for; before a thread runs anything
//! while there is more to do, an idle worker, if there is one, is awake, woken, or about to look within a fifth of a
//! millisecond. A stream's items always go out one at a time unless told otherwise, and a result is out before the
//! next item begins.
//!
//! **Laziness.** A stream pulls its source inside `next()`: `pulled <= returned + buffersize` at every moment. The source
//! needs neither `Send` nor `'static`. A ready result is not kept back by a source that may block; [`Imap`] says what
//! counts as one. [`Options::readahead`] reads the source on a thread of its own, within the same bound. Several threads
//! read one stream by [`Imap::shared`].
//!
//! **Borrowing.** Calls that wait borrow from their caller, on every pool. Calls that do not wait, streams among them,
//! take what is `'static` on an owned pool: not `imap(&urls, ..)`, but `imap(urls, ..)`. Inside [`ThreadPool::with`] and
//! [`Pool::scope`] their tasks borrow too. A function that takes any pool takes [`&Pool<'_, '_>`](Pool).
//!
//! **Failure.** A panicking task takes nothing else down. [`Pool::map`] goes on with the panic of the lowest item once
//! nothing can touch the caller's data any more, and every item below it has run. Destructors that panic, of inputs,
//! closures, results and of panic payloads, are contained where the pool runs them. An exception of another language, of
//! C++ for instance, is no panic: where one unwinds out of a task Rust [cannot catch it](std::panic::catch_unwind), and
//! the process aborts. Errors are `Send + Sync + 'static`: `?` turns [`PoolError`] and [`TaskError`] into [`Error`], and
//! any of them into a boxed error or into anyhow's.
//!
//! **Lifecycle.** Running, closed, terminated, never back. Dropping a pool closes and joins it; dropped by one of its own
//! tasks it closes and lets its threads go. A pool in a static is never dropped: call [`Pool::close`] and
//! [`Pool::join`] where its tasks must be done before the process ends.
//!
//! # What can hang
//!
//! A wait that is part of no circle ends, with these exceptions:
//!
//! - tasks that wait for each other in a circle, since none can be first;
//! - barriers of more parties than threads that run the call: one call runs at most `workers` tasks at once;
//! - an item that waits for a later item of its own chunk, which begins after it;
//! - a stream whose source waits for what the stream's own results lead to, unless its `buffersize` is 1 (see [`Imap`]) or
//!   it is [read ahead](Options::readahead);
//! - the end of a scope with a stream whose source is read ahead and blocks: it waits for that pull, since the source may
//!   borrow; and with such a stream that was leaked, whose reader is never told to stop;
//! - pools without helping callers that wait for each other in a circle: with `caller_helps(false)` a task of A that maps
//!   on B, whose items map on A again, needs a second worker of A, and so on at each turn;
//! - as many tasks as there are workers that wait for what is queued behind them, other than by this pool's own waits on
//!   their own thread: by a channel, a lock, another thread's `join`;
//! - a thread outside the pool that is as deep in inline runs as it may be, and so waits for a worker, while every worker
//!   waits for it;
//! - in the child of a fork, the start of any thread, a new pool's among them, and the end of a worker that forked in its
//!   task: if another thread of the parent was starting or ending at the fork, a lock of the standard library stays locked.
//!   So `exec` or `_exit` there, or fork before the process has threads.
//!
//! # Unsafe inventory
//!
//! | where | what | why it is sound, in short |
//! |---|---|---|
//! | `gate` | one `transmute`, of a borrow's lifetime; a place that the caller writes and those inside read | who is inside is counted in the gate's word; the caller returns when it is closed and empty |
//! | `shared_map` | the one caller of `gate` | a drop guard waits, on every way out |
//! | `apply` | one `transmute`, of a task's lifetime | closure and outcome are gone, or the handle's, before its token is released, on which the lender waits |
//! | `task` | what is inside a task, touched by one thread at a time | whose turn it is are bits of one word |
//! | `readahead` | one `transmute`, of the lifetime of what a thread runs | it holds a token, which goes last, on which the lender waits |
//! | `work` | one `transmute`, of a trait object's lifetime | every thread that runs borrowed work holds a token, on which the lender waits (`latch`); the callers say what leaves the work when |
//! | `ring` | values in places that are handed from producer to consumer and back | each place has a number that says whose turn it is |
//! | `in_flight`, `places` | a stream's items and results in places, which are made of zeros | an item is claimed in one word before it is moved out; a result's place belongs to who claimed the item, or by count; each place says whether it is full |
//! | `slots` | writing results by index into the memory they are returned in | each index belongs to one chunk; what was written is known to the index |
//! | `source` | moving items out of a vector, and `&mut` out of a slice, by index; a slice's item without a check | as above; what was taken is told to the destructor |
//! | `range` | telling that an iterator's type is that of a range of integers, by type ids without lifetimes | no lifetime occurs in such a range, so equal ids mean equal types |
//! | `dispenser` | the one caller of `source` | the cursor gives each index to one chunk |
//! | `batch` | the one caller of `slots` | a chunk fills its places up to the hole that it reports |
//! | `result` | the one caller of `task`'s `take` and `detach` | there is one handle of each task, and it is borrowed exclusively |
//! | `context` | following the list of what a thread runs | its links are locals further down the same stack, and taken out before they end |
//! | `stack` | reading the stack pointer, and asking the system where a stack ends | neither touches memory but the places handed in |
//! | `fork` | `pthread_atfork` | its handler does two atomic additions |
//!
//! # Orderings
//!
//! Data is handed over by acquire and release, never by a fence: results and closures by the bits of a task (`task`), a call's
//! data by its gate's word (`gate`), tasks by their place's number (`ring`), a stream's items by the count of those put in and its results by their places
//! (`in_flight`), everything else by a lock. Fences order who
//! sleeps against what there is to do (`sleep`, `stream`, `in_flight`), and carry nothing. Each atomic says at its definition what is asked of it;
//! the protocols are told, with every way in which two threads can meet, at the head of `sleep`, `gate`, `ring`, `task` and `in_flight`'s `claims`.
//!
//! Checked by the tests under AddressSanitizer and ThreadSanitizer, by those of `tests/surface` under Miri, and by models of
//! every protocol in `tests/loom`.
//!
//! # Systems
//!
//! Tested on Linux on x86-64. On 32-bit (i686) and big-endian (s390x) Linux Miri has interpreted `tests/surface`;
//! nothing was measured there. For Windows and macOS, and for WebAssembly with threads (`wasm32-wasip1-threads`), the
//! crate and its tests are compiled and linted, but never run: there it is **untested**. `wasm32-unknown-unknown` has no
//! threads: every attempt to build a pool ends in [`PoolError::Spawn`]. That was run.

// What users touch.
mod builder; // ThreadPool::builder(): workers, names, initializers
mod callbacks; // what is called with a result
mod calls; // map, starmap, imap, apply and their kin
mod ending; // close, terminate, join, drop: Joined
mod error; // PoolError, TaskError, Error
mod imap; // a stream's consumer, or several: Imap, SharedImap
mod input; // what a map takes: Input
mod options; // chunksize, buffersize: Options
mod panicked; // a task's panic: Panicked
mod pool; // Pool, ThreadPool, scopes
mod result; // AsyncResult
mod results; // a stream as values: Results
mod spread; // tuples as arguments: Spread

// How work gets onto a thread.
mod at_work; // what each worker is at
mod consumers; // those that are woken when their pool ends
mod context; // what the calling thread is to the pools, and whether it can run more inline
mod engine; // the queue's lock, workers and helpers
mod gate; // who is inside a call whose data is on its caller's stack
mod gates; // a pool's gates
mod job; // a task, as the queue knows it
mod lane; // tasks in a row, swept
mod latch; // tokens: what a borrow's end waits for
mod lifecycle; // a pool's phase, its workers' register: Busy
mod queue; // maps and streams, first in, first out, removable by ticket
mod ring; // a bounded queue without a lock
mod sleep; // how a worker waits, and who is woken
mod work; // what the queue holds, and the erasure of lifetimes
mod worker; // a thread's life

// The kinds of work.
mod apply; // apply, apply_async
mod batch; // a map's items being run
mod body; // what a map does with an item
mod dispenser; // who gets which item
mod failure; // how a map fails
mod in_flight; // what is in flight in a stream
mod map; // map, map_async
mod promise; // a result that is not there yet
mod queued_map; // who joins in a map, and who is the last to leave
mod range; // ranges as items by index
mod readahead; // a stream's source on a thread of its own: Readahead
mod schedule; // how many items at a time
mod shared_map; // a map on its caller's stack
mod slots; // results by index
mod source; // items by index
mod started_map; // what a handle does about a map
mod stats; // what is counted: Stats
mod stream; // imap's middle, between consumer and workers
mod task; // a task's states
mod tasks; // the tasks that wait for a worker

// Below all of it.
mod fork; // noticing a fork
mod interrupts; // telling threads in the midst of their items to look up
mod padded; // cache lines
mod panics; // containing panics
mod stack; // where a thread's stack ends
mod sync; // locks, atomics, threads, the clock: std's, or loom's or shuttle's in a model

mod compile_fail; // what must not compile
#[cfg(lap_pool_loom)]
#[doc(hidden)]
pub mod model;

// What is in `tests` names the crate so, also where a test of the crate's own includes it.
#[cfg(test)]
extern crate self as lap_pool;

pub use builder::{Builder, MAX_WORKERS};
pub use callbacks::{Call, Callback};
pub use ending::Joined;
pub use error::{Error, PoolError, TaskError};
pub use imap::{Imap, SharedImap, SharedResults};
pub use input::{Collected, Indexed, Input, Pulled};
pub use lifecycle::Busy;
pub use options::{Options, ReadaheadOptions};
pub use panicked::Panicked;
pub use pool::{Pool, ThreadPool};
pub use readahead::Readahead;
pub use result::AsyncResult;
pub use results::Results;
pub use spread::Spread;
pub use stats::{Stats, ThreadStats};
