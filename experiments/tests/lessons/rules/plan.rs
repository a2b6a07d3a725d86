//! Readings that put the figure of every test where it is to lie.

use std::collections::BTreeMap;

use crate::rules::place::Place;
use crate::rules::rule::{Asked, Divisor, Reading, Rule};

/// Where each test of each regime is to lie.
pub type Places = Vec<Vec<Place>>;

/// What a reading comes to. Of a clock all are natural logarithms.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Value {
    pub level: f64,
    /// How far processes lie to either side; how far the last repetition of a count lies from the others.
    pub spread: f64,
    /// How much further the rounds lie that others left alone, and how much less far the others.
    pub lift: f64,
}

/// A value for each reading.
pub type Plan = BTreeMap<Reading, Value>;

/// Readings for these places; none where tests that read the same cannot lie so.
pub fn plan(rule: &Rule<'_>, places: &Places) -> Option<Plan> {
    let tests: Vec<(&Asked, Place)> = rule
        .tests()
        .map(|((r, t), asked)| (asked, places[r][t]))
        .collect();
    let levels = Search {
        counts: counts(&tests),
        tests: &tests,
    }
    .levels(&rule.readings())?;
    let mut plan: Plan = levels
        .into_iter()
        .map(|(reading, level)| {
            let value = Value {
                level,
                ..Value::default()
            };
            (reading.clone(), value)
        })
        .collect();
    for (asked, place) in tests {
        let value = plan.get_mut(&asked.of)?;
        if place.spread(asked) != 0.0 {
            value.spread = place.spread(asked);
        }
        if place.lift(asked) != 0.0 {
            value.lift = place.lift(asked);
        }
    }
    Some(plan)
}

struct Search<'s, 'r> {
    tests: &'s [(&'r Asked, Place)],
    /// The counts that are tried, in this order.
    counts: Vec<f64>,
}

type Levels<'r> = BTreeMap<&'r Reading, f64>;

impl<'r> Search<'_, 'r> {
    /// A level for each reading. Those that no test ties together are found one after the other.
    fn levels(&self, readings: &[&'r Reading]) -> Option<Levels<'r>> {
        let mut found = Levels::new();
        for reading in readings {
            if !found.contains_key(reading) && !self.extend(&self.tied_to(reading), &mut found) {
                return None;
            }
        }
        Some(found)
    }

    /// The readings that tests tie to this one, each after one that it is tied to.
    fn tied_to(&self, first: &'r Reading) -> Vec<&'r Reading> {
        let mut tied = vec![first];
        let mut at = 0;
        while at < tied.len() {
            for (asked, _) in self.tests {
                if asked.readings().any(|reading| reading == tied[at]) {
                    for reading in asked.readings() {
                        if !tied.contains(&reading) {
                            tied.push(reading);
                        }
                    }
                }
            }
            at += 1;
        }
        tied
    }

    fn extend(&self, left: &[&'r Reading], found: &mut Levels<'r>) -> bool {
        let Some((first, rest)) = left.split_first() else {
            return true;
        };
        for level in self.candidates(first, found) {
            found.insert(first, level);
            if self.agree(first, found) && self.extend(rest, found) {
                return true;
            }
        }
        found.remove(first);
        false
    }

    fn candidates(&self, reading: &Reading, found: &Levels<'_>) -> Vec<f64> {
        if !reading.is_timed() {
            return self.counts.clone();
        }
        let from_known = |(asked, place): &(&Asked, Place)| {
            let (vs, ratio) = (asked.vs()?, place.log_ratio(asked)?);
            if asked.of == *reading {
                Some(found.get(vs)? + ratio)
            } else if vs == reading {
                Some(found.get(&asked.of)? - ratio)
            } else {
                None
            }
        };
        let known: Vec<f64> = self.tests.iter().filter_map(from_known).collect();
        if known.is_empty() { vec![0.0] } else { known }
    }

    /// Whether the tests that read this one, and whose readings are all known, lie in their places.
    fn agree(&self, reading: &Reading, found: &Levels<'_>) -> bool {
        self.tests.iter().all(|(asked, place)| {
            if asked.readings().all(|one| one != reading) {
                return true;
            }
            let by = match &asked.by {
                Divisor::Number(number) => Some(number),
                Divisor::Reading(vs) => found.get(vs),
            };
            match (found.get(&asked.of), by) {
                (Some(of), Some(by)) if asked.of.is_timed() => place.has_time(asked, of - by),
                (Some(of), Some(by)) => *by > 0.0 && place.has_count(asked, *of, *by),
                _ => true,
            }
        })
    }
}

/// The counts among which there is one for every place: those near a threshold, sizes, and small ones. Round ones first:
/// by them a threshold such as 0.7 is met exactly.
fn counts(tests: &[(&Asked, Place)]) -> Vec<f64> {
    let mut counts = vec![1000.0, 100.0, 10.0, 20.0];
    for (asked, place) in tests {
        let bases = match asked.by {
            Divisor::Number(number) => vec![number],
            Divisor::Reading(_) => vec![1000.0, 100.0, 10.0],
        };
        let at = match place {
            Place::At(figure) => Some(*figure),
            _ => None,
        };
        let fails = asked.fails.map(|line| line.limit);
        for limit in [Some(asked.holds.limit), fails, at].into_iter().flatten() {
            for base in &bases {
                let near = (limit * base).floor();
                counts.extend([near, near + 1.0, near - 1.0, near + 2.0]);
            }
        }
    }
    counts.extend((0..=40).map(f64::from));
    let mut each: Vec<f64> = Vec::new();
    for count in counts {
        if count >= 0.0 && !each.contains(&count) {
            each.push(count);
        }
    }
    each
}
