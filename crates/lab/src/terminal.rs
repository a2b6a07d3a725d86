//! Words to the user: results on standard output, all else on standard error. Colour only where a terminal shows it, and
//! only ASCII where the locale has no other characters.
//!
//! A reader that has gone (`| head`) hears nothing more, and the work goes on: its files and its exit code are for
//! others. Words lost in any other way, as on a full disk, make the command fail.

mod charset;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::OnceLock;

use anyhow::{Context, Result};
use lab_measure::output;
use serde::Serialize;

use self::charset::Spelling;
pub use self::charset::{is_utf8, spelt};

/// Width of a table where no terminal tells its own.
const WIDTH: u16 = 120;
/// Longer lines than this are hard to read.
pub const READABLE: u16 = 100;
/// Below this a table is unreadable, whatever the terminal says.
const NARROWEST: u16 = 40;

/// Why the first of the words was lost that could not be said.
static LOST: OnceLock<String> = OnceLock::new();

/// Prints a result, ending the line.
///
/// # Errors
/// When it cannot be written, though somebody may read it.
pub fn print(text: &str) -> Result<()> {
    print_line(&spelt(text))
}

/// Prints a result for a program: a line of JSON, in UTF-8 whatever the locale.
///
/// # Errors
/// As [`print()`].
pub fn print_json(result: &impl Serialize) -> Result<()> {
    print_line(&serde_json::to_string(result).context("the result cannot be put into JSON")?)
}

fn print_line(text: &str) -> Result<()> {
    output::line(anstream::stdout().lock(), text).context("cannot write to standard output")
}

/// Says how things go, ending the line.
pub fn say(text: &str) {
    note_loss(output::line(anstream::stderr().lock(), &spelt(text)));
}

/// Standard error, for who writes more than lines.
pub fn stderr() -> impl Write {
    Spelling(anstream::stderr().lock())
}

/// Says what clap has to say instead of a command line that it understands, and gives the exit code.
pub fn refuse(words: &clap::Error) -> ExitCode {
    let outcome = words.print().and_then(|()| io::stdout().flush());
    match outcome {
        // What was for standard error has an exit code that is no success anyway.
        Err(error) if !words.use_stderr() && !output::reader_has_gone(&error) => {
            say(&format!("error: cannot write to standard output: {error}"));
            ExitCode::FAILURE
        }
        _ => ExitCode::from(words.exit_code() as u8),
    }
}

/// Remembers that words for standard error were lost, if they were, though somebody may read it.
pub fn note_loss(outcome: io::Result<()>) {
    if let Err(error) = outcome
        && !output::reader_has_gone(&error)
    {
        LOST.get_or_init(|| error.to_string());
    }
}

/// Why something that was said to the user has not reached standard error, where that happened.
pub fn loss() -> Option<String> {
    let reason = LOST.get()?;
    Some(format!("cannot write to standard error: {reason}"))
}

/// Columns that a table may fill.
pub fn width() -> u16 {
    let terminal = console::Term::stdout();
    match terminal.is_term() {
        true => terminal.size().1.max(NARROWEST),
        false => WIDTH,
    }
}

/// Whether a human watches standard error.
pub fn is_watched() -> bool {
    io::stderr().is_terminal()
}
