//! How the series of a chart look: the colour tells the contender's family, the marker the call or the relative.

use crate::draw::{Look, Shape};
use crate::text::names;

/// A series by its contender and its call.
pub(super) type SeriesKey<'a> = (&'a str, &'a str);

/// A look for each series, in their order; no two series of one chart share theirs while there are shapes left.
///
/// Where a contender has several calls on the chart the marker tells the call, otherwise it tells the relatives of a
/// family apart.
pub(super) fn looks<'a>(series: impl IntoIterator<Item = SeriesKey<'a>>) -> Vec<Look> {
    let series: Vec<SeriesKey<'a>> = series.into_iter().collect();
    let tells_calls = series.iter().any(|(who, call)| {
        let mut others = series.iter();
        others.any(|(other, another)| who == other && call != another)
    });
    let calls = CallMarks::of(&series);
    let mut given: Vec<(SeriesKey<'_>, Look)> = Vec::new();
    series
        .iter()
        .map(|one| {
            if let Some((_, look)) = given.iter().find(|(known, _)| known == one) {
                return *look;
            }
            let colour = names::family(one.0).colour();
            let wanted = match tells_calls {
                true => calls.mark(one.1),
                false => relative(one.0),
            };
            let free = (wanted..wanted + Shape::ALL.len())
                .map(|mark| look(colour, mark))
                .find(|look| !given.iter().any(|(_, taken)| taken == look));
            let look = free.unwrap_or(look(colour, wanted));
            given.push((*one, look));
            look
        })
        .collect()
}

/// The look of something that shares a series' colour and needs no marker of its own.
pub(super) fn of_family(contender: &str) -> Look {
    look(names::family(contender).colour(), relative(contender))
}

fn look(colour: usize, mark: usize) -> Look {
    Look {
        colour,
        shape: Shape::ALL[mark % Shape::ALL.len()],
    }
}

/// The marker of a contender within its family; whoever has none begins at the other end of the shapes.
fn relative(contender: &str) -> usize {
    match names::family(contender).is_unknown() {
        true => Shape::ALL.len() - 1,
        false => names::relative(contender).unwrap_or(0),
    }
}

/// The markers of the calls on a chart: those that are the same everywhere, and for the others what these leave.
struct CallMarks<'a>(Vec<(&'a str, usize)>);

impl<'a> CallMarks<'a> {
    fn of(series: &[SeriesKey<'a>]) -> Self {
        let mut marks: Vec<(&str, usize)> = Vec::new();
        let mut others: Vec<&str> = Vec::new();
        for (_, call) in series {
            match names::mark(call) {
                Some(mark) => marks.push((call, mark)),
                None if !others.contains(call) => others.push(call),
                None => {}
            }
        }
        for call in others {
            let is_free = |mark: &usize| marks.iter().all(|(_, taken)| taken != mark);
            let mark = (0..Shape::ALL.len()).find(is_free);
            marks.push((call, mark.unwrap_or(marks.len())));
        }
        Self(marks)
    }

    fn mark(&self, call: &str) -> usize {
        let known = self.0.iter().find(|(known, _)| *known == call);
        known.map_or(0, |(_, mark)| *mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(id: &str) -> usize {
        names::family(id).colour()
    }

    #[test]
    fn one_family_has_one_colour_and_a_marker_for_each_relative() {
        let family = ["cpython", "cpython free-threaded", "python model"];
        let series = family.map(|who| (who, "cpu"));
        let looks = looks(series);
        assert!(looks.iter().all(|look| look.colour == colour("cpython")));
        let shapes = [Shape::Circle, Shape::Triangle, Shape::Diamond];
        assert!(
            looks
                .iter()
                .zip(shapes)
                .all(|(look, shape)| look.shape == shape)
        );
    }

    #[test]
    fn families_have_colours_of_their_own() {
        let heads = [
            "lap-pool",
            "cpython",
            "rayon",
            "std",
            "tokio",
            "channel",
            "serial",
            "a new one",
        ];
        for (at, one) in heads.iter().enumerate() {
            for other in &heads[at + 1..] {
                assert_ne!(colour(one), colour(other), "{one} and {other}");
            }
        }
    }

    #[test]
    fn a_call_has_one_marker_whoever_made_it() {
        let series = [
            ("lap-pool", "map"),
            ("lap-pool", "imap"),
            ("cpython", "map"),
            ("cpython", "imap"),
            ("serial", "loop"),
        ];
        let looks = looks(series);
        assert_eq!(looks[0].shape, looks[2].shape);
        assert_eq!(looks[1].shape, looks[3].shape);
        assert_ne!(looks[0].shape, looks[1].shape);
        assert_eq!(looks[1].colour, colour("lap-pool"));
        assert_eq!(
            looks[3].colour,
            colour("cpython"),
            "and not the next that is free"
        );
    }

    #[test]
    fn relatives_that_make_the_same_calls_do_not_look_alike() {
        let series = [
            ("cpython", "map"),
            ("cpython", "imap"),
            ("python model", "imap"),
        ];
        let looks = looks(series);
        assert_eq!(looks[1].colour, looks[2].colour);
        assert_ne!(looks[1].shape, looks[2].shape);
    }

    #[test]
    fn contenders_without_a_family_are_neutral_and_have_markers_of_their_own() {
        let strangers = ["forkjoin", "another pool", "a third"];
        let looks = looks(strangers.map(|who| (who, "cpu")));
        for (at, look) in looks.iter().enumerate() {
            assert_eq!(look.colour, crate::palette::SLOTS - 1);
            assert!(!looks[at + 1..].contains(look));
        }
        let crowd: Vec<String> = (0..20).map(|number| format!("pool {number}")).collect();
        let crowd = super::looks(crowd.iter().map(|who| (who.as_str(), "cpu")));
        assert_eq!(crowd.len(), 20, "more than there are shapes");
    }
}
