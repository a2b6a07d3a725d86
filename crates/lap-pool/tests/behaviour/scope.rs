//! Scopes: borrowing, waiting, and handles that are forgotten or carried away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use crate::support::{Gate, Tally, panic_of, watchdog};
use lap_pool::{AsyncResult, Pool, PoolError, ThreadPool};

#[test]
fn a_scope_ends_after_its_tasks_which_borrow_from_outside_it() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let done = AtomicUsize::new(0);
    let words = [String::from("lap"), String::from("pool")];
    let total: usize = pool.scope(|scope| {
        for _ in 0..100 {
            drop(scope.apply_async(|| done.fetch_add(1, SeqCst)).unwrap());
        }
        let lengths = scope.map_async(&words, |word| word.len()).unwrap();
        lengths.get().unwrap().into_iter().sum()
    });
    assert_eq!((total, done.load(SeqCst)), (7, 100));
    let lengths = ThreadPool::with(2, |pool| {
        pool.imap(&words, |word| word.len()).unwrap().sum::<usize>()
    });
    assert_eq!(lengths.unwrap(), 7);
}

#[test]
fn a_pool_ends_inside_with_and_a_scope_refuses_once_it_has() {
    let _watchdog = watchdog();
    ThreadPool::with(2, |pool| {
        pool.close();
        let refusal = pool.map_async(0..10, |x| x);
        assert!(matches!(refusal, Err(PoolError::NotRunning)));
        pool.join().unwrap();
    })
    .unwrap();
    let pool = ThreadPool::new(2).unwrap();
    pool.terminate();
    let refusal = pool.scope(|scope| scope.apply_async(|| ()).map(drop));
    assert!(matches!(refusal, Err(PoolError::NotRunning)));
}

/// Opens a gate when dropped.
struct Opens<'a>(&'a Gate);

impl Drop for Opens<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}

#[test]
fn a_scope_that_unwinds_waits_too() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    let (gate, done) = (Gate::default(), AtomicUsize::new(0));
    let words = panic_of(|| {
        pool.scope(|scope| {
            for _ in 0..10 {
                let task = || {
                    gate.pass();
                    for _ in 0..50 {
                        std::thread::yield_now();
                    }
                    done.fetch_add(1, SeqCst)
                };
                drop(scope.apply_async(task).unwrap());
            }
            // The tasks begin only once the unwinding has.
            let _opens = Opens(&gate);
            panic!("early");
        })
    });
    assert_eq!((words.as_str(), done.load(SeqCst)), ("early", 10));
    let words = panic_of(|| ThreadPool::with(1, |_| panic!("with")));
    assert_eq!(words, "with");
}

#[test]
fn tasks_use_the_scope_they_run_on() {
    let _watchdog = watchdog();
    for workers in [1, 2, 3] {
        let count = AtomicUsize::new(0);
        ThreadPool::with(workers, |pool| {
            let task = || {
                for _ in 0..10 {
                    drop(pool.apply_async(|| count.fetch_add(1, SeqCst)).unwrap());
                }
                pool.map(0..10, |x| x).unwrap().len()
            };
            drop(pool.apply_async(task).unwrap());
        })
        .unwrap();
        assert_eq!(count.load(SeqCst), 10);
    }
}

#[test]
fn a_scope_waits_for_its_own_tasks_only() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    let gate = Arc::new(Gate::default());
    let held = Arc::clone(&gate);
    let other = pool.apply_async(move || held.pass()).unwrap();
    pool.scope(|scope| drop(scope.apply_async(|| ()).unwrap()));
    assert!(!other.ready());
    gate.open();
    other.get().unwrap();
}

#[test]
fn forgotten_handles_and_streams_keep_nothing_alive_and_nothing_waiting() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(2).unwrap();
    for _ in 0..200 {
        let data = vec![1_u64; 100];
        let (seen, gate) = (AtomicUsize::new(0), Gate::default());
        pool.scope(|scope| {
            let look = || {
                gate.pass();
                seen.fetch_add(data.iter().sum::<u64>() as usize, SeqCst)
            };
            std::mem::forget(scope.apply_async(look).unwrap());
            std::mem::forget(
                scope
                    .map_async(0..4, |_| seen.fetch_add(data.len(), SeqCst))
                    .unwrap(),
            );
            let options = scope.options().buffersize(4);
            let add = |x: &u64| seen.fetch_add(*x as usize, SeqCst);
            let mut stream = options.imap(&data, add).unwrap();
            stream.next().unwrap();
            std::mem::forget(stream);
            gate.open();
        });
        let seen = seen.load(SeqCst);
        // 100 from the task, 4 x 100 from the map, and from the stream no more than it may pull.
        assert!((501..=505).contains(&seen), "{seen}");
    }
}

/// Has a stranger to the scope, who was handed the handle of borrowed work, run that work while the pool's only worker
/// passes the work's entries in the queue; the work looks at last whether the scope waited for it.
fn run_by_a_stranger<T: Send + 'static>(
    start: impl for<'s, 'e> Fn(&'s Pool<'s, 'e>, &'e (dyn Fn() + Sync)) -> AsyncResult<T>,
) {
    for _ in 0..50 {
        let pool = Arc::new(ThreadPool::new(1).unwrap());
        let (free, busy) = (Arc::new(Gate::default()), Arc::new(Tally::default()));
        let (waits, says) = (Arc::clone(&free), Arc::clone(&busy));
        let blocker = pool.apply_async(move || {
            says.add();
            waits.pass();
        });
        let _blocker = blocker.unwrap();
        busy.wait_for(1);
        let (inside, over) = (Tally::default(), AtomicBool::new(false));
        let over = Arc::new(over);
        let (watched, marker) = (Arc::clone(&over), Arc::clone(&pool));
        let borrowed = vec![7_u8; 1_000];
        let work = || {
            inside.add();
            free.open();
            // The worker has passed everything queued before once it runs this.
            marker
                .apply_async(|| ())
                .map(|task| task.wait_timeout(Duration::MAX))
                .unwrap();
            for _ in 0..20 {
                std::thread::yield_now();
            }
            assert!(!watched.load(SeqCst), "the scope ended under its task");
            assert!(borrowed.iter().all(|byte| *byte == 7));
        };
        let stranger = pool.scope(|scope| {
            let handle = start(scope, &work);
            let stranger = std::thread::spawn(move || handle.get().map(drop));
            inside.wait_for(1);
            stranger
        });
        over.store(true, SeqCst);
        drop(borrowed);
        stranger.join().unwrap().unwrap();
    }
}

#[test]
fn a_scope_waits_for_its_task_when_a_stranger_runs_it() {
    let _watchdog = watchdog();
    run_by_a_stranger(|scope, work| scope.apply_async(work).unwrap());
}

#[test]
fn a_scope_waits_for_its_map_when_a_stranger_runs_it() {
    let _watchdog = watchdog();
    run_by_a_stranger(|scope, work| scope.map_async(vec![()], move |()| work()).unwrap());
}

#[test]
fn a_handle_that_outlives_its_scope_still_has_the_result() {
    let pool = ThreadPool::new(1).unwrap();
    let text = String::from("lap");
    let handle = pool.scope(|scope| scope.apply_async(|| text.len()).unwrap());
    drop(text);
    assert!(handle.ready());
    assert_eq!(handle.get().unwrap(), 3);
}

/// Says, when dropped, whether the scope it was borrowed for was still there.
struct Witness<'a> {
    over: &'a AtomicBool,
    late: &'a AtomicUsize,
}

impl Drop for Witness<'_> {
    fn drop(&mut self) {
        for _ in 0..20 {
            std::thread::yield_now();
        }
        self.late
            .fetch_add(usize::from(self.over.load(SeqCst)), SeqCst);
    }
}

#[test]
fn a_scope_waits_for_the_closure_of_a_stream_that_a_worker_drops_last() {
    let _watchdog = watchdog();
    let pool = ThreadPool::new(1).unwrap();
    for _ in 0..50 {
        // They outlive the scope in fact, so that a scope that ends too early is seen and not undefined.
        let (over, late) = (AtomicBool::new(false), AtomicUsize::new(0));
        let (inside, gate) = (&Tally::default(), &Gate::default());
        pool.scope(|scope| {
            let witness = Witness {
                over: &over,
                late: &late,
            };
            let mut stream = scope
                .imap(0..1, move |_| {
                    inside.add();
                    gate.pass();
                    // By reference to the whole of it, which the closure therefore owns.
                    _ = std::hint::black_box(&witness);
                })
                .unwrap();
            assert!(stream.next_timeout(Duration::from_millis(1)).is_err());
            inside.wait_for(1);
            drop(stream);
            gate.open();
        });
        over.store(true, SeqCst);
        // Its one worker has passed everything before once it has run this.
        assert!(pool.apply_async(|| ()).unwrap().wait_timeout(Duration::MAX));
        assert_eq!(late.load(SeqCst), 0, "dropped after the scope");
    }
}
