//! The file that the user writes: an address a line.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use ureq::http::Uri;
use ureq::http::uri::{InvalidUri, PathAndQuery};

use super::spelling;

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
    pub(super) address: Result<Uri, String>,
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
        // Editors on Windows begin a file with a byte order mark.
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let written: Vec<&str> = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
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

    /// Lines that said again what an earlier one had said, perhaps in other words. They are no items: nobody's server is to be visited more often
    /// than announced.
    pub fn repeated(&self) -> usize {
        self.repeated
    }
}

impl Item {
    fn of(line: &str) -> Self {
        Self {
            text: without_user(line),
            address: address(line),
        }
    }

    /// The line as the user wrote it, but for a name and a password: records and pages are shown to others.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The host that would be visited first; `None` for what is not an address.
    pub fn host(&self) -> Option<&str> {
        self.address.as_ref().ok()?.host()
    }

    /// What the line means: of what is no address, its text.
    fn resource(&self) -> String {
        self.address
            .as_ref()
            .map_or_else(|_| self.text.clone(), resource)
    }
}

/// What a server is asked for: equal for two addresses that differ in the case of scheme or host, in a user's name, or in
/// a port that is the scheme's own.
pub(super) fn resource(address: &Uri) -> String {
    let scheme = address
        .scheme_str()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let host = address.host().unwrap_or_default().to_ascii_lowercase();
    let own = if scheme == "https" { 443 } else { 80 };
    let port = address.port_u16().unwrap_or(own);
    let path = address.path_and_query().map_or("/", PathAndQuery::as_str);
    format!("{scheme}://{host}:{port}{path}")
}

/// A line without what stands before an `@` in its authority (RFC 3986, 3.2.1), also if the line is no address.
fn without_user(line: &str) -> String {
    let begin = line.find("//").map_or(0, |slashes| slashes + 2);
    let (before, rest) = line.split_at(begin);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rfind('@').map_or(0, |at| at + 1);
    format!("{before}{}", &rest[host..])
}

/// An address that can be visited, or why this is none, spelled as a browser would: `http://bücher.example/a b` is
/// `http://xn--bcher-kva.example/a%20b`. What stands behind `#` stays with the reader.
pub(super) fn address(text: &str) -> Result<Uri, String> {
    let text = text.split('#').next().unwrap_or_default().replace('\t', "");
    let (scheme, rest) = text
        .split_once("://")
        .ok_or("it does not begin with http:// or https://")?;
    if !["http", "https"].contains(&scheme.to_ascii_lowercase().as_str()) {
        return Err("only http and https are visited".into());
    }
    let end = rest.find(['/', '\\', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let authority = spelled(authority)?;
    let uri: Uri = format!("{scheme}://{authority}{}", spelling::path_and_query(path))
        .parse()
        .map_err(|error: InvalidUri| error.to_string())?;
    let host = uri.host().unwrap_or_default();
    // `Uri` takes any text for a port, and `ureq` would visit the default one instead.
    let behind_host = authority.rsplit('@').next().unwrap_or_default();
    let port = behind_host.strip_prefix(host).unwrap_or_default();
    if host.is_empty() {
        Err("it names no host".into())
    } else if !matches!(port, "" | ":") && uri.port_u16().is_none() {
        Err("its port is not a number up to 65,535".into())
    } else {
        Ok(uri)
    }
}

/// `user@host:port` in plain characters.
fn spelled(authority: &str) -> Result<String, String> {
    let (user, host_and_port) = match authority.rsplit_once('@') {
        Some((user, rest)) => (Some(user), rest),
        None => (None, authority),
    };
    let end = host_and_port.rfind(':').unwrap_or(host_and_port.len());
    let (host, port) = host_and_port.split_at(end);
    if host.contains(char::is_whitespace) {
        return Err("its host has a space in it; in a path a space may stand".into());
    }
    let host = spelling::host(host)?;
    Ok(match user {
        Some(user) => format!("{}@{host}{port}", spelling::user(user)),
        None => format!("{host}{port}"),
    })
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
        ] {
            assert_eq!(Item::of(line).text(), text);
        }
        let item = Item::of("http://me:secret@a/");
        let address = item.address.unwrap().to_string();
        assert!(address.contains("secret"), "the server is to see it");
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, why) in [
            ("example.com", "begin with http"),
            ("mailto:a@example.com", "begin with http"),
            ("ftp://example.com/", "only http and https"),
            ("file:///etc/hosts", "only http and https"),
            ("http://", ""),
            ("http://:80/", "no host"),
            ("http://exa mple.com/", "space"),
            ("http://oﬃce.example/", "U+FB03"),
            ("http://exa<mple.com/", "invalid"),
            ("http://example.com:port/", "its port"),
            ("http://user@example.com:99999/", "its port"),
        ] {
            let reason = address(text).unwrap_err();
            assert!(reason.contains(why), "{text}: {reason}");
        }
    }

    #[test]
    fn an_address_is_spelled_as_a_browser_spells_it_and_told_as_it_was_written() {
        let written = "http://bücher.example/über uns?a b#c";
        let item = Item::of(written);
        assert_eq!(item.text(), written);
        assert_eq!(item.host(), Some("xn--bcher-kva.example"));
        let spelled = "http://xn--bcher-kva.example/%C3%BCber%20uns?a%20b";
        assert_eq!(item.address.unwrap(), spelled);
        let uri = address("http://jürgen:pass wort@bücher.example:81\\a").unwrap();
        assert_eq!(
            uri,
            "http://j%C3%BCrgen:pass%20wort@xn--bcher-kva.example:81/a"
        );
        let list = List::of(&format!("{written}\n{spelled}\n"));
        assert_eq!((list.items().len(), list.repeated()), (1, 1));
    }

    #[test]
    fn addresses_are_taken_as_written_up_to_the_fragment() {
        for text in [
            "http://127.0.0.1:8080",
            "http://user:word@example.com:/",
            "https://[::1]/a?b=c",
            "HTTPS://example.com/%20",
        ] {
            assert!(address(text).is_ok(), "{text}");
        }
        let uri = address("http://example.com/a?b#c").unwrap();
        assert_eq!(uri.path_and_query().unwrap(), "/a?b");
    }
}
