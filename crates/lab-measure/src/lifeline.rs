//! A child ends when its parent does.
//!
//! The parent holds the child's standard input open and never writes to it. When the parent ends, however it
//! ends, the pipe closes and the child's watching thread sees the end of its input. This needs no signal, no
//! process group and no system call that only one system has, and it reaches through any number of levels.

use std::env;
use std::io::Read;
use std::process;
use std::thread;

/// Exit code of a child whose parent has gone.
pub const ORPHANED: i32 = 75;

/// Set for a child whose standard input is a lifeline. A program that is started by hand has none.
pub const ASKED: &str = "LAB_LIFELINE";

/// Ends this process once its standard input closes, if its parent asks for that.
pub fn hold_if_asked() {
    if env::var_os(ASKED).is_some() {
        hold();
    }
}

/// Ends this process once its standard input closes. The watching thread sleeps in `read` until then.
pub fn hold() {
    thread::Builder::new()
        .name("lifeline".into())
        .spawn(|| {
            wait();
            process::exit(ORPHANED);
        })
        .expect("the system lets a process start its second thread");
}

/// Waits until standard input closes.
pub fn wait() {
    let mut sink = [0_u8; 64];
    let mut input = std::io::stdin().lock();
    while !matches!(input.read(&mut sink), Ok(0) | Err(_)) {}
}
