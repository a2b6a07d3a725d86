//! Characters that the user's locale has, and what stands for those that it has not.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::LazyLock;

static IS_UTF8: LazyLock<bool> = LazyLock::new(|| {
    // Consoles of Windows show what they are given in UTF-16, whatever the locale.
    cfg!(windows) || names_utf8(|name| std::env::var(name).ok())
});

/// Whether the locale has all characters.
pub fn is_utf8() -> bool {
    *IS_UTF8
}

/// As POSIX has it: the first of the three that is not empty counts, and none of them means `C`, which is ASCII.
fn names_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    set.is_some_and(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// The text as the locale can show it.
pub fn spelt(text: &str) -> Cow<'_, str> {
    match is_utf8() || text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(ascii(text)),
    }
}

/// One character for one, so that what was aligned stays so.
fn ascii(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            _ if character.is_ascii() => character,
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            '\u{2013}' | '\u{2014}' | '\u{2212}' => '-',
            '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
            // Micro, times, divided by, about.
            '\u{b5}' | '\u{3bc}' => 'u',
            '\u{d7}' => 'x',
            '\u{f7}' => '/',
            '\u{2248}' => '~',
            // The marks of answers: holds, does not hold, depends.
            '\u{2713}' => '+',
            '\u{2715}' => 'x',
            '\u{25d0}' => '%',
            _ => '?',
        })
        .collect()
}

/// Writes what it is given as the locale can show it.
pub struct Spelling<W>(pub W);

impl<W: Write> Write for Spelling<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match str::from_utf8(bytes) {
            Ok(text) => self.0.write_all(spelt(text).as_bytes())?,
            Err(_) => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(set: &[(&str, &str)]) -> bool {
        let value = |name: &str| set.iter().find(|(known, _)| *known == name);
        names_utf8(|name| value(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_characters() {
        assert!(locale(&[("LANG", "de_DE.UTF-8")]));
        assert!(locale(&[("LANG", "C"), ("LC_CTYPE", "C.utf8")]));
        assert!(locale(&[("LC_ALL", ""), ("LANG", "en_GB.UTF-8")]));
        assert!(!locale(&[("LC_ALL", "C"), ("LANG", "en_GB.UTF-8")]));
        assert!(!locale(&[("LANG", "de_DE.ISO-8859-1")]));
        assert!(!locale(&[]));
    }

    #[test]
    fn every_character_has_one_that_stands_for_it() {
        assert_eq!(
            ascii("C1 \u{2713} holds; CPython\u{2019}s map \u{d7}2 of 20 \u{b5}s, caf\u{e9}"),
            "C1 + holds; CPython's map x2 of 20 us, caf?"
        );
    }
}
