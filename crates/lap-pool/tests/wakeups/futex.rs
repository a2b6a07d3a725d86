//! The futex calls of this program, counted. The standard library makes each of them by libc's `syscall`: this program
//! has a function of that name itself, which counts and passes on. What goes to the kernel by another way (glibc's own
//! locks, the join of a thread) is not seen; the tests show first that what they count is.

use std::cell::Cell;
use std::ffi::{c_long, c_void};
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering::SeqCst};

/// Threads of this name, or of one that begins so, are the sleepers; who else is in the process does not count.
pub const SLEEPER: &str = "sleeper";

/// Addresses at which a sleeper waits without a limit, one place for each; 0 is free.
static ASLEEP: [AtomicUsize; 64] = [const { AtomicUsize::new(0) }; 64];

/// Addresses at which whoever is woken is counted.
static BEDS: [AtomicUsize; 64] = [const { AtomicUsize::new(0) }; 64];

/// Calls that may have woken somebody.
static WAKES: AtomicUsize = AtomicUsize::new(0);

static WOKEN: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static OWN: Cell<usize> = const { Cell::new(0) };
}

/// Futex calls that the calling thread makes in `code`.
pub fn own_calls(code: impl FnOnce()) -> usize {
    let before = OWN.get();
    code();
    OWN.get() - before
}

/// Where each of so many sleepers is asleep, once all are.
///
/// Who has noted an address may have yet to fall asleep there, or may have been woken; the system knows, and says it of
/// one thread after the other. While nobody is woken, it holds of all.
pub fn wait_until_asleep(sleepers: usize) -> Vec<usize> {
    loop {
        let wakes = WAKES.load(SeqCst);
        let places = ASLEEP.iter().map(|place| place.load(SeqCst));
        let beds: Vec<usize> = places.filter(|address| *address != 0).collect();
        if beds.len() == sleepers && sleeping() == sleepers && WAKES.load(SeqCst) == wakes {
            return beds;
        }
        std::thread::yield_now();
    }
}

/// How many sleepers the system has put to sleep, looked at one by one.
fn sleeping() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    // One that has ended in the meantime is not there any more.
    let stats = threads
        .filter_map(|thread| std::fs::read_to_string(thread.unwrap().path().join("stat")).ok());
    let is_asleep = |stat: &String| {
        let (name, state) = stat.rsplit_once(") ").unwrap();
        name.contains(&format!("({SLEEPER}")) && state.starts_with('S')
    };
    stats.filter(is_asleep).count()
}

/// From now on, counts who is woken at these addresses.
pub fn watch(beds: &[usize]) {
    assert!(beds.len() <= BEDS.len());
    let addresses = beds.iter().copied().chain(std::iter::repeat(0));
    BEDS.iter()
        .zip(addresses)
        .for_each(|(bed, address)| bed.store(address, SeqCst));
    WOKEN.store(0, SeqCst);
}

/// Threads that were woken since.
pub fn woken() -> usize {
    WOKEN.load(SeqCst)
}

fn is_sleeper() -> bool {
    let mut name = [0_u8; 16];
    // SAFETY: the system writes a thread's name there, which has 16 bytes at most, its NUL among them.
    unsafe { libc::prctl(libc::PR_GET_NAME, name.as_mut_ptr()) };
    name.starts_with(SLEEPER.as_bytes())
}

/// In the place of libc's function of this name. That one takes its arguments as they come; with seven words, which
/// both sides put into the same registers, this one need not.
///
/// # Safety
/// As for the system call of this number.
#[unsafe(no_mangle)]
unsafe extern "C" fn syscall(
    number: c_long,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
) -> c_long {
    let pass_on = || {
        let next = next();
        // SAFETY: `next` is libc's function, called with what the caller gave; he keeps the system call's conditions.
        unsafe { next(number, a, b, c, d, e, f) }
    };
    if number != libc::SYS_futex {
        return pass_on();
    }
    OWN.set(OWN.get() + 1);
    let operation = b as i32 & !(libc::FUTEX_PRIVATE_FLAG | libc::FUTEX_CLOCK_REALTIME);
    match operation {
        libc::FUTEX_WAIT | libc::FUTEX_WAIT_BITSET if d == 0 && is_sleeper() => {
            let is_free =
                |place: &&AtomicUsize| place.compare_exchange(0, a, SeqCst, SeqCst).is_ok();
            let place = ASLEEP.iter().find(is_free);
            let outcome = pass_on();
            place.inspect(|place| place.store(0, SeqCst));
            outcome
        }
        libc::FUTEX_WAKE | libc::FUTEX_WAKE_BITSET => {
            WAKES.fetch_add(1, SeqCst);
            let outcome = pass_on();
            if outcome > 0 && BEDS.iter().any(|bed| bed.load(SeqCst) == a) {
                WOKEN.fetch_add(outcome as usize, SeqCst);
            }
            outcome
        }
        _ => pass_on(),
    }
}

type Syscall = unsafe extern "C" fn(c_long, ...) -> c_long;

/// The function that this one stands before.
fn next() -> Syscall {
    static NEXT: AtomicPtr<c_void> = AtomicPtr::new(std::ptr::null_mut());
    let mut found = NEXT.load(SeqCst);
    if found.is_null() {
        // SAFETY: the name is a C string; the answer is looked at before it is used.
        found = unsafe { libc::dlsym(libc::RTLD_NEXT, c"syscall".as_ptr()) };
        assert!(!found.is_null(), "libc has no syscall()");
        NEXT.store(found, SeqCst);
    }
    // SAFETY: the symbol of this name in libc has this type.
    unsafe { std::mem::transmute::<*mut c_void, Syscall>(found) }
}
