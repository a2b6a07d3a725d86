//! An address as people write it, spelled as it goes over the network: what a browser does with what is typed into it.

use super::punycode;

/// Bytes of a part of a host's name at most (RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;

/// A path and a query with everything percent-encoded that may not stand there: the two sets of the URL standard
/// (<https://url.spec.whatwg.org/#percent-encoded-bytes>). What is encoded already stays, and so does a `%` that encodes
/// nothing.
pub(super) fn path_and_query(text: &str) -> String {
    let (path, query) = text.split_at(text.find('?').unwrap_or(text.len()));
    let path = path.replace('\\', "/");
    encoded(&path, b"\"#<>^`{}") + &encoded(query, b"\"#<>'")
}

/// A user's name and password, with what is no plain character encoded.
pub(super) fn user(text: &str) -> String {
    encoded(text, b"\"#<>?^`{}")
}

fn encoded(text: &str, reserved: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_graphic() && !reserved.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A host's name in plain letters: `xn--bcher-kva.example` for `bücher.example`.
///
/// A browser first maps a name's characters by a table of thousands of entries (UTS 46), which are most of what the crates
/// for it weigh. Here stand the letters of common scripts for which that table says no more than "lower case": for them
/// the result is the browser's. Other names are refused.
///
/// # Errors
/// In words for the user: a character that is not among those, or a part that becomes too long.
pub(super) fn host(name: &str) -> Result<String, String> {
    let labels: Result<Vec<String>, String> = name.split('.').map(label).collect();
    Ok(labels?.join("."))
}

fn label(text: &str) -> Result<String, String> {
    if text.is_ascii() {
        return Ok(text.to_owned());
    }
    let lower: String = text.chars().flat_map(char::to_lowercase).collect();
    let strange = lower
        .chars()
        .find(|&letter| !letter.is_ascii_alphanumeric() && letter != '-' && !is_as_it_is(letter));
    if let Some(strange) = strange {
        return Err(format!(
            "its host has the character U+{:04X}; write the host as a browser's address bar copies it, with xn--",
            u32::from(strange)
        ));
    }
    match punycode::encode(&lower).map(|encoded| format!("xn--{encoded}")) {
        Some(label) if label.len() <= LONGEST_LABEL => Ok(label),
        _ => Err(format!(
            "a part of its host is longer than {LONGEST_LABEL} plain characters"
        )),
    }
}

/// Whether a small letter stands for itself, by UTS 46 without transitional processing. Of these, none combines with
/// another to a third, so that a name of them is in normal form.
fn is_as_it_is(letter: char) -> bool {
    match letter {
        // Ligatures and such, which are mapped to two letters.
        'ĳ' | 'ŀ' | 'ŉ' => false,
        'ß'..='ö' | 'ø'..='ÿ' | 'ā'..='ž' | 'ș' | 'ț' | 'ạ'..='ỹ' => true,
        'ΐ' | 'ά'..='ώ' => true,
        'а'..='џ' | 'ґ' => true,
        '々' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' => true,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '가'..='힣' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_spelled_as_a_browser_spells_it() {
        for (name, expected) in [
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("www.münchen-ost.de", "www.xn--mnchen-ost-9db.de"),
            ("straße.de", "xn--strae-oqa.de"),
            ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
            ("παράδειγμα", "xn--hxajbheg2az3al"),
            ("日本語.jp", "xn--wgv71a119e.jp"),
            ("한국", "xn--3e0b707e"),
            ("tiếng.vn", "xn--ting-hv5a.vn"),
            ("Example.com.", "Example.com."),
            ("127.0.0.1", "127.0.0.1"),
        ] {
            assert_eq!(host(name).as_deref(), Ok(expected), "{name}");
        }
    }

    #[test]
    fn a_host_that_a_browser_would_map_further_is_refused_with_the_remedy() {
        // A ligature, a combining diaeresis, full width, right to left, a hyphen of no width.
        for (name, code) in [
            ("oﬃce.example", "U+FB03"),
            ("bu\u{308}cher.example", "U+0308"),
            ("ｂücher", "U+FF42"),
            ("مثال", "U+0645"),
            ("a\u{ad}ü", "U+00AD"),
            ("ĳs.nl", "U+0133"),
        ] {
            let reason = host(name).unwrap_err();
            assert!(reason.contains(code), "{name}: {reason}");
            assert!(reason.contains("with xn--"), "{name}: {reason}");
        }
        let reason = host(&"ü".repeat(70)).unwrap_err();
        assert!(reason.contains("longer than 63"), "{reason}");
    }

    #[test]
    fn paths_and_queries_are_encoded_once_and_no_further_than_needed() {
        for (text, expected) in [
            ("/a b/ü?q=a b&r=ü'", "/a%20b/%C3%BC?q=a%20b&r=%C3%BC%27"),
            ("/a%20b/%zz'", "/a%20b/%zz'"),
            ("/a\\b?c\\d", "/a/b?c\\d"),
            ("/<\"`{}>^|", "/%3C%22%60%7B%7D%3E%5E|"),
            ("", ""),
            ("?", "?"),
        ] {
            assert_eq!(path_and_query(text), expected, "{text}");
        }
    }
}
