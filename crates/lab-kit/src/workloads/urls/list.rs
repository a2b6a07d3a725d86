//! The file that the user writes: an address a line.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use lab_measure::own_input;

use super::address::Address;

/// The items of a list, in its order, each once.
#[derive(Clone, Debug)]
pub struct List {
    items: Vec<Item>,
    repeated: usize,
}

/// A line of the list, which is an address or says why it is none.
#[derive(Clone, Debug)]
pub struct Item {
    text: String,
    pub(super) address: Result<Address, String>,
}

impl List {
    /// Reads a list: an address a line, `http://` or `https://`. Empty lines and lines that begin with `#` are skipped. A
    /// line that is not an address is an item all the same, whose outcome says so.
    ///
    /// # Errors
    /// Says, with the file's name, that it cannot be read, is no text, or has no item.
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let bytes = fs::read(path).map_err(|error| format!("{name} cannot be read: {error}"))?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
            format!("{name} is no text: line {line} is not UTF-8")
        })?;
        let list = Self::of(&text);
        if list.items.is_empty() {
            let lines = text.lines().count();
            return Err(format!(
                "{name} names no address: its {lines} lines are empty or comments; write one a line, as https://example.com/"
            ));
        }
        Ok(list)
    }

    fn of(text: &str) -> Self {
        let written: Vec<&str> = own_input::lines(text).collect();
        let mut seen = HashSet::new();
        let items: Vec<Item> = written
            .iter()
            .map(|line| Item::of(line))
            .filter(|item| seen.insert(item.resource()))
            .collect();
        Self {
            repeated: written.len() - items.len(),
            items,
        }
    }

    /// The items, in order of their first lines.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Lines that said again what an earlier one had said, perhaps in other words. They are no items: nobody's server is to
    /// be asked more often than announced.
    pub fn repeated(&self) -> usize {
        self.repeated
    }
}

impl Item {
    fn of(line: &str) -> Self {
        Self {
            text: without_user(line),
            address: Address::parse(line),
        }
    }

    /// The line as the user wrote it, but for a name and a password: records and pages are shown to others.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The host that would be asked first; `None` for what is not an address.
    pub fn host(&self) -> Option<&str> {
        self.address.as_ref().ok().map(Address::host)
    }

    /// What the line means: of what is no address, its text.
    fn resource(&self) -> String {
        self.address
            .as_ref()
            .map_or_else(|_| self.text.clone(), Address::resource)
    }
}

/// A line without what stands before an `@` in its authority (RFC 3986, 3.2.1), also if the line is no address. As in a
/// browser, a backslash is a slash, a tab is nothing, and there may be as many slashes before the authority as one likes.
fn without_user(line: &str) -> String {
    const SLASHES: [char; 2] = ['/', '\\'];
    let line = line.replace('\t', "");
    let slash = line.find(SLASHES).unwrap_or(line.len());
    let begin = match line[..slash].ends_with(':') {
        true => line.len() - line[slash..].trim_start_matches(SLASHES).len(),
        false => 0,
    };
    let (before, rest) = line.split_at(begin);
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rfind('@').map_or(0, |at| at + 1);
    format!("{before}{}", &rest[host..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(list: &List) -> Vec<&str> {
        list.items().iter().map(Item::text).collect()
    }

    #[test]
    fn comments_blanks_and_repetitions_are_no_items_and_nonsense_is_one() {
        let list = List::of(
            "\u{feff}# mine\r\n\r\n  https://example.com/  \nnonsense\nhttp://example.com/\nhttps://example.com/\n",
        );
        assert_eq!(
            texts(&list),
            ["https://example.com/", "nonsense", "http://example.com/"]
        );
        assert_eq!(list.repeated(), 1);
        assert_eq!(list.items()[0].host(), Some("example.com"));
        assert_eq!(list.items()[1].host(), None);
    }

    #[test]
    fn a_line_that_means_the_same_in_other_words_is_a_repetition() {
        let list = List::of(
            "http://a/b\nhttp://a/b#c\nHTTP://A/b\nhttp://me:secret@a/b\nhttp://a:80/b\nhttp://a/B\nhttps://a/b\n",
        );
        assert_eq!(texts(&list), ["http://a/b", "http://a/B", "https://a/b"]);
        assert_eq!(list.repeated(), 4);
    }

    #[test]
    fn names_and_passwords_are_in_no_text() {
        for (line, text) in [
            ("http://me:secret@a/b@c", "http://a/b@c"),
            ("http://me:se@cret@a:1/", "http://a:1/"),
            ("http://me:secret@a:port/", "http://a:port/"),
            ("me:secret@a", "a"),
            ("http://a/?mail=me@b", "http://a/?mail=me@b"),
            ("http:/me:secret@a/", "http:/a/"),
            ("http:///me:secret@a/", "http:///a/"),
            ("http:\\\\me:secret@a\\b", "http:\\\\a\\b"),
            ("http:/\t/me:secret@a/", "http://a/"),
            ("http:me:secret@a/", "a/"),
        ] {
            assert_eq!(Item::of(line).text(), text);
        }
        let item = Item::of("http://me:secret@a/");
        let address = item.address.unwrap();
        assert!(
            address.as_str().contains("secret"),
            "the server is to see it"
        );
    }

    #[test]
    fn an_address_is_told_as_it_was_written_and_listed_once() {
        let written = "http://bücher.example/über uns?a b#c";
        let item = Item::of(written);
        assert_eq!(item.text(), written);
        assert_eq!(item.host(), Some("xn--bcher-kva.example"));
        let list = List::of(&format!(
            "{written}\nhttp://xn--bcher-kva.example/%C3%BCber%20uns?a%20b\n"
        ));
        assert_eq!((list.items().len(), list.repeated()), (1, 1));
    }
}
