//! Where a redirect leads: the reference in `Location`, resolved against the address it came from (RFC 3986, 5.2).

use ureq::http::Uri;

use super::list::address;

/// The address that `location` means on a page at `base`, or why it means none.
pub(super) fn target(base: &Uri, location: &str) -> Result<Uri, String> {
    let reference = location.trim().split('#').next().unwrap_or_default();
    let scheme = base.scheme_str().unwrap_or("http");
    let authority = base.authority().map_or("", |authority| authority.as_str());
    let (path, query) = split_query(reference);
    let resolved = if has_scheme(reference) {
        reference.to_owned()
    } else if reference.starts_with("//") {
        format!("{scheme}:{reference}")
    } else if path.is_empty() {
        let query = if query.is_empty() {
            base.query()
                .map(|query| format!("?{query}"))
                .unwrap_or_default()
        } else {
            query.to_owned()
        };
        format!("{scheme}://{authority}{}{query}", base.path())
    } else {
        let merged = if path.starts_with('/') {
            path.to_owned()
        } else {
            let (folder, _page) = base.path().rsplit_once('/').unwrap_or_default();
            format!("{folder}/{path}")
        };
        format!("{scheme}://{authority}{}{query}", without_dots(&merged))
    };
    address(&resolved)
}

/// Whether the reference is whole: letters, then a colon, before any slash or question mark.
fn has_scheme(reference: &str) -> bool {
    let end = reference.find(['/', '?', ':']).unwrap_or(reference.len());
    end > 0 && reference[end..].starts_with(':')
}

/// The path, and the query with its question mark.
fn split_query(reference: &str) -> (&str, &str) {
    reference.split_at(reference.find('?').unwrap_or(reference.len()))
}

/// Takes `.` and `..` out of a path that begins with a slash (RFC 3986, 5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    for (index, segment) in segments.iter().enumerate() {
        let last = index + 1 == segments.len();
        match *segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            segment => {
                kept.push(segment);
                continue;
            }
        }
        if last {
            kept.push("");
        }
    }
    format!("/{}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve_as_the_standard_s_examples_do() {
        // RFC 3986, 5.4, with its base; what it calls g:h is not http and so refused.
        let base: Uri = "http://a/b/c/d;p?q".parse().unwrap();
        for (reference, expected) in [
            ("http://x/y", "http://x/y"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g/"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("g?y#s", "http://a/b/c/g?y"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("./../g", "http://a/b/g"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            // Not of the standard: servers send such all the same.
            ("ü g", "http://a/b/c/%C3%BC%20g"),
        ] {
            assert_eq!(
                target(&base, reference).unwrap().to_string(),
                expected,
                "{reference:?}"
            );
        }
    }

    #[test]
    fn a_redirect_to_something_else_than_http_is_refused() {
        let base: Uri = "http://a/b".parse().unwrap();
        for reference in [
            "ftp://a/",
            "file:///etc/passwd",
            "mailto:x",
            "javascript:x",
            "http://",
        ] {
            assert!(target(&base, reference).is_err(), "{reference}");
        }
    }

    #[test]
    fn the_port_and_the_scheme_stay() {
        let base: Uri = "https://a:8443/b".parse().unwrap();
        assert_eq!(target(&base, "/c").unwrap().to_string(), "https://a:8443/c");
    }
}
