//! Ends cargo and its compilers when we end, however we end.
//!
//! They know of no lifeline, and a cargo that is killed leaves its compilers running. So they are a process group of
//! their own. With them in it is the keeper, this program once more: it kills the group when its standard input closes.
//! Ctrl-C on the terminal reaches us and not the group; our end is its end. Systems without process groups have no
//! keeper to speak of: there, a build that was begun goes on to its end.

use std::io;
use std::process::{self, Child, ChildStdin, Command, Stdio};

use lab_measure::lifeline;

/// Keeps a process group until it is dropped; then nobody is left in it.
pub struct Keeper {
    process: Child,
    lifeline: Option<ChildStdin>,
}

impl Keeper {
    /// Starts it, with nobody to keep yet.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start() -> io::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("keeper")
            .stdin(Stdio::piped())
            .stdout(Stdio::null());
        join_group(&mut command, 0);
        let mut process = command.spawn()?;
        Ok(Self {
            lifeline: process.stdin.take(),
            process,
        })
    }

    /// Has it keep what `command` starts.
    pub fn keep(&self, command: &mut Command) {
        join_group(command, self.process.id());
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.lifeline.take();
        // Fails only if it has been waited for.
        let _ = self.process.wait();
    }
}

/// Be the keeper.
pub fn be_a_keeper() -> ! {
    lifeline::wait();
    kill_own_group();
    process::exit(lifeline::ORPHANED)
}

/// Has `command` start in a process group: in this one, or in its own where this is 0.
#[cfg(unix)]
fn join_group(command: &mut Command, group: u32) {
    use std::os::unix::process::CommandExt;
    command.process_group(group as i32);
}

#[cfg(not(unix))]
fn join_group(_command: &mut Command, _group: u32) {}

/// Kills the group that this process leads. Who leads none, because it was started by hand, kills nobody.
#[cfg(unix)]
fn kill_own_group() {
    use rustix::process::{Signal, getpid, kill_process_group};
    let _nobody_to_kill = kill_process_group(getpid(), Signal::KILL);
}

#[cfg(not(unix))]
fn kill_own_group() {}
