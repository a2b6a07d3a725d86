//! The child of a fork has none of the pool's threads: every call says so, and no drop waits for them.
#![cfg(unix)]

mod support;

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use lap_pool::{AsyncResult, PoolError, TaskError, ThreadPool};
use support::untouched::{TOUCHES, every_call};
use support::{Tally, watchdog};

/// Forks, runs `child` there, and gives its exit status: 0 where it returned true. A child that hangs is killed.
fn in_a_child(child: impl FnOnce() -> bool) -> i32 {
    // SAFETY: the child runs `child` and exits by `_exit`, without the harness's destructors. It locks nothing that a
    // thread of the parent could hold: that is what is tested. (The allocator's locks are reset by the C library.)
    let pid = unsafe { libc::fork() };
    assert!(pid >= 0, "fork failed");
    if pid == 0 {
        // SAFETY: `alarm` has no preconditions; its signal ends the child.
        unsafe { libc::alarm(20) };
        let good = std::panic::catch_unwind(std::panic::AssertUnwindSafe(child));
        let status = i32::from(!matches!(good, Ok(true)));
        // SAFETY: `_exit` has no preconditions.
        unsafe { libc::_exit(status) };
    }
    let mut status = 0;
    // SAFETY: `pid` is a child of this process that nobody else waits for, and `status` a valid place.
    let waited = unsafe { libc::waitpid(pid, &mut status, 0) };
    assert_eq!(waited, pid);
    status
}

#[test]
fn every_call_returns_forked_and_no_drop_waits() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let (gate, inside) = (
        std::sync::Arc::new(support::Gate::default()),
        Tally::default(),
    );
    let waits = std::sync::Arc::clone(&gate);
    let mut running = Some(pool.apply_async(move || waits.pass()).unwrap());
    let mut done = Some(pool.apply_async(|| 1).unwrap());
    let mut stream = Some(pool.imap(0.., |x| x).unwrap());
    assert_eq!(stream.as_mut().unwrap().next(), Some(0));
    let mut held = Some(pool);
    inside.add();
    let status = in_a_child(|| {
        let (pool, mut running) = (held.take().unwrap(), running.take().unwrap());
        let stream = stream.take().unwrap();
        let forked = |refusal: Option<PoolError>| matches!(refusal, Some(PoolError::Forked));
        let calls = [
            forked(pool.map(0..3, |x| x).err()),
            forked(pool.map(0..0, |x: u8| x).err()),
            forked(pool.apply(|| ()).err()),
            forked(pool.apply_async(|| ()).err()),
            forked(pool.map_async(0..3, |x| x).err()),
            forked(pool.imap(0..3, |x| x).err()),
            forked(pool.join().err()),
            forked(pool.join_timeout(Duration::ZERO).err()),
            pool.scope(|scope| forked(scope.apply_async(|| ()).err())),
        ];
        pool.close();
        pool.terminate();
        let counted = pool.queued() + pool.stats().queued + pool.workers();
        let polled = pin!(&mut running).poll(&mut Context::from_waker(Waker::noop()));
        running.wait();
        let handles = [
            counted >= 2 && !format!("{pool:?} {running:?} {stream:?}").is_empty(),
            !running.cancel(),
            matches!(polled, Poll::Ready(Err(TaskError::Forked))),
            running.ready(),
            running.successful() == Some(false),
            !running.wait_timeout(Duration::from_secs(30)),
            matches!(
                running.get_timeout(Duration::from_secs(30)),
                Err(TaskError::Forked)
            ),
            matches!(running.get(), Err(TaskError::Forked)),
        ];
        drop(done.take());
        let mut results = stream.results();
        let told = matches!(results.next(), Some(Err(TaskError::Forked)));
        let ends = results.next().is_none();
        drop(results);
        drop(pool);
        calls.into_iter().chain(handles).all(|good| good) && told && ends
    });
    assert_eq!(status, 0, "the child's wait status");
    gate.open();
    running.take().unwrap().get().unwrap();
    assert_eq!(done.take().unwrap().get().unwrap(), 1);
    assert_eq!(
        held.take().unwrap().map(0..3, |x| x).unwrap(),
        [0, 1, 2],
        "the parent is as before"
    );
}

#[test]
fn the_child_touches_no_input() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let status = in_a_child(|| {
        let refusals = every_call(pool.options());
        let forked = |refusal: &Option<_>| matches!(refusal, Some(PoolError::Forked));
        refusals.values().all(forked) && TOUCHES.load(SeqCst) == 0
    });
    assert_eq!(status, 0, "the child's wait status");
}

#[test]
fn a_stream_at_its_end_stays_there_in_the_child() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let mut stream = pool.imap(0..3, |x| x).unwrap();
    assert_eq!(stream.by_ref().count(), 3);
    let status = in_a_child(|| stream.next().is_none());
    assert_eq!(status, 0, "the child's wait status");
}

#[test]
fn a_pool_built_in_the_child_works() {
    let _watchdog = watchdog();
    let _parents = ThreadPool::new(1).unwrap();
    let status = in_a_child(|| {
        let pool = ThreadPool::new(2).unwrap();
        let good = pool.map(0..10, |x| x).unwrap().len() == 10;
        drop(pool);
        good
    });
    assert_eq!(status, 0, "the child's wait status");
}

#[test]
fn a_scope_around_the_fork_does_not_wait_in_the_child() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let gate = support::Gate::default();
    let status = pool.scope(|scope| {
        let task = scope.apply_async(|| gate.pass()).unwrap();
        let status = in_a_child(|| {
            pool.scope(|_| ());
            true
        });
        gate.open();
        task.get().unwrap();
        status
    });
    assert_eq!(status, 0, "the child's wait status");
}

/// Forks from within user code, and gives the child that it made to whoever asks for it.
#[derive(Default)]
struct Fork(AtomicI32);

impl Fork {
    const NOT_YET: i32 = -1;

    fn new() -> Arc<Self> {
        Arc::new(Self(AtomicI32::new(Self::NOT_YET)))
    }

    /// Forks, once. A child that hangs is killed.
    fn here(&self) {
        if self.0.load(SeqCst) != Self::NOT_YET {
            return;
        }
        // SAFETY: see `in_a_child`; the child goes on in the pool, which is what is tested, and ends by `_exit` or by the
        // end of its only thread.
        let pid = unsafe { libc::fork() };
        assert!(pid >= 0, "fork failed");
        if pid == 0 {
            // SAFETY: `alarm` has no preconditions; its signal ends the child.
            unsafe { libc::alarm(20) };
        }
        self.0.store(pid, SeqCst);
    }

    /// In the child, ends it well if `good`; in the parent, gives the child's wait status.
    fn end(&self, good: bool) -> i32 {
        let pid = self.0.load(SeqCst);
        if pid == 0 {
            // SAFETY: `_exit` has no preconditions.
            unsafe { libc::_exit(i32::from(!good)) };
        }
        let mut status = 0;
        // SAFETY: `pid` is a child of this process that nobody else waits for, and `status` a valid place.
        let waited = unsafe { libc::waitpid(pid, &mut status, 0) };
        assert_eq!(waited, pid);
        status
    }

    fn is_child(&self) -> bool {
        self.0.load(SeqCst) == 0
    }
}

/// A pool whose only worker waits at the gate, so that what a caller waits for runs on the caller.
fn pool_of_callers() -> (ThreadPool, Arc<support::Gate>) {
    let (pool, gate) = (ThreadPool::new(1).unwrap(), Arc::default());
    let (waits, busy): (Arc<support::Gate>, _) = (Arc::clone(&gate), Arc::new(Tally::default()));
    let says = Arc::clone(&busy);
    drop(pool.apply_async(move || {
        says.add();
        waits.pass();
    }));
    busy.wait_for(1);
    (pool, gate)
}

#[test]
fn who_forks_in_an_item_on_the_calling_thread_gets_forked_in_the_child() {
    let _watchdog = watchdog();
    type Call = fn(&ThreadPool, &Arc<Fork>) -> Option<bool>;
    let calls: [(&str, Call); 8] = [
        ("map", |pool, fork| {
            let items = vec![String::from("owned"); 10];
            let map = pool.map(items, |_| fork.here());
            fork.is_child()
                .then_some(matches!(map, Err(PoolError::Forked)))
        }),
        ("map with chunks", |pool, fork| {
            // The rest of its chunk is not begun in the child.
            let begun = AtomicI32::new(0);
            let map = pool.options().chunksize(4).map(0..10, |_| {
                begun.fetch_add(i32::from(fork.is_child()), SeqCst);
                fork.here();
            });
            fork.is_child()
                .then(|| matches!(map, Err(PoolError::Forked)) && begun.into_inner() == 0)
        }),
        ("the state of a map", |pool, fork| {
            let map = pool.map_with(0..10, || fork.here(), |(), item| item);
            fork.is_child()
                .then_some(matches!(map, Err(PoolError::Forked)))
        }),
        ("apply", |pool, fork| {
            let task = pool.apply(|| fork.here());
            fork.is_child()
                .then_some(matches!(task, Err(PoolError::Forked)))
        }),
        ("get", |pool, fork| {
            let forks = Arc::clone(fork);
            let task = pool.apply_async(move || forks.here()).unwrap().get();
            fork.is_child()
                .then_some(matches!(task, Err(TaskError::Forked)))
        }),
        ("get of a map", |pool, fork| {
            let forks = Arc::clone(fork);
            let map = pool.map_async(0..10, move |_| forks.here()).unwrap().get();
            fork.is_child()
                .then_some(matches!(map, Err(TaskError::Forked)))
        }),
        ("the source of a stream", |pool, fork| {
            let forks = Arc::clone(fork);
            let source = (0..10).inspect(move |_| forks.here());
            let mut stream = pool.options().buffersize(1).imap(source, |x| x).unwrap();
            // The worker is busy.
            let first = stream.next_timeout(Duration::ZERO);
            fork.is_child()
                .then_some(matches!(first, Err(TaskError::Forked)))
        }),
        ("a scope", |pool, fork| {
            let task = pool.scope(|scope| scope.apply_async(|| fork.here()).unwrap().get());
            fork.is_child()
                .then_some(matches!(task, Err(TaskError::Forked)))
        }),
    ];
    for (name, call) in calls {
        let ((pool, gate), fork) = (pool_of_callers(), Fork::new());
        let good = call(&pool, &fork).unwrap_or(true);
        let status = fork.end(good);
        gate.open();
        assert_eq!(status, 0, "{name}: the child's wait status");
        assert_eq!(pool.map(0..3, |x| x).unwrap(), [0, 1, 2], "{name}");
    }
}

#[test]
fn who_forks_in_a_callback_on_the_calling_thread_gets_forked_in_the_child() {
    let _watchdog = watchdog();
    /// Makes what a callback is called for come to its end.
    type End = fn(&ThreadPool, AsyncResult<()>, AsyncResult<Vec<u8>>) -> bool;
    fn forked(outcome: Result<(), TaskError>) -> bool {
        matches!(outcome, Err(TaskError::Forked))
    }
    let ends: [(&str, End); 4] = [
        ("get", |_, task, map| forked(task.get()) && map.ready()),
        ("cancel", |_, task, map| task.cancel() && map.ready()),
        ("cancel of a map", |_, task, map| {
            map.cancel() && task.ready()
        }),
        ("terminate", |pool, task, map| {
            pool.terminate();
            task.ready() && map.ready()
        }),
    ];
    for (name, end) in ends {
        let ((pool, gate), fork) = (pool_of_callers(), Fork::new());
        let [of_value, of_error, of_map] = [(); 3].map(|()| Arc::clone(&fork));
        let options = pool.options().callback(move |()| of_value.here());
        let options = options.error_callback(move |_| of_error.here());
        let task = options.apply_async(|| ()).unwrap();
        let options = pool.options().error_callback(move |_| of_map.here());
        let map = options.map_async(0..3, |x| x).unwrap();
        let good = end(&pool, task, map);
        let status = fork.end(good);
        gate.open();
        assert_eq!(status, 0, "{name}: the child's wait status");
    }
}

#[test]
fn a_child_that_a_worker_forks_ends_with_its_only_thread() {
    let _watchdog = watchdog();
    type Call = fn(&ThreadPool, &Arc<Fork>);
    let calls: [(&str, Call); 5] = [
        ("apply_async", |pool, fork| {
            let forks = Arc::clone(fork);
            pool.apply_async(move || forks.here())
                .unwrap()
                .get()
                .unwrap();
        }),
        ("map_async", |pool, fork| {
            let forks = Arc::clone(fork);
            let map = pool.map_async(0..10, move |_| forks.here()).unwrap();
            assert_eq!(map.get().unwrap().len(), 10);
        }),
        ("imap", |pool, fork| {
            let forks = Arc::clone(fork);
            let stream = pool.imap(0..10, move |_| forks.here()).unwrap();
            assert_eq!(stream.count(), 10);
        }),
        ("a map in a task", |pool, fork| {
            pool.scope(|scope| {
                let task = scope.apply_async(|| pool.map(0..10, |_| fork.here()).unwrap());
                assert_eq!(task.unwrap().get().unwrap().len(), 10);
            });
        }),
        ("a scope in a task", |pool, fork| {
            pool.scope(|scope| {
                let inner = || pool.scope(|inner| drop(inner.apply_async(|| fork.here())));
                scope.apply_async(inner).unwrap().get().unwrap();
            });
        }),
    ];
    for (name, call) in calls {
        let builder = ThreadPool::builder().workers(1).caller_helps(false);
        let (pool, fork) = (builder.build().unwrap(), Fork::new());
        call(&pool, &fork);
        assert_eq!(fork.end(true), 0, "{name}: the child's wait status");
        assert_eq!(pool.map(0..3, |x| x).unwrap(), [0, 1, 2], "{name}");
    }
    let fork = Fork::new();
    let forks = Arc::clone(&fork);
    let builder = ThreadPool::builder().workers(1);
    let pool = builder.initializer(move || forks.here()).build().unwrap();
    assert_eq!(fork.end(true), 0, "the child of an initializer");
    assert_eq!(pool.map(0..3, |x| x).unwrap(), [0, 1, 2]);
}

/// Something of the parent's: to drop it in the child ends that badly.
struct OfTheParent(Arc<Fork>);

impl OfTheParent {
    fn made_in_a_fork(fork: &Arc<Fork>) -> Self {
        fork.here();
        Self(Arc::clone(fork))
    }
}

impl Drop for OfTheParent {
    fn drop(&mut self) {
        if self.0.is_child() {
            // SAFETY: `_exit` has no preconditions.
            unsafe { libc::_exit(3) };
        }
    }
}

#[test]
fn what_is_made_while_the_process_forks_is_not_dropped_in_the_child() {
    let _watchdog = watchdog();
    type Call = fn(&ThreadPool, Arc<Fork>);
    let calls: [(&str, Call); 3] = [
        ("the result of a task", |pool, fork| {
            let task = pool.apply_async(move || OfTheParent::made_in_a_fork(&fork));
            drop(task.unwrap().get().unwrap());
        }),
        ("the results of a map", |pool, fork| {
            let map = pool.map_async(0..4, move |_| OfTheParent::made_in_a_fork(&fork));
            drop(map.unwrap().get().unwrap());
        }),
        ("the results of a stream", |pool, fork| {
            let stream = pool.imap(0..4, move |_| OfTheParent::made_in_a_fork(&fork));
            stream.unwrap().for_each(drop);
        }),
    ];
    for (name, call) in calls {
        let builder = ThreadPool::builder().workers(1).caller_helps(false);
        let (pool, fork) = (builder.build().unwrap(), Fork::new());
        call(&pool, Arc::clone(&fork));
        assert_eq!(fork.end(true), 0, "{name}: the child's wait status");
    }
    let ((pool, gate), fork) = (pool_of_callers(), Fork::new());
    let forks = Arc::clone(&fork);
    let source = (0..4).map(move |_| OfTheParent::made_in_a_fork(&forks));
    let mut stream = pool.options().buffersize(1).imap(source, |x| x).unwrap();
    // The worker is busy.
    let first = stream.next_timeout(Duration::ZERO);
    let good = !fork.is_child() || matches!(first, Err(TaskError::Forked));
    assert_eq!(fork.end(good), 0, "an input: the child's wait status");
    gate.open();
}
