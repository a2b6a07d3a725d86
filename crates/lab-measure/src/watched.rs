//! A process under watch: held by a lifeline, read line by line, killed when it takes too long.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::lifeline;

/// How often a process that has closed its output is asked whether it has ended.
const PAUSE: Duration = Duration::from_millis(5);
/// Lines of a failed process's complaint that are passed on: its first ones, which a panic's cause is in ...
const FIRST_LINES: usize = 3;
/// ... and its last ones, which a traceback's is in.
const LAST_LINES: usize = 5;

/// A process under watch. Dropping it kills what still runs.
pub struct Watched {
    child: Child,
    /// Never written to: it closes when we end, however we end, and a child that watches it ends with it.
    _lifeline: Option<ChildStdin>,
    lines: Receiver<String>,
    complaint: Receiver<String>,
    deadline: Instant,
    limit: Duration,
}

impl Watched {
    /// Starts `command`, which has `limit` to finish.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(command: &mut Command, limit: Duration) -> Result<Self> {
        let mut child = command
            .env_remove("RUST_BACKTRACE")
            .env(lifeline::ASKED, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("it cannot be started")?;
        let out = child.stdout.take().context("it has no standard output")?;
        let errors = child.stderr.take().context("it has no standard error")?;
        Ok(Self {
            _lifeline: child.stdin.take(),
            child,
            lines: drain_lines(out),
            complaint: drain_text(errors),
            deadline: Instant::now() + limit,
            limit,
        })
    }

    /// The next line of its output; `None` once it has closed that.
    ///
    /// # Errors
    /// When its time is up.
    pub fn next_line(&mut self) -> Result<Option<String>> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok(line) => Ok(Some(line)),
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(RecvTimeoutError::Timeout) => Err(self.too_long()),
        }
    }

    /// Reads what output is left and waits for its end.
    ///
    /// # Errors
    /// When its time is up, or when it fails: then with its own complaint.
    pub fn finish(mut self) -> Result<Vec<String>> {
        let mut rest = Vec::new();
        while let Some(line) = self.next_line()? {
            rest.push(line);
        }
        let status = self.wait()?;
        if status.success() {
            return Ok(rest);
        }
        let complaint = self.complaint.recv().unwrap_or_default();
        match telling_lines(&complaint) {
            words if words.is_empty() => bail!("it ended without a word ({status})"),
            words => bail!("{words}"),
        }
    }

    fn wait(&mut self) -> Result<ExitStatus> {
        loop {
            let ended = self.child.try_wait().context("it cannot be waited for")?;
            if let Some(status) = ended {
                return Ok(status);
            }
            if Instant::now() >= self.deadline {
                return Err(self.too_long());
            }
            thread::sleep(PAUSE);
        }
    }

    fn too_long(&self) -> anyhow::Error {
        anyhow!(
            "it was not finished after {} s and was ended",
            self.limit.as_secs_f64().ceil()
        )
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // Both fail only if the process has ended and been waited for, which is what they are for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The telling lines, joined, without the middle of many; the hint about backtraces tells nothing.
fn telling_lines(complaint: &str) -> String {
    let telling: Vec<&str> = complaint
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("note: run with `RUST_BACKTRACE"))
        .collect();
    if telling.len() <= FIRST_LINES + LAST_LINES {
        return telling.join(" ");
    }
    let first = telling[..FIRST_LINES].join(" ");
    let last = telling[telling.len() - LAST_LINES..].join(" ");
    format!("{first} [...] {last}")
}

fn drain_lines(source: impl Read + Send + 'static) -> Receiver<String> {
    let (lines, received) = mpsc::channel();
    thread::spawn(move || {
        // What is no UTF-8 is a word of somebody else's between the lines, and no end of them.
        for line in BufReader::new(source).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            let line = line.strip_suffix('\r').unwrap_or(&line).to_owned();
            if lines.send(line).is_err() {
                return;
            }
        }
    });
    received
}

fn drain_text(mut source: impl Read + Send + 'static) -> Receiver<String> {
    let (text, received) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // A pipe that breaks half-way still told us something.
        let _ = source.read_to_end(&mut bytes);
        let _ = text.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    received
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(30);
    const AMPLE: Duration = Duration::from_secs(60);

    #[test]
    fn a_process_that_hangs_is_ended_and_said_to_hang() {
        // `cat` without arguments waits for its input, which we hold open.
        let error = Watched::start(&mut Command::new("cat"), SHORT)
            .and_then(Watched::finish)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "it was not finished after 1 s and was ended"
        );
    }

    #[test]
    fn the_output_of_a_good_process_is_passed_on() {
        let lines = Watched::start(Command::new("printf").arg("a\\nb\\n"), AMPLE)
            .and_then(Watched::finish)
            .unwrap();
        assert_eq!(lines, ["a", "b"]);
    }

    #[test]
    fn a_failure_is_told_in_the_processs_own_words() {
        let error = Watched::start(Command::new("cat").arg("no/such/file"), AMPLE)
            .and_then(Watched::finish)
            .unwrap_err();
        assert!(error.to_string().contains("no/such/file"), "{error}");
        let error = Watched::start(&mut Command::new("false"), AMPLE)
            .and_then(Watched::finish)
            .unwrap_err();
        assert!(
            error.to_string().starts_with("it ended without a word"),
            "{error}"
        );
    }

    #[test]
    fn a_missing_program_is_an_error_at_once() {
        let started = Watched::start(&mut Command::new("no-such-program-anywhere"), AMPLE);
        assert_eq!(
            started.err().map(|error| error.to_string()),
            Some("it cannot be started".into())
        );
    }

    #[test]
    fn of_a_long_complaint_both_ends_are_kept() {
        let complaint =
            "1\n2\n3\n4\n5\n6\n7\n8\n\nnote: run with `RUST_BACKTRACE=1` to see a backtrace\n";
        assert_eq!(telling_lines(complaint), "1 2 3 4 5 6 7 8");
        let longer = format!("0\n{complaint}");
        assert_eq!(telling_lines(&longer), "0 1 2 [...] 4 5 6 7 8");
    }

    #[test]
    fn a_line_that_is_no_utf8_does_not_end_the_output() {
        let lines = Watched::start(Command::new("printf").arg("caf\\351\\nb\\r\\n"), AMPLE)
            .and_then(Watched::finish)
            .unwrap();
        assert_eq!(lines, ["caf\u{fffd}", "b"]);
    }
}
