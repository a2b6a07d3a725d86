//! The command as it goes into a record.

use std::ffi::OsString;

/// The command as the user typed it, without the places it names.
pub fn as_typed(words: impl Iterator<Item = OsString>) -> String {
    let mut line = String::from("cargo lab");
    let mut place_follows = false;
    for word in words {
        let word = word.to_string_lossy();
        let (option, value) = match word.split_once('=') {
            Some((option, _)) => (option, true),
            None => (&*word, false),
        };
        let names_a_place = ["--files", "--urls", "--reports", "--rules"].contains(&option);
        line.push(' ');
        match (place_follows, names_a_place && value) {
            (true, _) => line.push_str("PATH"),
            (false, true) => line.push_str(&format!("{option}=PATH")),
            (false, false) => line.push_str(&word),
        }
        place_follows = !place_follows && names_a_place && !value;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(line: &str) -> String {
        as_typed(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_command_is_kept_without_the_places_of_this_machine() {
        assert_eq!(
            typed("bench --quick --only a b"),
            "cargo lab bench --quick --only a b"
        );
        assert_eq!(
            typed("run p6 --files /home/me/photos --seed 3 --reports=/tmp/x"),
            "cargo lab run p6 --files PATH --seed 3 --reports=PATH"
        );
        assert_eq!(
            typed("run p6 --urls=mine.txt --urls mine.txt"),
            "cargo lab run p6 --urls=PATH --urls PATH"
        );
    }
}
