//! An address as people and servers write it, spelled as a browser spells it.

use url::{Host, ParseError, Position, Url};

/// Bytes of a part of a host's name at most (RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;

/// An `http` or `https` address, without what stands behind `#`: that stays with the reader.
#[derive(Clone, Debug)]
pub(super) struct Address(Url);

impl Address {
    /// What a browser makes of this text: of `http://bücher.example/a b`, `http://xn--bcher-kva.example/a%20b`.
    ///
    /// # Errors
    /// In words for the user.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        Self::of(Url::parse(text))
    }

    /// Where a redirect from here leads: what its `Location` means on a page at this address.
    ///
    /// # Errors
    /// In words for the user.
    pub(super) fn redirected(&self, location: &str) -> Result<Self, String> {
        Self::of(self.0.join(location))
    }

    fn of(parsed: Result<Url, ParseError>) -> Result<Self, String> {
        let mut url = parsed.map_err(in_words)?;
        if url.cannot_be_a_base() {
            return Err(NO_SCHEME.into());
        }
        if !["http", "https"].contains(&url.scheme()) {
            return Err("only http and https are visited".into());
        }
        let is_too_long = |label: &str| label.len() > LONGEST_LABEL;
        if url
            .domain()
            .is_some_and(|name| name.split('.').any(is_too_long))
        {
            return Err(format!(
                "a part of its host is longer than {LONGEST_LABEL} plain characters"
            ));
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// With a user's name and password, if there are any: the server is to see them.
    pub(super) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn host(&self) -> &str {
        self.0
            .host_str()
            .expect("no http address is without a host")
    }

    /// What a server is asked for: equal for two addresses that differ in a user's name only.
    pub(super) fn resource(&self) -> String {
        format!("{}://{}", self.0.scheme(), &self.0[Position::BeforeHost..])
    }

    /// Whether it is on this machine itself, by number or by name.
    pub(super) fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }
}

const NO_SCHEME: &str = "it does not begin with http:// or https://";

fn in_words(error: ParseError) -> String {
    match error {
        ParseError::RelativeUrlWithoutBase => NO_SCHEME.into(),
        ParseError::EmptyHost => "it names no host".into(),
        ParseError::InvalidPort => "its port is not a number up to 65,535".into(),
        ParseError::IdnaError | ParseError::InvalidDomainCharacter => {
            "its host has an invalid character; a space may stand in a path only".into()
        }
        ParseError::InvalidIpv4Address | ParseError::InvalidIpv6Address => {
            format!("its host is an {error}")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        Address::parse(text).unwrap().as_str().to_owned()
    }

    #[test]
    fn an_address_is_spelled_as_a_browser_spells_it() {
        for (text, expected) in [
            (
                "http://bücher.example/über uns?a b#c",
                "http://xn--bcher-kva.example/%C3%BCber%20uns?a%20b",
            ),
            (
                "http://jürgen:pass wort@BÜCHER.example:81\\a",
                "http://j%C3%BCrgen:pass%20wort@xn--bcher-kva.example:81/a",
            ),
            (
                "http://www.münchen-ost.de",
                "http://www.xn--mnchen-ost-9db.de/",
            ),
            ("http://straße.de", "http://xn--strae-oqa.de/"),
            ("http://пример.рф", "http://xn--e1afmkfd.xn--p1ai/"),
            ("http://日本語.jp", "http://xn--wgv71a119e.jp/"),
            // What a browser maps: a ligature, a combining diaeresis, full width, a hyphen of no width.
            ("http://oﬃce.example", "http://office.example/"),
            (
                "http://bu\u{308}cher.example",
                "http://xn--bcher-kva.example/",
            ),
            ("http://ｂücher", "http://xn--bcher-kva/"),
            ("http://a\u{ad}ü", "http://xn--a-eha/"),
            ("http://مثال", "http://xn--mgbh0fb/"),
            // What is encoded already stays, and so does a `%` that encodes nothing.
            ("http://a/a%20b/%zz'?r='", "http://a/a%20b/%zz'?r=%27"),
            ("HTTPS://Example.com:443", "https://example.com/"),
            (
                "http://user:word@127.0.0.1:/",
                "http://user:word@127.0.0.1/",
            ),
            ("https://[::1]/a?b=c", "https://[::1]/a?b=c"),
        ] {
            assert_eq!(spelled(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        let long = format!("http://{}.example/", "ü".repeat(70));
        for (text, why) in [
            ("example.com", "begin with http"),
            ("localhost:8080", "begin with http"),
            ("mailto:a@example.com", "begin with http"),
            ("ftp://example.com/", "only http and https"),
            ("file:///etc/hosts", "only http and https"),
            ("http://", "no host"),
            ("http://:80/", "no host"),
            ("http://exa mple.com/", "space"),
            ("http://exa<mple.com/", "invalid"),
            ("http://1.2.3.4.5/", "host"),
            ("http://[::1/", "host"),
            ("http://example.com:port/", "its port"),
            ("http://user@example.com:99999/", "its port"),
            (&long, "longer than 63"),
        ] {
            let reason = Address::parse(text).unwrap_err();
            assert!(reason.contains(why), "{text}: {reason}");
        }
    }

    #[test]
    fn a_redirect_leads_where_a_browser_would_go() {
        // RFC 3986, 5.4, has the base and more of these.
        for (base, location, expected) in [
            ("http://a/b/c/d;p?q", "g?y#s", "http://a/b/c/g?y"),
            ("http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q"),
            ("http://a/b/c/d;p?q", "../../../g", "http://a/g"),
            ("http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"),
            ("http://a/b/c/d;p?q", " ü g ", "http://a/b/c/%C3%BC%20g"),
            ("https://a:8443/b", "//g", "https://g/"),
            ("https://a:8443/b", "/c", "https://a:8443/c"),
        ] {
            let target = Address::parse(base).unwrap().redirected(location).unwrap();
            assert_eq!(target.as_str(), expected, "{location:?}");
        }
    }

    #[test]
    fn a_redirect_to_something_else_than_http_is_refused() {
        let base = Address::parse("http://a/b").unwrap();
        for location in [
            "ftp://a/",
            "file:///etc/passwd",
            "mailto:x",
            "javascript:x",
            "http://",
        ] {
            assert!(base.redirected(location).is_err(), "{location}");
        }
    }

    #[test]
    fn this_machine_is_known_by_number_and_by_name() {
        for (text, expected) in [
            ("http://127.0.0.1:80/", true),
            ("http://127.9.9.9/", true),
            ("http://[::1]:80/", true),
            ("http://LocalHost/", true),
            ("http://localhost.example.com/", false),
            ("http://10.0.0.1/", false),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.is_loopback(), expected, "{text}");
        }
    }
}
