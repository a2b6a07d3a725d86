//! Waits for a program, but not for ever: one that hangs is killed and fails its test.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// On a machine that is busy the noise test alone takes a minute.
const LIMIT: Duration = Duration::from_secs(300);
/// How often a program is asked whether it has ended.
const LOOK: Duration = Duration::from_millis(10);

/// Runs `command` to its end, with nothing on its standard input, and gives what it said.
pub fn output(command: &mut Command) -> Output {
    piped(command.stdout(Stdio::piped()).stderr(Stdio::piped()))
}

/// The same, where the command says itself which of its streams are pipes; of the others nothing is given.
pub fn piped(command: &mut Command) -> Output {
    let mut child = command.stdin(Stdio::null()).spawn().unwrap();
    let out = child.stdout.take().map(read);
    let err = child.stderr.take().map(read);
    let said = |reader: Option<JoinHandle<Vec<u8>>>| {
        reader.map_or_else(Vec::new, |reader| reader.join().unwrap())
    };
    Output {
        status: status(child),
        stdout: said(out),
        stderr: said(err),
    }
}

/// Waits for its end.
pub fn status(mut child: Child) -> ExitStatus {
    let deadline = Instant::now() + LIMIT;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() >= deadline {
            child.kill().unwrap();
            panic!("it was still running after {} s", LIMIT.as_secs());
        }
        thread::sleep(LOOK);
    }
}

fn read(mut source: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        source.read_to_end(&mut bytes).unwrap();
        bytes
    })
}
