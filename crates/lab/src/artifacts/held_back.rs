//! What cargo says, kept while somebody is asked something on the same screen, and passed on afterwards.

use std::io::{self, Read, Write};
use std::process::{ChildStderr, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::terminal;

/// Something that cargo started may keep its standard error open for longer than cargo itself lives.
const PATIENCE: Duration = Duration::from_secs(1);

/// The words so far; `None` once they are passed on as they come.
type Kept = Arc<Mutex<Option<Vec<u8>>>>;

/// What a process says on its standard error.
pub struct HeldBack {
    kept: Kept,
    ended: Receiver<()>,
}

/// Has `command` say its words into a pipe, in colour all the same where the terminal shows it.
pub fn prepare(command: &mut Command) {
    command.stderr(Stdio::piped());
    let colourful = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    if colourful && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        command.env("CARGO_TERM_COLOR", "always");
    }
}

/// Whether our terminal stops a process in the background that writes to it (`stty tostop`): cargo may say nothing there
/// itself.
#[cfg(unix)]
pub fn stops_the_background() -> bool {
    use rustix::termios::{LocalModes, tcgetattr};
    tcgetattr(io::stderr()).is_ok_and(|modes| modes.local_modes.contains(LocalModes::TOSTOP))
}

#[cfg(not(unix))]
pub fn stops_the_background() -> bool {
    false
}

impl HeldBack {
    /// Begins to keep.
    pub fn of(words: ChildStderr) -> Self {
        let kept: Kept = Arc::new(Mutex::new(Some(Vec::new())));
        let (end, ended) = mpsc::channel();
        let shared = Arc::clone(&kept);
        thread::spawn(move || {
            keep(words, &shared, &mut io::stderr());
            // Nobody may wait any more.
            let _ = end.send(());
        });
        Self { kept, ended }
    }

    /// Says what was kept; from now on, words are passed on as they come.
    pub fn let_go(&self) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(words) = kept.take() {
            pass_on(&words, &mut io::stderr());
        }
    }

    /// Waits until all is said.
    pub fn finish(self) {
        self.let_go();
        // Too long or over: either way there is nothing more to wait for.
        let _ = self.ended.recv_timeout(PATIENCE);
    }
}

fn keep(mut words: impl Read, kept: &Kept, out: &mut impl Write) {
    let mut bytes = [0; 4096];
    loop {
        let read = match words.read(&mut bytes) {
            Ok(0) => return,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_mut() {
            Some(words) => words.extend_from_slice(&bytes[..read]),
            None => pass_on(&bytes[..read], out),
        }
    }
}

fn pass_on(words: &[u8], out: &mut impl Write) {
    terminal::note_loss(out.write_all(words).and_then(|()| out.flush()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_until_they_are_let_go_and_passed_on_after() {
        let kept: Kept = Arc::new(Mutex::new(Some(Vec::new())));
        let mut out = Vec::new();
        keep("Compiling a\n".as_bytes(), &kept, &mut out);
        assert_eq!(out, b"");
        let words = kept.lock().unwrap().take();
        assert_eq!(words.as_deref(), Some("Compiling a\n".as_bytes()));
        keep("Compiling b\n".as_bytes(), &kept, &mut out);
        assert_eq!(out, b"Compiling b\n");
    }
}
