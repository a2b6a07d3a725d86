//! `#pragma omp parallel for` around a closure: the loop is C, what it runs is the caller's Rust, by `extern "C"`.
//!
//! Where the C compiler has no OpenMP the crate builds all the same, and [`reason_for_absence`] says so.

use std::ffi::c_int;

/// How a loop's iterations are given to threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// What `parallel for` does where nothing else is said: an equal share for each thread.
    Static,
    /// `schedule(guided)`: pieces that become smaller.
    Guided,
}

/// Why there is no OpenMP here, or `None` where there is.
pub fn reason_for_absence() -> Option<&'static str> {
    (!cfg!(has_openmp)).then_some(
        "the C compiler has no -fopenmp, or none that links; gcc with libgomp, or clang with libomp, has",
    )
}

/// Runs `task` for each of `0..n` on `threads` threads, of which the caller is one.
///
/// A task that panics ends the process: C cannot be unwound.
///
/// # Panics
/// Where there is no OpenMP, and for no threads or more than C can count.
pub fn parallel_for(schedule: Schedule, threads: usize, n: usize, task: &(impl Fn(usize) + Sync)) {
    let counted = c_int::try_from(threads).ok().filter(|&threads| threads > 0);
    let Some(counted) = counted else {
        panic!("threads = {threads}: give 1 to {}", c_int::MAX);
    };
    looped(schedule, counted, n, task);
}

#[cfg(has_openmp)]
fn looped<F: Fn(usize) + Sync>(schedule: Schedule, threads: c_int, n: usize, task: &F) {
    use std::ffi::c_void;
    use std::ptr::from_ref;

    type Run = extern "C" fn(*const c_void, usize);

    unsafe extern "C" {
        fn openmp_loop_static(threads: c_int, n: usize, run: Run, context: *const c_void);
        fn openmp_loop_guided(threads: c_int, n: usize, run: Run, context: *const c_void);
    }

    extern "C" fn run<F: Fn(usize) + Sync>(context: *const c_void, index: usize) {
        // SAFETY: `looped` hands out a pointer to an `F` that it borrows until the loop has ended, and `F: Sync` lets
        // any thread of the loop use it.
        let task = unsafe { &*context.cast::<F>() };
        task(index);
    }

    let context = from_ref(task).cast();
    match schedule {
        // SAFETY: the declaration is that of loop.c; it calls `run::<F>` with the context of an `F`, and returns when
        // every thread has left the loop.
        Schedule::Static => unsafe { openmp_loop_static(threads, n, run::<F>, context) },
        // SAFETY: as above.
        Schedule::Guided => unsafe { openmp_loop_guided(threads, n, run::<F>, context) },
    }
}

#[cfg(not(has_openmp))]
fn looped(_: Schedule, _: c_int, _: usize, _: &impl Fn(usize)) {
    panic!("{}", reason_for_absence().unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering::Relaxed;

    use super::*;

    #[test]
    fn every_index_is_run_once_by_either_schedule() {
        if let Some(reason) = reason_for_absence() {
            println!("skipped: {reason}");
            return;
        }
        for schedule in [Schedule::Static, Schedule::Guided] {
            for n in [0, 1, 2, 1000] {
                let runs: Vec<_> = (0..n).map(|_| AtomicUsize::new(0)).collect();
                parallel_for(schedule, 3, n, &|index| {
                    runs[index].fetch_add(1, Relaxed);
                });
                assert!(
                    runs.iter().all(|run| run.load(Relaxed) == 1),
                    "{schedule:?}, {n}"
                );
            }
        }
    }

    #[test]
    #[should_panic(expected = "threads = 0: give 1 to")]
    fn no_threads_are_refused() {
        parallel_for(Schedule::Static, 0, 1, &|_| {});
    }
}
