//! Words within a line: statements with their number set off, commands, numbers that stay with their units.

use maud::{Markup, html};

pub(crate) use crate::draw::unbroken;
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

/// A sentence whose parts between backticks are commands.
pub(crate) fn with_code(sentence: &str) -> Markup {
    html! {
        @for (place, part) in sentence.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (unbroken(part)) }
        }
    }
}
