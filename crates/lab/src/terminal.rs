//! Words to the user: results on standard output, all else on standard error. Colour only where a terminal shows it.

use std::io::{self, ErrorKind, IsTerminal, Write};

/// Width of a table where no terminal tells its own.
const WIDTH: u16 = 120;
/// Below this a table is unreadable, whatever the terminal says.
const NARROWEST: u16 = 40;

/// Prints a result, ending the line. A reader that has gone (`| head`) is no error: there is nobody left to tell.
pub fn print(text: &str) {
    write(anstream::stdout().lock(), text);
}

/// Says how things go, ending the line.
pub fn say(text: &str) {
    write(anstream::stderr().lock(), text);
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

fn write(mut out: impl Write, text: &str) {
    let outcome = writeln!(out, "{text}").and_then(|()| out.flush());
    if let Err(error) = outcome
        && error.kind() == ErrorKind::BrokenPipe
    {
        std::process::exit(0);
    }
}
