//! Who is on a chart that has no room for all, and who is left to its table.

use super::reading::texts::{FOR_ALL, Sentence, around};
use crate::text::names::billing;

/// The most series on one chart.
const MOST: usize = 5;

/// The series of a chart.
pub(super) struct Cast<T> {
    /// Those on the picture.
    pub drawn: Vec<T>,
    /// Those in its table only.
    pub left_out: Vec<T>,
}

impl<T> Cast<T> {
    /// All, as long as there is room; else a series of each contender, then a second of each, beginning with those whom a
    /// chart wants most. Their order stays.
    pub(super) fn of(all: Vec<T>, contender: impl Fn(&T) -> &str) -> Self {
        let mut places: Vec<(usize, usize, usize)> = Vec::new();
        for (place, one) in all.iter().enumerate() {
            let who = contender(one);
            let before = all[..place].iter();
            let calls_before = before.filter(|other| contender(other) == who).count();
            places.push((calls_before, billing(who), place));
        }
        places.sort_unstable();
        places.truncate(MOST);
        let (mut drawn, mut left_out) = (Vec::new(), Vec::new());
        for (place, one) in all.into_iter().enumerate() {
            match places.iter().any(|(.., drawn)| *drawn == place) {
                true => drawn.push(one),
                false => left_out.push(one),
            }
        }
        Self { drawn, left_out }
    }

    /// All of them, those on the picture first.
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        self.drawn.iter().chain(&self.left_out)
    }

    /// Who is left out, after what a chart says of those on it.
    pub(super) fn after(&self, reading: String, name: impl Fn(&T) -> String) -> String {
        let names: Vec<String> = self.left_out.iter().map(name).collect();
        if names.is_empty() {
            return reading;
        }
        // Names have commas of their own.
        let names = names.join("; ");
        let words = around::LeftOut { names }.said(&FOR_ALL);
        match reading.is_empty() {
            true => words,
            false => format!("{reading} {words}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_way_to_the_further_calls_of_another() {
        let all = [
            ("cpython", "map"),
            ("cpython", "imap"),
            ("cpython", "imap_unordered"),
            ("lap-pool", "map"),
            ("lap-pool", "imap"),
            ("lap-pool", "imap_unordered"),
            ("serial", "loop"),
        ];
        let cast = Cast::of(all.to_vec(), |(who, _)| who);
        let left_out: Vec<&str> = cast.left_out.iter().map(|(_, call)| *call).collect();
        assert_eq!(left_out, ["imap_unordered", "imap_unordered"]);
    }

    #[test]
    fn who_has_no_room_is_named_and_nobody_else() {
        let all = [
            "lap-pool",
            "lap-pool workers only",
            "cpython",
            "cpython free-threaded",
            "python model",
            "rayon",
            "std",
            "tokio",
        ];
        let cast = Cast::of(all.to_vec(), |who| who);
        let drawn = [
            "lap-pool",
            "cpython",
            "cpython free-threaded",
            "rayon",
            "tokio",
        ];
        assert_eq!(cast.drawn, drawn);
        assert_eq!(
            cast.after("All are fast.".into(), |who| (*who).to_string()),
            "All are fast. Only in the table: lap-pool workers only; python model; std."
        );
        let few = Cast::of(vec!["python model", "cpython", "a new one"], |who| who);
        assert_eq!(few.drawn, ["python model", "cpython", "a new one"]);
        assert_eq!(few.after(String::new(), |who| (*who).to_string()), "");
    }
}
