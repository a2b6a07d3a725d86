//! Where the figure of a test is to lie.

use crate::rules::rule::{Asked, Mark};

/// A place on the line of numbers, told from the thresholds of the test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// On the side of this threshold.
    Beyond(Mark),
    /// Exactly on it; a time, which no clock shows exactly, 0.2 % inside.
    On(Mark),
    /// One count off it, and a time 0.2 % outside.
    Off(Mark),
    /// On neither side, with two thresholds.
    Between,
    /// Some of the repetitions on it and some off, and the interval of a time around it.
    Around(Mark),
    /// A time that lies 5 % inside in all rounds together, and as far outside in those that others left alone.
    Disturbed(Mark),
    /// This very figure.
    At(f64),
    /// Wherever the other tests put what it reads.
    Anywhere,
}

/// A hair's breadth: of a logarithm, 0.2 %.
const HAIR: f64 = 0.002;
/// What is surely inside.
const DEEP: f64 = 0.5;
/// What other rounds turn over.
const SHALLOW: f64 = 0.05;
/// How far processes lie from their mean where the interval is to be wide: the 99 % interval of 15 of them, evenly
/// spread, reaches half as far.
pub const SPREAD: f64 = 0.1;

impl Place {
    /// The logarithm of the ratio of times that lies there; none where the test has no such place.
    pub fn log_ratio(self, asked: &Asked) -> Option<f64> {
        let at = |mark, depth| Some(asked.line(mark)?.at_depth(depth));
        match self {
            Place::Beyond(mark) => at(mark, DEEP),
            Place::On(mark) => at(mark, HAIR),
            Place::Off(mark) => at(mark, -HAIR),
            Place::Between => Some((asked.holds.limit * asked.fails?.limit).ln() / 2.0),
            Place::Around(mark) => at(mark, 0.0),
            Place::Disturbed(mark) => at(mark, SHALLOW),
            Place::At(ratio) => Some(ratio.ln()),
            Place::Anywhere => at(Mark::Holds, DEEP),
        }
    }

    /// Whether a ratio of times lies there, by its logarithm.
    pub fn has_time(self, asked: &Asked, found: f64) -> bool {
        let depth = |mark| asked.line(mark).map(|line| line.depth(found));
        let near = |aim: Option<f64>| aim.is_some_and(|aim| (found - aim).abs() < 1e-9);
        match self {
            Place::Anywhere => true,
            Place::Beyond(mark) => depth(mark).is_some_and(|depth| depth > 2.0 * SPREAD),
            Place::Between => {
                let outside = |mark| depth(mark).is_some_and(|depth| depth < -HAIR);
                outside(Mark::Holds) && outside(Mark::Fails)
            }
            _ => near(self.log_ratio(asked)),
        }
    }

    /// Whether a count lies there, over what it is divided by.
    pub fn has_count(self, asked: &Asked, count: f64, by: f64) -> bool {
        let has = |mark, count: f64| asked.line(mark).map(|line| line.has(count / by));
        // One count nearer to the inside of the side, or to its outside.
        let inward = |mark| asked.line(mark).map_or(0.0, |line| line.inward());
        let next = |mark, way: f64| has(mark, count + way * inward(mark));
        match self {
            Place::Anywhere => true,
            Place::At(figure) => count / by == figure,
            Place::Beyond(mark) => has(mark, count) == Some(true),
            Place::Between => {
                has(Mark::Holds, count) == Some(false) && has(Mark::Fails, count) == Some(false)
            }
            Place::On(mark) | Place::Around(mark) => {
                has(mark, count) == Some(true) && next(mark, -1.0) == Some(false)
            }
            Place::Off(mark) => has(mark, count) == Some(false) && next(mark, 1.0) == Some(true),
            Place::Disturbed(_) => false,
        }
    }

    /// How much further the readings of some repetitions or processes are to lie than the others'.
    pub fn spread(self, asked: &Asked) -> f64 {
        match self {
            Place::Around(_) if asked.of.is_timed() => SPREAD,
            Place::Around(mark) => asked.line(mark).map_or(0.0, |line| -line.inward()),
            _ => 0.0,
        }
    }

    /// How much further than all rounds together those lie that others left alone.
    pub fn lift(self, asked: &Asked) -> f64 {
        match self {
            Place::Disturbed(mark) => {
                let inward = asked.line(mark).map_or(0.0, |line| line.inward());
                -2.0 * SHALLOW * inward
            }
            _ => 0.0,
        }
    }
}
