//! A text apart at its braces: how every text with placeholders is read.

/// Words, or what stands between two braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'t> {
    Words(&'t str),
    Inside(&'t str),
}

/// The pieces of a text, in order; empty words are left out.
///
/// # Errors
/// A brace that is not closed.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, opened)) = rest.split_once('{') {
        let (inside, after) = opened
            .split_once('}')
            .ok_or_else(|| format!("a brace is open in \"{text}\": close it"))?;
        pieces.extend([Piece::Words(before), Piece::Inside(inside)]);
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    pieces.retain(|piece| *piece != Piece::Words(""));
    Ok(pieces)
}
