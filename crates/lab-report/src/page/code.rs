//! The measured code, lightly coloured: comments, texts, keywords and numbers, no more.

use lab_measure::record::Excerpt;
use maud::{Markup, html};

/// An excerpt with its place in the source.
pub(crate) fn excerpt(excerpt: &Excerpt) -> Markup {
    html! {
        figure.listing {
            figcaption {
                span.title { (excerpt.title) } " "
                span.place { (excerpt.file) ":" (excerpt.line) }
            }
            pre role="region" tabindex="0" aria-label={ "Code: " (excerpt.title) } {
                code {
                    @for (kind, text) in pieces(&excerpt.text, &excerpt.language) {
                        @match kind {
                            Kind::Plain => (text),
                            Kind::Comment => span.com { (text) },
                            Kind::Text => span.str { (text) },
                            Kind::Keyword => span.key { (text) },
                            Kind::Number => span.lit { (text) },
                        }
                    }
                }
            }
        }
    }
}

/// What a piece of code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Comment,
    Text,
    Keyword,
    Number,
}

const RUST: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "dyn", "else", "enum", "fn", "for", "if",
    "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self",
    "static", "struct", "trait", "type", "unsafe", "use", "where", "while", "true", "false",
];

const PYTHON: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
    "None", "nonlocal", "not", "or", "pass", "raise", "return", "True", "False", "try", "while",
    "with", "yield",
];

/// Cuts code into pieces; put together again they are the code.
fn pieces<'a>(code: &'a str, language: &str) -> Vec<(Kind, &'a str)> {
    let (keywords, comment): (&[&str], &str) = match language {
        "python" => (PYTHON, "#"),
        "rust" => (RUST, "//"),
        _ => (&[], "\u{0}"),
    };
    let mut pieces: Vec<(Kind, &'a str)> = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            _ if rest.starts_with(comment) => {
                (Kind::Comment, rest.find('\n').unwrap_or(rest.len()))
            }
            '"' => (Kind::Text, text_length(rest, '"')),
            '\'' if language == "python" => (Kind::Text, text_length(rest, '\'')),
            letter if letter.is_alphabetic() || letter == '_' => {
                let length = word_length(rest);
                match keywords.contains(&&rest[..length]) {
                    true => (Kind::Keyword, length),
                    false => (Kind::Plain, length),
                }
            }
            digit if digit.is_ascii_digit() => (Kind::Number, word_length(rest)),
            other => (Kind::Plain, other.len_utf8()),
        };
        let (piece, after) = rest.split_at(length);
        pieces.push((kind, piece));
        rest = after;
    }
    joined(code, &pieces)
}

fn word_length(code: &str) -> usize {
    code.find(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .unwrap_or(code.len())
}

/// Up to and with the closing quote on the same line; an unclosed one is a single character.
fn text_length(code: &str, quote: char) -> usize {
    let mut escaped = false;
    for (place, letter) in code.char_indices().skip(1) {
        match letter {
            '\n' => return quote.len_utf8(),
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            letter if letter == quote => return place + quote.len_utf8(),
            _ => {}
        }
    }
    quote.len_utf8()
}

/// Neighbours of one kind as one piece.
fn joined<'a>(code: &'a str, pieces: &[(Kind, &'a str)]) -> Vec<(Kind, &'a str)> {
    let mut out: Vec<(Kind, &'a str)> = Vec::new();
    let mut end = 0;
    for (kind, piece) in pieces {
        let start = end;
        end += piece.len();
        match out.last_mut() {
            Some((last, text)) if last == kind => *text = &code[start - text.len()..end],
            _ => out.push((*kind, piece)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_put_together_are_the_code() {
        for (code, language) in [
            ("let x = \"a \\\" b\"; // für 3\nfor i in 0..10 {}", "rust"),
            ("def f(x):\n    return 'é' # ok\n\"unclosed", "python"),
            ("<script>alert(1)</script>", "html"),
        ] {
            let whole: String = pieces(code, language)
                .iter()
                .map(|(_, text)| *text)
                .collect();
            assert_eq!(whole, code);
        }
    }

    #[test]
    fn comments_texts_keywords_and_numbers_are_told_apart() {
        let found = pieces("let x = 3; // \"no\"", "rust");
        assert_eq!(
            found,
            vec![
                (Kind::Keyword, "let"),
                (Kind::Plain, " x = "),
                (Kind::Number, "3"),
                (Kind::Plain, "; "),
                (Kind::Comment, "// \"no\""),
            ]
        );
    }
}
