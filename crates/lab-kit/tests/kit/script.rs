//! A script that stands in for a program.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes it to `file`, from where it can be started at once.
///
/// A shell does the writing. Were the file open in this process, a program that another test starts at this moment would
/// hold it open too until it is loaded, and nobody can start what is open for writing ("text file busy").
pub fn write(file: &Path, text: &str) {
    let mut shell = Command::new("sh")
        .args(["-c", "cat >\"$1\" && chmod 755 \"$1\"", "sh"])
        .arg(file)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = shell.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    assert!(shell.wait().unwrap().success());
}
