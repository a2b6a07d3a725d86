//! What Miri has to report before its silence means anything: one fault for each `--cfg`.

use std::cell::UnsafeCell;
use std::sync::mpsc::channel;
use std::thread;

struct Shared(UnsafeCell<u32>);

// SAFETY: none, on purpose.
unsafe impl Sync for Shared {}

static SHARED: Shared = Shared(UnsafeCell::new(0));

fn main() {
    if cfg!(race) {
        let writes = || unsafe { *SHARED.0.get() += 1 };
        let other = thread::spawn(writes);
        writes();
        other.join().unwrap();
    }
    if cfg!(freed) {
        // A task that outlives the borrow it was given.
        let words = vec![String::from("lap")];
        let borrow: &'static Vec<String> = unsafe { &*(&raw const words) };
        let (go, wait) = channel::<()>();
        let task = thread::spawn(move || wait.recv().map(|()| borrow[0].len()));
        drop(words);
        go.send(()).unwrap();
        task.join().unwrap().unwrap();
    }
    if cfg!(leak) {
        std::mem::forget(vec![String::from("lap")]);
    }
    if cfg!(deadlock) {
        let (_go, wait) = channel::<()>();
        wait.recv().ok();
    }
}
