//! Waiting until our own CPU time stands still. A file of its own: its process runs no other test meanwhile.
#![cfg(unix)]

use std::process::{Command, Stdio};

use lab_measure::cpu;

#[test]
fn a_busy_process_of_ours_is_not_waited_for() {
    // Reads nothing and computes for ever.
    let mut server = Command::new("sh")
        .args(["-c", "while :; do :; done"])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    // A neighbour may disturb one attempt; were the server waited for, none would succeed.
    let settled = (0..100).any(|_| cpu::settle());
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(settled);
}
