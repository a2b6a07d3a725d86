//! Words within a line: statements with their number set off, commands, numbers that stay with their units.

use maud::{Markup, html};

use crate::text::verdict_text::Finding;

/// A statement with its sign and with its number set off.
pub(crate) fn finding(finding: &Finding) -> Markup {
    let said = &finding.said;
    html! {
        @if let Some(mark) = finding.mark { span.side { (mark) } " " }
        (unbroken(&said.before))
        @if !said.figure.is_empty() { b { (unbroken(&said.figure)) } }
        (unbroken(&said.after))
    }
}

/// A sentence in which no line ends between a number and its unit.
pub(crate) fn unbroken(sentence: &str) -> String {
    let mut out = String::with_capacity(sentence.len());
    let mut words = sentence.split(' ').peekable();
    while let Some(word) = words.next() {
        out.push_str(word);
        let Some(next) = words.peek() else { break };
        let is_number = word.ends_with(|c: char| c.is_ascii_digit());
        let unit = next.trim_end_matches(|c: char| !c.is_alphabetic() && c != '%');
        let is_unit = [
            "%", "ns", "µs", "ms", "s", "min", "B", "KiB", "MiB", "GiB", "times",
        ]
        .contains(&unit);
        out.push(if is_number && is_unit { '\u{a0}' } else { ' ' });
    }
    out
}

/// A sentence whose parts between backticks are commands.
pub(crate) fn with_code(sentence: &str) -> Markup {
    html! {
        @for (place, part) in sentence.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (unbroken(part)) }
        }
    }
}
