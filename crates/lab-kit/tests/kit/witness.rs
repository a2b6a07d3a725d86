//! A pipe that an interpreter and everybody it forks hold open: when it ends, all of them are gone.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use rustix::process::Pid;
use tempfile::TempDir;

use crate::script;

/// Who holds the pipe; and where its program lies.
pub struct Witness {
    folder: TempDir,
    lines: Receiver<String>,
}

impl Witness {
    /// Of a program that is `python` in a process group of its own, as if a shell had started it on a terminal.
    pub fn of(python: &OsStr) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        let lead = "import os, sys; os.setpgid(0, 0); os.execvp(sys.argv[1], sys.argv[1:])";
        let python = python.display();
        let text = format!(
            "#!/bin/sh\nexec 9>'{}'\necho $$ >&9\nexec '{python}' -c '{lead}' '{python}' \"$@\"\n",
            pipe.display()
        );
        let (sender, lines) = channel();
        // Opening waits for the first who writes.
        thread::spawn(move || {
            let pipe = BufReader::new(File::open(pipe).unwrap());
            for line in pipe.lines().map_while(Result::ok) {
                sender.send(line).unwrap();
            }
        });
        let witness = Self { folder, lines };
        script::write(&witness.program(), &text);
        witness
    }

    /// The program to start.
    pub fn program(&self) -> PathBuf {
        self.folder.path().join("python")
    }

    /// The process that was started.
    pub fn started(&self) -> Pid {
        let line = self.lines.recv().unwrap();
        Pid::from_raw(line.parse().unwrap()).unwrap()
    }

    /// Waits until nobody holds the pipe.
    pub fn wait_until_all_are_gone(self) {
        assert!(self.lines.recv().is_err(), "nobody says more");
    }
}
