//! Forks while another thread of the parent is finding out what the process asks the system only once.
//!
//! The two functions of the C library that it calls then stand in here for the library's own, and hold that thread.

use std::ffi::{c_int, c_void};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use super::tests::child::in_a_child;
use super::tests::support::alone::alone;
use super::tests::support::{Gate, Tally, watchdog};
use super::watch;
use crate::sync::cores;

/// Whether the next thread that asks is held.
static HOLDS: AtomicBool = AtomicBool::new(false);
static HELD: LazyLock<(Tally, Gate)> = LazyLock::new(Default::default);

fn hold() {
    if HOLDS.swap(false, SeqCst) {
        HELD.0.add();
        HELD.1.pass();
    }
}

#[unsafe(no_mangle)]
extern "C" fn sched_getaffinity(
    process: libc::pid_t,
    size: usize,
    set: *mut libc::cpu_set_t,
) -> c_int {
    hold();
    // SAFETY: the system call writes at most `size` bytes to `set`, as the caller asked.
    let filled = unsafe { libc::syscall(libc::SYS_sched_getaffinity, process, size, set) };
    if filled < 0 { -1 } else { 0 }
}

type Handler = Option<unsafe extern "C" fn()>;
type Register = unsafe extern "C" fn(Handler, Handler, Handler, *mut c_void) -> c_int;

/// What `pthread_atfork` calls.
#[unsafe(no_mangle)]
extern "C" fn __register_atfork(
    prepare: Handler,
    parent: Handler,
    child: Handler,
    object: *mut c_void,
) -> c_int {
    hold();
    // SAFETY: the name ends with a zero.
    let own = unsafe { libc::dlsym(libc::RTLD_NEXT, c"__register_atfork".as_ptr()) };
    // SAFETY: the C library's function of that name, which is always there, has this type.
    let own = unsafe { std::mem::transmute::<*mut c_void, Register>(own) };
    // SAFETY: the arguments are the caller's.
    unsafe { own(prepare, parent, child, object) }
}

#[test]
fn a_thread_of_the_parents_that_is_asking_the_system_does_not_hold_up_the_child() {
    let _watchdog = watchdog();
    let first_uses: [(&str, fn()); 2] = [
        ("the handler of forks", watch),
        ("the number of cores", || _ = cores()),
    ];
    for (name, first_use) in first_uses {
        alone(name, || {
            HOLDS.store(true, SeqCst);
            thread::scope(|scope| {
                scope.spawn(first_use);
                HELD.0.wait_for(1);
                let status = in_a_child(|| {
                    first_use();
                    true
                });
                HELD.1.open();
                assert_eq!(status, 0, "{name}: the child's wait status");
            });
        });
    }
}
