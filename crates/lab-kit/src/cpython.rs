//! The live subject: a `python3` process that runs our script, one request and one reply a line.
//!
//! The script is the files of `experiments/python/`, compiled in and run as one program. It ends when its standard input closes, so it
//! never outlives the process that holds a [`CPython`].

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use lab_measure::{interpreter, patience};
use serde_json::Value;

/// The whole script: all files of the folder one after the other, the last one of which starts it.
const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/cpython.py"));

/// A visit that has not been answered after this long hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// Lines that the user's own set-up may print before our script begins.
const MOST_WORDS_BEFORE: usize = 1_000;
/// Lines that wait for us at most; a program that says more waits with the rest.
const MOST_WAITING: usize = 16;

/// A running interpreter.
pub struct CPython {
    process: Child,
    requests: ChildStdin,
    replies: Receiver<String>,
    about: About,
}

/// Whether a request for worker processes may come. They need a process that is forked at the interpreter's start,
/// before it has threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Processes {
    /// None will be asked for.
    Never,
    /// `cpu_processes` may be asked for, if [`About::processes`] does not say why not.
    Wanted,
}

/// What the interpreter says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// `3.11.7`.
    pub version: String,
    /// `CPython`, `PyPy`.
    pub implementation: String,
    /// Whether it has a global interpreter lock and it is on.
    pub gil: bool,
    /// Whether it can run worker processes, or, for the reader of a page, why not.
    pub processes: Result<(), String>,
    /// Threads that `ThreadPool()` starts if it is not told how many.
    pub default_workers: u64,
}

impl CPython {
    /// Starts a program, for example [`interpreter::chosen`].
    ///
    /// # Errors
    /// Says for the reader of a page why there is no live CPython: not found, too old, not CPython.
    pub fn start(program: impl AsRef<OsStr>, processes: Processes) -> Result<Self, String> {
        let program = program.as_ref();
        let shown = program.display();
        let mut process = Command::new(program)
            .args(["-u", "-c", SCRIPT])
            .args((processes == Processes::Wanted).then_some("processes"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("`{shown}` cannot be started ({error}); install Python 3.8 or later, or name one in {}", interpreter::CHOICE))?;
        let (Some(requests), Some(out)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(format!("`{shown}` was started without pipes"));
        };
        let about = About {
            version: String::new(),
            implementation: String::new(),
            gil: true,
            processes: Ok(()),
            default_workers: 1,
        };
        let mut python = Self {
            process,
            requests,
            replies: lines_of(out),
            about,
        };
        python.about = python
            .hello()
            .map_err(|error| format!("`{shown}` does not answer: {error}"))?;
        interpreter::supported(&python.about.implementation, &python.about.version)?;
        Ok(python)
    }

    /// What the interpreter says of itself.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Asks for a visit and waits for the answer.
    ///
    /// # Errors
    /// Of kind `Other` when the visit failed and said so: the next one may succeed. Of any other kind the interpreter has
    /// died or hangs, and is of no further use.
    pub fn visit(&mut self, request: &Value) -> io::Result<Value> {
        writeln!(self.requests, "{request}")?;
        let answer = self.reply()?;
        match answer.get("error") {
            None => Ok(answer),
            Some(error) => Err(io::Error::other(format!(
                "CPython failed at {request}: {error}"
            ))),
        }
    }

    /// What it says of itself, after words that were printed before our script had standard output to itself.
    fn hello(&mut self) -> io::Result<About> {
        for _ in 0..MOST_WORDS_BEFORE {
            let hello = serde_json::from_str(&self.line()?).ok();
            if let Some(about) = hello.as_ref().and_then(About::from) {
                return Ok(about);
            }
        }
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("none of its first {MOST_WORDS_BEFORE} lines is what our script says"),
        ))
    }

    fn reply(&mut self) -> io::Result<Value> {
        serde_json::from_str(&self.line()?)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    fn line(&mut self) -> io::Result<String> {
        let patience = patience::at_most(PATIENCE);
        self.replies
            .recv_timeout(patience)
            .map_err(|error| match error {
                RecvTimeoutError::Timeout => io::Error::new(
                    io::ErrorKind::TimedOut,
                    format!("CPython hangs: no answer after {} s", patience.as_secs()),
                ),
                RecvTimeoutError::Disconnected => {
                    io::Error::new(io::ErrorKind::UnexpectedEof, "CPython has ended")
                }
            })
    }
}

impl Drop for CPython {
    fn drop(&mut self) {
        // Both fail only for a process that has ended, which is what they are for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl About {
    fn from(hello: &Value) -> Option<Self> {
        Some(Self {
            version: hello.get("version")?.as_str()?.to_owned(),
            implementation: hello.get("implementation")?.as_str()?.to_owned(),
            gil: hello.get("gil")?.as_bool()?,
            processes: match hello.get("no_processes")? {
                Value::Null => Ok(()),
                refusal => Err(refusal.as_str()?.to_owned()),
            },
            default_workers: hello.get("default_workers")?.as_u64()?,
        })
    }
}

fn lines_of(out: impl io::Read + Send + 'static) -> Receiver<String> {
    let (lines, received) = mpsc::sync_channel(MOST_WAITING);
    thread::spawn(move || {
        // What is no UTF-8 is no reply, and no end of them.
        for line in BufReader::new(out).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            if lines.send(line).is_err() {
                return;
            }
        }
    });
    received
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Its files are one program: the later of two functions of one name would be called for both.
    #[test]
    fn no_two_functions_of_the_script_have_one_name() {
        let mut names: Vec<&str> = SCRIPT
            .lines()
            .filter_map(|line| line.strip_prefix("def ").or(line.strip_prefix("class ")))
            .filter_map(|rest| rest.split(['(', ':']).next())
            .collect();
        assert!(names.len() > 20, "{names:?}");
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|two| two[0] == two[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
