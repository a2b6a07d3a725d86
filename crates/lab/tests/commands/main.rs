//! `cargo lab` as its user has it: what it says, what it writes, and how it ends. One program, because each would link
//! everything.

mod agree;
#[cfg(unix)]
mod beforehand;
#[cfg(unix)]
mod build;
mod children;
mod code;
mod command_line;
#[cfg(unix)]
mod ends;
#[cfg(unix)]
mod exit_codes;
#[cfg(target_os = "linux")]
mod foreground;
#[cfg(unix)]
mod locale;
#[cfg(unix)]
mod made;
mod patient;
#[cfg(unix)]
mod predict;
mod report;
mod rules;
#[cfg(unix)]
mod sabotage;
#[cfg(unix)]
#[path = "../../../lab-kit/tests/kit/script.rs"]
mod script;
mod sentences;
#[cfg(unix)]
mod terminal;
mod words;
