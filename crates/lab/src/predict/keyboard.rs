//! The keyboard of a terminal, key by key and without echo; as it was before once this is dropped.
//!
//! Signals are not typed meanwhile: Ctrl-C arrives as a key, so that the terminal can be put right before the run ends.
//! A signal from elsewhere ends the questions, and then the program.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, kill_current_process_group};
use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcgetpgrp, tcsetattr,
};

use super::conversation::TICK;
use super::held_signals::HeldSignals;
use super::keys::{Key, Keys, keys};

/// What a terminal sends for one key fits into this.
const ONE_READ: usize = 32;

/// A terminal that gives every key at once.
pub struct Keyboard<'t> {
    terminal: BorrowedFd<'t>,
    before: Termios,
    typed: VecDeque<Key>,
    /// Dropped after the terminal was put right, and not before.
    held: HeldSignals,
}

impl<'t> Keyboard<'t> {
    /// Takes the terminal over; what was typed before is dropped. `None` for a process in the background, which would
    /// be stopped for trying.
    ///
    /// # Errors
    /// When it is no terminal, or none that can be set up.
    pub fn open(terminal: &'t impl AsFd) -> io::Result<Option<Self>> {
        let terminal = terminal.as_fd();
        // A terminal that does not control us has no foreground and stops nobody.
        if tcgetpgrp(terminal).is_ok_and(|foreground| foreground != getpgrp()) {
            return Ok(None);
        }
        let before = tcgetattr(terminal)?;
        let held = HeldSignals::hold()?;
        let mut raw = before.clone();
        raw.local_modes -=
            LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG | LocalModes::IEXTEN;
        raw.special_codes[SpecialCodeIndex::VMIN] = 1;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(terminal, OptionalActions::Flush, &raw)?;
        Ok(Some(Self {
            terminal,
            before,
            typed: VecDeque::new(),
            held,
        }))
    }

    /// Waits a tick for what is typed.
    fn read(&mut self) -> io::Result<()> {
        let tick = Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(TICK.subsec_nanos()),
        };
        let mut terminal = [PollFd::new(&self.terminal, PollFlags::IN)];
        match poll(&mut terminal, Some(&tick)) {
            Ok(0) | Err(Errno::INTR) => return Ok(()),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let mut bytes = [0; ONE_READ];
        let read = rustix::io::read(self.terminal, &mut bytes)?;
        self.typed.extend(keys(&bytes[..read]));
        Ok(())
    }
}

impl Keys for Keyboard<'_> {
    fn next(&mut self) -> Option<Key> {
        if self.typed.is_empty() && self.read().is_err() || self.held.came() {
            return Some(Key::Closed);
        }
        self.typed.pop_front()
    }
}

impl Drop for Keyboard<'_> {
    fn drop(&mut self) {
        // Fails only where the terminal has gone.
        let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
    }
}

/// What the terminal would have done on Ctrl-C: interrupts everybody who was started with us, the build too.
pub fn interrupt_all() {
    // Fails only where there is nobody to interrupt, and we are there.
    let _ = kill_current_process_group(Signal::INT);
}
