//! An experiment's own command line: a mistake is told in one line, and nobody's going ends in a panic.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Describing itself takes it a fraction of a second.
const LIMIT: Duration = Duration::from_secs(60);

/// Runs the experiment with these words; its exit code, and what it said on standard error.
fn ended(words: &[&str], out: Stdio) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_selftest"))
        .args(words)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A reader that has gone, where it is a pipe.
    drop(child.stdout.take());
    let mut errors = child.stderr.take().unwrap();
    let (send, said) = mpsc::channel();
    thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).unwrap();
        send.send(text)
    });
    let Ok(said) = said.recv_timeout(LIMIT) else {
        child.kill().unwrap();
        panic!("{words:?} took more than {} s", LIMIT.as_secs());
    };
    (child.wait().unwrap().code(), said)
}

#[test]
fn a_mistake_is_told_in_one_line() {
    let (code, said) = ended(&["--urls", "/no/such/list"], Stdio::null());
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.starts_with("selftest: --urls cannot read `/no/such/list`: "),
        "{said}"
    );
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    for words in [["--help"], ["--describe"]] {
        let (code, said) = ended(&words, Stdio::piped());
        assert_eq!((code, said.as_str()), (Some(0), ""), "{words:?}");
    }
}

/// On `/dev/full` every write fails as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn words_that_cannot_be_written_are_a_failure_and_no_panic() {
    for words in [["--help"], ["--describe"]] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let (code, said) = ended(&words, full.unwrap().into());
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.starts_with("selftest: cannot write to standard output: No space left"),
            "{said}"
        );
    }
}

#[test]
fn a_place_for_the_record_that_cannot_be_written_to_is_told_before_anything_is_measured() {
    let (code, said) = ended(&["--record", "/dev/null/record.json"], Stdio::null());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("cannot make the folder /dev/null"), "{said}");
}
