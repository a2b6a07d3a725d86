//! Every combination of what regimes can come to, each by one of their tests after the other.

use crate::rules::circumstances::Circumstances;
use crate::rules::place::Place;
use crate::rules::plan::Places;
use crate::rules::rule::{Asked, Mark, Rule};
use crate::rules::trial::Trial;

/// What a regime comes to.
const WAYS: [Place; 4] = [
    Place::Beyond(Mark::Holds),
    Place::Beyond(Mark::Fails),
    Place::Between,
    Place::Around(Mark::Holds),
];

pub fn trials(rule: &Rule<'_>) -> Vec<Trial> {
    let most_tests = rule.regimes.iter().map(Vec::len).max().unwrap_or(0);
    let mut trials = super::bases(rule, |name, places| {
        Trial::new(rule, name, places, Circumstances::good())
    });
    for ways in combinations(rule.regimes.len()) {
        for first in 0..most_tests {
            let places: Option<Places> = rule
                .regimes
                .iter()
                .zip(&ways)
                .map(|(regime, way)| led(regime, *way, first))
                .collect();
            let Some(places) = places else { continue };
            let what = format!("regimes at {places:?}");
            trials.extend(Trial::new(rule, what, &places, Circumstances::good()));
        }
    }
    trials
}

/// All tests hold but one, the first from this one on that can lie there.
fn led(regime: &[Asked], way: Place, first: usize) -> Option<Vec<Place>> {
    let needs_fails = matches!(way, Place::Beyond(Mark::Fails) | Place::Between);
    let order = (0..regime.len()).map(|step| (first + step) % regime.len());
    let leader = order
        .into_iter()
        .find(|at| !needs_fails || regime[*at].fails.is_some())?;
    let mut places = vec![Place::Beyond(Mark::Holds); regime.len()];
    places[leader] = way;
    Some(places)
}

/// All words of so many letters.
fn combinations(length: usize) -> Vec<Vec<Place>> {
    (0..length).fold(vec![Vec::new()], |words, _| {
        let longer = |word: &Vec<Place>| WAYS.map(|way| [word.as_slice(), &[way]].concat());
        words.iter().flat_map(longer).collect()
    })
}
