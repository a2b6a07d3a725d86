//! Forks within the user's code that the pool runs: items, sources, callbacks, an initializer.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};
use std::time::Duration;

use super::child::{Fork, started_pool};
use super::support::alone::alone;
use super::support::{held_pool, watchdog};
use lap_pool::{AsyncResult, PoolError, TaskError, ThreadPool};

#[test]
fn who_forks_in_an_item_on_the_calling_thread_gets_forked_in_the_child() {
    let _watchdog = watchdog();
    type Call = fn(&ThreadPool, &Arc<Fork>) -> Option<bool>;
    let calls: [(&str, Call); 9] = [
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
        ("the source of a shared stream", |pool, fork| {
            let forks = Arc::clone(fork);
            let source = (0..10).inspect(move |_| forks.here());
            let stream = pool.options().buffersize(1).imap(source, |x| x);
            let (mut stream, mut other) = {
                let stream = stream.unwrap().shared();
                (stream.clone(), stream)
            };
            // The worker is busy.
            let first = stream.next_timeout(Duration::ZERO);
            let other = fork.is_child().then(|| other.next_timeout(Duration::ZERO));
            let forked = matches!(first, Err(TaskError::Forked));
            other.map(|other| forked && matches!(other, Err(TaskError::Forked)))
        }),
        ("a scope", |pool, fork| {
            let task = pool.scope(|scope| scope.apply_async(|| fork.here()).unwrap().get());
            fork.is_child()
                .then_some(matches!(task, Err(TaskError::Forked)))
        }),
    ];
    for (name, call) in calls {
        let ((pool, gate, _running), fork) = (held_pool(true), Fork::new());
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
        let ((pool, gate, _running), fork) = (held_pool(true), Fork::new());
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
    let calls: [(&str, Call); 7] = [
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
        ("a source that is read ahead", |pool, fork| {
            pool.scope(|scope| {
                let source = || (0..10).inspect(|_| fork.here());
                let stream = scope.options().readahead(2, source).imap(|x| x);
                assert_eq!(stream.unwrap().count(), 10);
            });
        }),
        ("a shared stream read by a task", |pool, fork| {
            let forks = Arc::clone(fork);
            let stream = pool.imap_unordered(0..10, move |_| forks.here());
            let stream = stream.unwrap().shared();
            let task = pool.apply_async(move || stream.count());
            assert_eq!(task.unwrap().get().unwrap(), 10);
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
        alone(name, || {
            let (pool, fork) = (started_pool(), Fork::new());
            call(&pool, &fork);
            assert_eq!(fork.end(true), 0, "{name}: the child's wait status");
            assert_eq!(pool.map(0..3, |x| x).unwrap(), [0, 1, 2], "{name}");
        });
    }
    alone("an initializer", || {
        let fork = Fork::new();
        let forks = Arc::clone(&fork);
        let builder = ThreadPool::builder().workers(1);
        let pool = builder.initializer(move || forks.here()).build().unwrap();
        assert_eq!(fork.end(true), 0, "the child's wait status");
        assert_eq!(pool.map(0..3, |x| x).unwrap(), [0, 1, 2]);
    });
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
    let calls: [(&str, Call); 5] = [
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
        ("the results of a shared stream", |pool, fork| {
            let stream = pool.imap(0..4, move |_| OfTheParent::made_in_a_fork(&fork));
            let stream = stream.unwrap().shared();
            let task = pool.apply_async(move || stream.for_each(drop));
            task.unwrap().get().unwrap();
        }),
        ("what is read ahead, and its source", |pool, fork| {
            let build = move || {
                let captured = OfTheParent(Arc::clone(&fork));
                (0..4).map(move |_| OfTheParent::made_in_a_fork(&captured.0))
            };
            let stream = pool.options().readahead(2, build).imap(|item| item);
            stream.unwrap().for_each(drop);
        }),
    ];
    for (name, call) in calls {
        alone(name, || {
            let (pool, fork) = (started_pool(), Fork::new());
            call(&pool, Arc::clone(&fork));
            assert_eq!(fork.end(true), 0, "{name}: the child's wait status");
        });
    }
    alone("an input", || {
        let ((pool, gate, _running), fork) = (held_pool(true), Fork::new());
        let forks = Arc::clone(&fork);
        let source = (0..4).map(move |_| OfTheParent::made_in_a_fork(&forks));
        let mut stream = pool.options().buffersize(1).imap(source, |x| x).unwrap();
        // The worker is busy.
        let first = stream.next_timeout(Duration::ZERO);
        let good = !fork.is_child() || matches!(first, Err(TaskError::Forked));
        assert_eq!(fork.end(good), 0, "the child's wait status");
        gate.open();
    });
}
