//! A statement whose number can be set apart.

use std::fmt;

/// `imap took` **`31 times`** `as long as map`: one statement in three parts, so that a page can set the number off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What stands before the number, with its space.
    pub before: String,
    /// The number with its unit.
    pub figure: String,
    /// What stands after it, with its space or comma.
    pub after: String,
}

impl Said {
    /// From its parts.
    pub fn new(
        before: impl Into<String>,
        figure: impl Into<String>,
        after: impl Into<String>,
    ) -> Self {
        Said {
            before: before.into(),
            figure: figure.into(),
            after: after.into(),
        }
    }

    /// A statement without a number.
    pub fn plain(words: impl Into<String>) -> Self {
        Said::new(words, "", "")
    }

    /// This and what follows it; the first number is the one set apart.
    pub fn then(self, next: Said) -> Self {
        match self.figure.is_empty() {
            true => Said {
                before: format!("{}{}{}", self.before, self.after, next.before),
                figure: next.figure,
                after: next.after,
            },
            false => self.within("", &next.to_string()),
        }
    }

    /// The same with words in front of it and behind it.
    pub fn within(self, before: &str, after: &str) -> Self {
        Said {
            before: format!("{before}{}", self.before),
            figure: self.figure,
            after: format!("{}{after}", self.after),
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.before, self.figure, self.after)
    }
}
