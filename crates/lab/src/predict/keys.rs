//! What a key means.

/// A key, as far as questions understand it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A digit: the choice with that number, counted from 1.
    Choice(usize),
    /// Enter: not this one, unless it only ends an answer.
    Enter,
    /// `s`: not this one.
    Skip,
    /// Esc or `q`: no more of them.
    Stop,
    /// Ctrl-C or Ctrl-\: end the run.
    Interrupt,
    /// Ctrl-D, or nobody is at the other end any more.
    Closed,
    /// Anything else.
    Other,
}

/// Where keys come from.
pub trait Keys {
    /// The next key; `None` where there was none for the length of a [`super::conversation::TICK`].
    fn next(&mut self) -> Option<Key>;
}

/// The keys in what a terminal sent at once. A sequence that begins with Esc is one key that means nothing here (an
/// arrow); Esc alone is itself.
pub fn keys(bytes: &[u8]) -> Vec<Key> {
    match bytes {
        [] => vec![Key::Closed],
        [0x1b] => vec![Key::Stop],
        [0x1b, ..] => vec![Key::Other],
        bytes => bytes.iter().map(|&byte| key(byte)).collect(),
    }
}

fn key(byte: u8) -> Key {
    match byte {
        digit @ b'1'..=b'9' => Key::Choice(usize::from(digit - b'0')),
        b'\r' | b'\n' => Key::Enter,
        b's' | b'S' => Key::Skip,
        b'q' | b'Q' | 0x1b => Key::Stop,
        0x03 | 0x1c => Key::Interrupt,
        0x04 => Key::Closed,
        _ => Key::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_what_the_screen_says_and_an_arrow_is_no_esc() {
        assert_eq!(
            keys(b"12\rsq\x03\x1c\x04x"),
            [
                Key::Choice(1),
                Key::Choice(2),
                Key::Enter,
                Key::Skip,
                Key::Stop,
                Key::Interrupt,
                Key::Interrupt,
                Key::Closed,
                Key::Other
            ]
        );
        assert_eq!(keys(b"\x1b"), [Key::Stop]);
        assert_eq!(keys(b"\x1b[A"), [Key::Other]);
        assert_eq!(keys(b""), [Key::Closed]);
    }
}
