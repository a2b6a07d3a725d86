//! Each test alone on every place that its thresholds make, while the others of its regime hold, and the other regimes
//! hold or fail.

use crate::rules::circumstances::Circumstances;
use crate::rules::place::Place;
use crate::rules::plan::Places;
use crate::rules::rule::{Asked, Mark, Rule};
use crate::rules::trial::Trial;

const PLACES: [Place; 9] = [
    Place::Beyond(Mark::Holds),
    Place::On(Mark::Holds),
    Place::Off(Mark::Holds),
    Place::Around(Mark::Holds),
    Place::Between,
    Place::Around(Mark::Fails),
    Place::Off(Mark::Fails),
    Place::On(Mark::Fails),
    Place::Beyond(Mark::Fails),
];

pub fn trials(rule: &Rule<'_>) -> Vec<Trial> {
    of_those(rule, |_| true)
}

/// Of tests of times alone.
pub fn of_times(rule: &Rule<'_>) -> Vec<Trial> {
    of_those(rule, |asked| asked.of.is_timed())
}

fn of_those(rule: &Rule<'_>, which: impl Fn(&Asked) -> bool) -> Vec<Trial> {
    let mut trials = Vec::new();
    for (at, asked) in rule.tests().filter(|(_, asked)| which(asked)) {
        for place in PLACES.into_iter().filter(|place| place.is_of(asked)) {
            for others in [
                rule.everywhere(Place::Beyond(Mark::Holds)),
                rule.everywhere_fails(),
            ] {
                trials.extend(aimed(rule, at, place, others, Circumstances::good()));
            }
        }
    }
    trials
}

/// One test there, the others of its regime holding, other regimes as given. Tests that ask the very same go with it; where
/// others that read the same cannot lie where they should, they lie anywhere.
pub fn aimed(
    rule: &Rule<'_>,
    at: (usize, usize),
    place: Place,
    others: Places,
    circumstances: Circumstances,
) -> Option<Trial> {
    let aim = &rule.regimes[at.0][at.1];
    let mut places = others;
    places[at.0].fill(Place::Beyond(Mark::Holds));
    let with_aim = |places: &mut Places, go: fn(&Asked, &Asked) -> bool, place| {
        for ((r, t), asked) in rule.tests() {
            if go(asked, aim) {
                places[r][t] = place;
            }
        }
    };
    with_aim(&mut places, |one, aim| one == aim, place);
    let what = format!(
        "test {} of regime {} at {place:?}, floor {}, the others at {places:?}, {circumstances:?}",
        at.1 + 1,
        at.0 + 1,
        rule.floor
    );
    let strict = Trial::new(rule, &what, &places, circumstances.clone());
    let trial = strict.or_else(|| {
        with_aim(&mut places, Asked::shares_a_reading_with, Place::Anywhere);
        places[at.0][at.1] = place;
        Trial::new(rule, what, &places, circumstances)
    });
    trial.map(|trial| trial.aimed_at(at, place))
}

impl Place {
    /// Whether the test has the thresholds that this place is told from.
    fn is_of(self, asked: &Asked) -> bool {
        let needs_fails = matches!(
            self,
            Place::Between
                | Place::Beyond(Mark::Fails)
                | Place::On(Mark::Fails)
                | Place::Off(Mark::Fails)
                | Place::Around(Mark::Fails)
        );
        asked.fails.is_some() || !needs_fails
    }
}
