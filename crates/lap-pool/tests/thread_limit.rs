//! A user's limit on threads. Alone in its process, as a single test, since it becomes a user of its own: the superuser has
//! no such limit, and another's counts what else he runs.
#![cfg(all(target_os = "linux", not(miri)))]

mod support;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use lap_pool::{Builder, Joined, PoolError, ThreadPool};
use support::{Tally, watchdog};

/// A user that has nothing else running.
const NOBODY: libc::uid_t = 2_000_054_321;

/// How many threads there is room for.
const ROOM: usize = 4;

thread_local! {
    static UNTIL_ITS_END: RefCell<Option<Ended>> = const { RefCell::new(None) };
}

/// In a thread-local: counted when its thread ends.
struct Ended(Arc<Tally>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.add();
    }
}

/// Makes the calling thread, and those that it starts, a user's who may have `ROOM` more; says whether that took effect.
/// By the bare system call, since libc's function would change all threads, the test harness's as well.
fn limit_threads() -> bool {
    let limit = libc::rlimit {
        rlim_cur: 1 + ROOM as libc::rlim_t,
        rlim_max: 1 + ROOM as libc::rlim_t,
    };
    // SAFETY: `limit` is a valid structure for the call, which only reads it.
    let refused = unsafe { libc::setrlimit(libc::RLIMIT_NPROC, &limit) };
    // SAFETY: the call takes three numbers, and touches no memory.
    let kept = unsafe { libc::syscall(libc::SYS_setresuid, NOBODY, NOBODY, NOBODY) };
    refused == 0 && kept == 0
}

fn of(workers: usize) -> (Builder, Arc<Tally>, Arc<Tally>) {
    let (started, ended) = (Arc::new(Tally::default()), Arc::new(Tally::default()));
    let (starts, ends) = (Arc::clone(&started), Arc::clone(&ended));
    let builder = ThreadPool::builder().workers(workers).initializer(move || {
        UNTIL_ITS_END.set(Some(Ended(Arc::clone(&ends))));
        starts.add();
    });
    (builder, started, ended)
}

/// The system counts a thread that was joined for a moment longer.
fn pool_that_fits() -> ThreadPool {
    loop {
        match of(ROOM).0.build() {
            Ok(pool) => return pool,
            Err(PoolError::Spawn(_)) => std::thread::yield_now(),
            Err(other) => panic!("{other}"),
        }
    }
}

#[test]
fn a_pool_too_large_is_refused_and_one_that_fits_works() {
    let _watchdog = watchdog();
    if !limit_threads() {
        println!("skipped: only the superuser can become a user without other threads");
        return;
    }
    for workers in [ROOM + 1, 64, 10_000] {
        drop(pool_that_fits());
        let (builder, started, ended) = of(workers);
        let Err(PoolError::Spawn(error)) = builder.build() else {
            panic!("{workers} threads in a limit of {ROOM}");
        };
        assert_eq!(error.raw_os_error(), Some(libc::EAGAIN), "{error}");
        assert!(started.count() <= ROOM);
        assert_eq!(ended.count(), started.count(), "those started are joined");
    }

    // Nobody else can be started, such as a thread that joins the others for a limited time.
    let pool = pool_that_fits();
    assert_eq!(pool.map(0..1_000, |x| x).unwrap().len(), 1_000);
    assert_eq!(pool.imap(0..1_000, |x| x).unwrap().count(), 1_000);
    let unread = pool.options().readahead(1, || 0..3).imap(|x| x);
    let Err(PoolError::Spawn(error)) = unread else {
        panic!("a thread more in a limit of {ROOM}");
    };
    assert_eq!(error.raw_os_error(), Some(libc::EAGAIN), "{error}");
    let task = pool.apply_async(|| 1).unwrap();
    pool.close();
    while !matches!(
        pool.join_timeout(Duration::from_millis(10)),
        Ok(Joined::All)
    ) {}
    assert_eq!(task.get().unwrap(), 1);
}
