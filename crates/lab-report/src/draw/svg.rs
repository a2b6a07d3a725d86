//! Writing SVG: escaped text, numbers that are always numbers, the element around a picture.

use std::fmt::Write;

/// Text between tags or within quotes. Characters that XML forbids are left out.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A coordinate with at most one decimal place. What is not finite is 0: `NaN` never stands in a picture.
pub(super) fn number(value: f64) -> String {
    let tenths = if value.is_finite() {
        (value * 10.0).round() / 10.0
    } else {
        0.0
    };
    // Adding 0 turns -0 into 0.
    format!("{}", tenths + 0.0)
}

/// `M1,2L3,4`, closed or not.
pub(super) fn path(points: &[(f64, f64)], closed: bool) -> String {
    let mut data = String::new();
    for (at, (x, y)) in points.iter().enumerate() {
        let _ = write!(
            data,
            "{}{},{}",
            if at == 0 { 'M' } else { 'L' },
            number(*x),
            number(*y)
        );
    }
    if closed {
        data.push('Z');
    }
    data
}

/// A part of an `id` attribute: letters, digits, `-` and `_`.
pub(super) fn id_part(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect()
}

/// What every mark is unless it says otherwise: round at its ends and corners, and not filled.
const DRAWN: &str = "fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"";

/// What stands around a picture.
pub(super) struct Frame<'a> {
    /// Unique on the page.
    pub(super) id: &'a str,
    pub(super) class: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Needs nothing of a page: has a namespace and a font of its own.
    pub(super) stand_alone: bool,
}

impl Frame<'_> {
    /// The whole `<svg>` element.
    pub(super) fn around(&self, definitions: &str, body: &str) -> String {
        let id = id_part(self.id);
        let (namespace, font) = if self.stand_alone {
            (" xmlns=\"http://www.w3.org/2000/svg\"", "sans-serif")
        } else {
            ("", "system-ui, sans-serif")
        };
        let definitions = if definitions.is_empty() {
            String::new()
        } else {
            format!("<defs>{definitions}</defs>")
        };
        format!(
            "<svg{namespace} viewBox=\"0 0 {} {}\" class=\"{}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" font-family=\"{font}\" {DRAWN}>\
             <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>{definitions}{body}</svg>",
            number(self.width),
            number(self.height),
            escape(self.class),
            escape(self.title),
            escape(self.description),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_numbers_are_numbers() {
        assert_eq!(escape("a<b & \"c\"\u{1}"), "a&lt;b &amp; &quot;c&quot;");
        assert_eq!(number(f64::NAN), "0");
        assert_eq!(number(-0.01), "0");
        assert_eq!(number(1.26), "1.3");
        assert_eq!(path(&[(0.0, 1.0), (2.5, 3.0)], true), "M0,1L2.5,3Z");
        assert_eq!(id_part("p2 \"map\""), "p2--map-");
    }
}
