//! A fresh process: started with a lifeline, read line by line, killed when it hangs.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{self, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::protocol::Message;

/// A process under watch. Dropping it kills what still runs.
pub struct Child {
    process: process::Child,
    /// Never written to: it closes when we end, and the child ends with it.
    _lifeline: Option<ChildStdin>,
    lines: Receiver<String>,
    complaints: Receiver<String>,
    name: String,
}

impl Child {
    /// Starts `binary`.
    pub fn start(binary: &Path, words: &[String]) -> Result<Self> {
        let name = binary
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !binary.exists() {
            bail!("the program `{name}` is not built; `cargo lab bench` builds it");
        }
        let mut process = Command::new(binary)
            .args(words)
            .arg("--lifeline")
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start `{name}`"))?;
        let lifeline = process.stdin.take();
        let out = process
            .stdout
            .take()
            .ok_or_else(|| anyhow!("`{name}` has no standard output"))?;
        let errors = process
            .stderr
            .take()
            .ok_or_else(|| anyhow!("`{name}` has no standard error"))?;
        Ok(Self {
            process,
            _lifeline: lifeline,
            lines: drain_lines(out),
            complaints: drain_text(errors),
            name,
        })
    }

    /// Reads to the end; kills the process if that has not come within `limit`.
    pub fn finish(mut self, limit: Duration) -> Result<Vec<Message>> {
        let deadline = Instant::now() + limit;
        let mut messages = Vec::new();
        loop {
            match self
                .lines
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(line) => messages.push(self.parse(&line)?),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    bail!("hangs: not finished after {} s, killed", limit.as_secs())
                }
            }
        }
        let status = self
            .process
            .wait()
            .with_context(|| format!("cannot wait for `{}`", self.name))?;
        if status.success() {
            Ok(messages)
        } else {
            Err(self.obituary(status))
        }
    }

    fn parse(&self, line: &str) -> Result<Message> {
        serde_json::from_str(line)
            .with_context(|| format!("`{}` said something unexpected: {line:.200}", self.name))
    }

    fn obituary(&self, status: ExitStatus) -> anyhow::Error {
        let complaint = self.complaints.recv().unwrap_or_default();
        let lines: Vec<&str> = complaint.lines().filter(is_telling).collect();
        match lines.as_slice() {
            [] => anyhow!("`{}` ended with {status} and no word", self.name),
            lines => anyhow!("{}", lines.join(" ")),
        }
    }
}

/// Leaves out the hint about backtraces.
fn is_telling(line: &&str) -> bool {
    !line.trim().is_empty() && !line.starts_with("note: run with `RUST_BACKTRACE")
}

impl Drop for Child {
    fn drop(&mut self) {
        // Both fail only if the process has ended and been waited for, which is what they are for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn drain_lines(source: impl Read + Send + 'static) -> Receiver<String> {
    let (lines, received) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(source).lines().map_while(Result::ok) {
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
