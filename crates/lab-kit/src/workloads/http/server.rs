//! The server as its parent sees it: a process to start, to ask and to end.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use lab_measure::patience;
use serde::de::DeserializeOwned;

use super::counters::Status;
use super::serving::{self, Hello};
use super::settings::Settings;

/// The first argument that makes this executable the server; the second holds the settings.
const ASKED: &str = "--lab-kit-http-server";

/// Set by [`serve_if_asked`], so that an executable that never calls it is told so, instead of starting itself again
/// and again.
static CAN_SERVE: AtomicBool = AtomicBool::new(false);

/// Makes this process the server, if that is what it was started for. An executable that starts a [`Server`] calls
/// this first of all in its `main`, and ends with the code if there is one.
pub fn serve_if_asked() -> Option<ExitCode> {
    CAN_SERVE.store(true, Relaxed);
    let mut arguments = env::args_os().skip(1);
    if arguments.next()? != ASKED {
        return None;
    }
    let settings = arguments.next().unwrap_or_default();
    let Err(reason) = serving::serve(&settings.to_string_lossy());
    serving::print(&Hello::Error(reason));
    Some(ExitCode::FAILURE)
}

/// A server that has not said a word for so long hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// A running server: this executable once more, in a process of its own, on a free port of 127.0.0.1.
///
/// A process of its own, because a server's work must not pass for the work of the tasks, and its threads not for
/// theirs. It ends when this is dropped, and, however this process ends, with this process: its standard input
/// closes.
#[derive(Debug)]
pub struct Server {
    process: Child,
    address: SocketAddr,
    /// One question at a time.
    dialogue: Mutex<Dialogue>,
}

#[derive(Debug)]
struct Dialogue {
    questions: ChildStdin,
    answers: Receiver<String>,
    /// How it was lost: it has ended or hangs, and is not asked again.
    lost: Option<Loss>,
}

/// Why there is no more answer.
#[derive(Clone, Copy, Debug)]
enum Loss {
    Ended,
    Hangs,
}

impl Server {
    /// Starts a server and waits until it listens.
    ///
    /// # Errors
    /// When [`serve_if_asked`] has not been called, when the settings are none that can be had, when the process
    /// cannot be started, or when it cannot listen.
    pub fn start(settings: &Settings) -> io::Result<Self> {
        settings.check().map_err(invalid)?;
        if !CAN_SERVE.load(Relaxed) {
            return Err(invalid(
                "an executable that starts a server calls http::serve_if_asked first in its main",
            ));
        }
        let mut process = Command::new(env::current_exe()?)
            .arg(ASKED)
            .arg(serde_json::to_string(settings)?)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut dialogue = Dialogue {
            questions: process.stdin.take().expect("it was piped"),
            answers: lines_of(process.stdout.take().expect("it was piped")),
            lost: None,
        };
        match dialogue.read() {
            Ok(Hello::Address(address)) => Ok(Self {
                process,
                address,
                dialogue: Mutex::new(dialogue),
            }),
            Ok(Hello::Error(reason)) => Err(io::Error::other(reason)),
            Err(error) => Err(error),
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// CPU time that the server's process has used since it started, in nanoseconds. Asking costs some of it, about
    /// what a request costs.
    ///
    /// # Errors
    /// When the server has ended or hangs.
    pub fn cpu_ns(&self) -> io::Result<u64> {
        self.status().map(|status| status.cpu_ns)
    }

    /// What the server has counted. It is asked through a pipe, not by a request: the asking opens no connection, is
    /// counted nowhere, and works when no further connection is admitted.
    ///
    /// # Errors
    /// When the server has ended or hangs.
    pub fn status(&self) -> io::Result<Status> {
        self.dialogue
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .ask()
    }
}

impl Dialogue {
    fn ask(&mut self) -> io::Result<Status> {
        if let Some(loss) = self.lost {
            return Err(loss.into());
        }
        let asked = self.questions.write_all(b"status\n");
        let answer = match asked {
            Ok(()) => self.read(),
            Err(_) => Err(Loss::Ended.into()),
        };
        self.lost = answer.as_ref().err().map(|error| match error.kind() {
            io::ErrorKind::TimedOut => Loss::Hangs,
            _ => Loss::Ended,
        });
        answer
    }

    fn read<T: DeserializeOwned>(&mut self) -> io::Result<T> {
        let line = self
            .answers
            .recv_timeout(patience::at_most(PATIENCE))
            .map_err(|error| match error {
                RecvTimeoutError::Disconnected => Loss::Ended,
                RecvTimeoutError::Timeout => Loss::Hangs,
            })?;
        serde_json::from_str(&line)
            .map_err(|error| io::Error::other(format!("the HTTP server said {line:?}: {error}")))
    }
}

impl From<Loss> for io::Error {
    fn from(loss: Loss) -> Self {
        match loss {
            Loss::Ended => Self::new(io::ErrorKind::UnexpectedEof, "the HTTP server has ended"),
            Loss::Hangs => Self::new(io::ErrorKind::TimedOut, "the HTTP server hangs"),
        }
    }
}

fn lines_of(out: ChildStdout) -> Receiver<String> {
    let (lines, received) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                return;
            }
        }
    });
    received
}

impl Drop for Server {
    fn drop(&mut self) {
        // There is nothing it would have to put in order.
        let _ended_already = self.process.kill();
        let _status = self.process.wait();
    }
}

fn invalid(reason: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_executable_that_cannot_be_the_server_is_told_so() {
        let error = Server::start(&Settings::default()).unwrap_err();
        assert!(error.to_string().contains("serve_if_asked"), "{error}");
    }
}
