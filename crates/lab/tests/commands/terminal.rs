//! A terminal in our hands: what is typed into it, and what is seen on it.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

/// A test that waits longer has failed. On a machine that is busy the noise test alone takes a minute.
const LIMIT: Duration = Duration::from_secs(300);

/// Else a program that another test starts would hold our end too, and hanging up would end nothing. Where the system has
/// no such flag, that can happen.
#[cfg(target_os = "linux")]
const OURS_ALONE: OpenptFlags = OpenptFlags::CLOEXEC;
#[cfg(not(target_os = "linux"))]
const OURS_ALONE: OpenptFlags = OpenptFlags::empty();

/// A pseudo-terminal: we hold the keyboard and watch the screen.
pub struct Terminal {
    ours: File,
    /// Kept, so that its modes can be read after the program has ended.
    theirs: File,
    gone: Arc<AtomicBool>,
    watcher: JoinHandle<()>,
    screen: Receiver<Vec<u8>>,
    seen: String,
    read: usize,
}

/// A program on it; killed when the test ends, however that ends.
pub struct Started(Child);

impl Started {
    /// Waits for its end. A watchdog kills it where that takes too long; then its status says so.
    pub fn wait(&mut self) -> ExitStatus {
        let program = self.id();
        let (ended, watched) = mpsc::channel::<()>();
        let watchdog = thread::spawn(move || {
            if watched.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
                // Fails only if it has just ended.
                let _ = kill_process(program, Signal::KILL);
            }
        });
        let status = self.0.wait().unwrap();
        drop(ended);
        watchdog.join().unwrap();
        status
    }

    pub fn send(&self, signal: Signal) {
        kill_process(self.id(), signal).unwrap();
    }

    fn id(&self) -> Pid {
        Pid::from_child(&self.0)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Terminal {
    pub fn open() -> Self {
        let ours: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OURS_ALONE).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NOCTTY.bits() as i32)
            .open(name.to_str().unwrap())
            .unwrap();
        let ours = File::from(ours);
        let (send, screen) = mpsc::channel();
        let watched = ours.try_clone().unwrap();
        let gone = Arc::new(AtomicBool::new(false));
        let left = Arc::clone(&gone);
        let watcher =
            thread::spawn(move || watch(watched, &left, |bytes| send.send(bytes).is_ok()));
        Self {
            ours,
            theirs,
            gone,
            watcher,
            screen,
            seen: String::new(),
            read: 0,
        }
    }

    /// Has it stop whoever writes to it from the background (`stty tostop`).
    pub fn stop_the_background(&self) {
        let mut modes = tcgetattr(&self.theirs).unwrap();
        modes.local_modes.insert(LocalModes::TOSTOP);
        tcsetattr(&self.theirs, OptionalActions::Now, &modes).unwrap();
    }

    /// Starts a program on it, in a process group of its own, as a shell does.
    pub fn start(&self, command: &mut Command) -> Started {
        let end = || self.theirs.try_clone().unwrap();
        command
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .process_group(0)
            .spawn()
            .map(Started)
            .unwrap()
    }

    pub fn type_in(&mut self, keys: &str) {
        self.ours.write_all(keys.as_bytes()).unwrap();
    }

    /// Its modes, in words that can be compared.
    pub fn modes(&self) -> String {
        let modes = tcgetattr(&self.theirs).unwrap();
        format!("{:?} {:?}", modes.local_modes, modes.special_codes)
    }

    /// All that was seen so far.
    pub fn seen(&self) -> &str {
        &self.seen
    }

    /// Waits until these words are seen, after those that were waited for before.
    pub fn wait_for(&mut self, words: &str) {
        let deadline = Instant::now() + LIMIT;
        loop {
            if let Some(place) = self.seen[self.read..].find(words) {
                self.read += place + words.len();
                return;
            }
            assert!(self.watch(deadline), "no `{words}` in:\n{}", self.seen);
        }
    }

    /// Waits until nobody else holds it any more.
    pub fn wait_for_the_end(self) {
        drop(self.theirs);
        let deadline = Instant::now() + LIMIT;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => panic!("somebody still holds the terminal"),
            }
        }
    }

    /// Pulls the plug: whoever is on it has lost keyboard and screen.
    pub fn hang_up(self) {
        self.gone.store(true, Ordering::Relaxed);
        self.watcher.join().unwrap();
    }

    fn watch(&mut self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        let Ok(bytes) = self.screen.recv_timeout(left) else {
            return false;
        };
        self.seen
            .push_str(&String::from_utf8_lossy(&bytes).replace('\r', ""));
        true
    }
}

/// Passes on what is shown until the terminal is given up, nobody listens, or nobody holds the other end.
fn watch(mut terminal: File, gone: &AtomicBool, pass_on: impl Fn(Vec<u8>) -> bool) {
    let moment = Timespec {
        tv_sec: 0,
        tv_nsec: 10_000_000,
    };
    let mut bytes = [0; 4096];
    while !gone.load(Ordering::Relaxed) {
        if matches!(
            poll(&mut [PollFd::new(&terminal, PollFlags::IN)], Some(&moment)),
            Ok(0)
        ) {
            continue;
        }
        match terminal.read(&mut bytes) {
            Ok(read @ 1..) if pass_on(bytes[..read].to_vec()) => {}
            _ => return,
        }
    }
}
