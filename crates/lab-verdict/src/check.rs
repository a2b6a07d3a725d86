//! What a set of rules may not say.

mod predictions;

use std::collections::BTreeSet;

use crate::claims::{
    Claim, Claims, Control, ControlKind, PARAMETERS, Regime, SUBJECTS, Test, Threshold,
};
use crate::fault::{At, Fault, Step};
use crate::metric::Metric;
use crate::sentences;

/// All faults, in the order of the text.
pub fn faults(claims: &Claims) -> Vec<Fault> {
    let mut faults = Vec::new();
    let practices: BTreeSet<&str> = claims.practice.iter().map(|p| p.id.as_str()).collect();
    repeated(
        claims.practice.iter().map(|p| &p.id),
        &At::default(),
        "practice.id",
        &mut faults,
    );
    for (name, experiment) in &claims.experiment {
        let at = At::of(Step::Experiment(name.clone()));
        practice(&practices, &experiment.practice, &at, &mut faults);
        for input in experiment.input_seconds.keys() {
            if !experiment.inputs.contains(input) {
                let remedy = "name it in `inputs` too, or leave its seconds out".to_owned();
                fault(
                    &at,
                    "input_seconds",
                    &format!("{input:?}").to_lowercase(),
                    remedy,
                    &mut faults,
                );
            }
        }
        for (number, one) in (1..).zip(&experiment.control) {
            control(one, &at.then(Step::Control(number)), &mut faults);
        }
    }
    repeated(
        claims.claim.iter().map(|c| &c.id),
        &At::default(),
        "claim.id",
        &mut faults,
    );
    for one in &claims.claim {
        let at = At::of(Step::Claim(one.id.clone()));
        practice(&practices, &one.practice, &at, &mut faults);
        if !claims.experiment.contains_key(&one.experiment) {
            let known = list(claims.experiment.keys().map(String::as_str));
            let remedy = format!(
                "declare [experiment.{}] or name one of: {known}",
                one.experiment
            );
            fault(&at, "experiment", &one.experiment, remedy, &mut faults);
        }
        claim(one, &at, &mut faults);
    }
    faults.extend(sentences::faults(claims));
    predictions::faults(claims, &mut faults);
    faults
}

fn claim(claim: &Claim, at: &At, faults: &mut Vec<Fault>) {
    let subjects = claim
        .not_needed_for
        .iter()
        .map(|name| ("not_needed_for", name));
    let others = claim
        .does_not_apply_to
        .keys()
        .map(|name| ("does_not_apply_to", name));
    for (field, name) in subjects.chain(others) {
        if !SUBJECTS.iter().any(|subject| subject.is_called(name)) {
            let known = list(SUBJECTS.iter().map(|subject| subject.name));
            fault(at, field, name, format!("name one of: {known}"), faults);
        }
    }
    if claim.regime.is_empty() {
        let remedy = "declare at least one [[claim.case]]: without one it would hold of nothing";
        fault(at, "case", "[]", remedy.to_owned(), faults);
    }
    repeated(
        claim.regime.iter().map(|r| &r.name),
        at,
        "case.name",
        faults,
    );
    let ids = claim.regime.iter().filter_map(|one| one.id.as_ref());
    repeated(ids, at, "case.id", faults);
    for one in &claim.regime {
        regime(one, &at.then(Step::Regime(one.name.clone())), faults);
    }
}

fn regime(regime: &Regime, at: &At, faults: &mut Vec<Fault>) {
    if regime.test.is_empty() {
        let remedy = "declare at least one [[claim.case.test]]".to_owned();
        fault(at, "test", "[]", remedy, faults);
    }
    for (number, one) in (1..).zip(&regime.test) {
        let at = at.then(Step::Test(number));
        sides(one, regime, &at, faults);
        test(one, &at, faults);
    }
}

/// Whether the two sides are told apart by something that cells have.
fn sides(test: &Test, regime: &Regime, at: &At, faults: &mut Vec<Fault>) {
    let given = [("of_where", &test.of_where), ("vs_where", &test.vs_where)];
    for (field, params) in given {
        let Some(params) = params else { continue };
        if params.is_empty() {
            let remedy = "leave it out, or name a parameter, as in { workers = 16 }".to_owned();
            fault(at, field, "{}", remedy, faults);
        }
        for name in params.keys().filter(|n| !PARAMETERS.contains(&n.as_str())) {
            let remedy = format!("name one of: {}", list(PARAMETERS.into_iter()));
            fault(at, field, name, remedy, faults);
        }
    }
    if test.vs.is_none() && test.vs_where.is_some() {
        let remedy = "leave it out: there is no `vs` whose cell it would single out".to_owned();
        fault(at, "vs_where", "without vs", remedy, faults);
    }
    let same_call = test.vs.as_ref() == Some(&test.of);
    if same_call && test.of_params(regime) == test.vs_params(regime) {
        let remedy = "name another call, or give the sides different parameters by of_where and \
                      vs_where: a cell against itself is always 1"
            .to_owned();
        fault(at, "vs", &test.of, remedy, faults);
    }
}

fn test(test: &Test, at: &At, faults: &mut Vec<Fault>) {
    let metric = Metric::parse(&test.metric);
    let timed = matches!(metric, Some(Metric::Clock(_)));
    if metric.is_none() {
        let remedy = "write time, first, cpu or count:NAME with the name of a count".to_owned();
        fault(at, "metric", &test.metric, remedy, faults);
    }
    if timed && test.vs.is_none() {
        let remedy = "name the call to compare with: a time on its own is the machine's".to_owned();
        fault(at, "vs", "absent", remedy, faults);
    }
    if let Some(per) = &test.per
        && (timed || test.vs.is_some())
    {
        let remedy = "leave it out: it divides a count on its own".to_owned();
        fault(at, "per", per, remedy, faults);
    }
    let sides = [
        ("holds_if", Some(test.holds_if)),
        ("fails_if", test.fails_if),
    ];
    let before = faults.len();
    for (field, side) in sides {
        if let Some(side) = side {
            threshold(side, timed, at, field, faults);
        }
    }
    if let Some(fails_if) = test.fails_if
        && faults.len() == before
        && overlap(test.holds_if, fails_if, timed)
    {
        let remedy = format!(
            "leave a gap to holds_if = {}: a figure may not do both",
            words(test.holds_if)
        );
        fault(at, "fails_if", &words(fails_if), remedy, faults);
    }
}

fn threshold(side: Threshold, timed: bool, at: &At, field: &'static str, faults: &mut Vec<Fault>) {
    let remedy = match (side.at_least, side.at_most) {
        (None, None) => "give at_least or at_most",
        (Some(_), Some(_)) => "give only one of at_least and at_most",
        (Some(limit), None) | (None, Some(limit)) if !limit.is_finite() => "give a finite number",
        (Some(limit), None) | (None, Some(limit)) if timed && limit <= 0.0 => {
            "give a ratio above 0: no time takes less"
        }
        _ => return,
    };
    fault(at, field, &words(side), remedy.to_owned(), faults);
}

/// Whether a figure could be on both sides. A ratio of times is never judged by the bare number 1 (it is widened to
/// both sides of it), so there, and only there, the two may meet.
fn overlap(holds_if: Threshold, fails_if: Threshold, timed: bool) -> bool {
    let low = holds_if.at_least.or(fails_if.at_least);
    let high = holds_if.at_most.or(fails_if.at_most);
    match (low, high) {
        (Some(low), Some(high)) if low == high => !(timed && low == 1.0),
        (Some(low), Some(high)) => low < high,
        // Both in the same direction: the farther one lies on both sides.
        _ => true,
    }
}

fn control(control: &Control, at: &At, faults: &mut Vec<Fault>) {
    match (control.kind, control.at_least) {
        (ControlKind::Positive, None) => {
            let remedy = "give the ratio that the known effect must exceed".to_owned();
            fault(at, "at_least", "absent", remedy, faults);
        }
        (ControlKind::Positive, Some(limit)) if !(limit.is_finite() && limit > 1.0) => {
            let remedy = "give a ratio above 1, with the slower call as `of`".to_owned();
            fault(at, "at_least", &limit.to_string(), remedy, faults);
        }
        (ControlKind::Null, Some(limit)) => {
            let remedy = "leave it out: a null control is judged by delta".to_owned();
            fault(at, "at_least", &limit.to_string(), remedy, faults);
        }
        _ => {}
    }
    if control.kind == ControlKind::Positive && control.of == control.vs {
        let remedy = "name another call: a call against itself has no effect".to_owned();
        fault(at, "vs", &control.vs, remedy, faults);
    }
}

fn practice(known: &BTreeSet<&str>, id: &str, at: &At, faults: &mut Vec<Fault>) {
    if !known.contains(id) {
        let remedy = format!(
            "declare [[practice]] {id} or name one of: {}",
            list(known.iter().copied())
        );
        fault(at, "practice", id, remedy, faults);
    }
}

fn repeated<'n>(
    names: impl Iterator<Item = &'n String>,
    at: &At,
    field: &'static str,
    faults: &mut Vec<Fault>,
) {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            let remedy = "give each its own".to_owned();
            fault(at, field, name, remedy, faults);
        }
    }
}

fn fault(at: &At, field: &'static str, value: &str, remedy: String, faults: &mut Vec<Fault>) {
    faults.push(Fault {
        at: at.clone(),
        field,
        value: value.to_owned(),
        remedy,
        place: None,
    });
}

fn words(side: Threshold) -> String {
    let limits = [("at_least", side.at_least), ("at_most", side.at_most)];
    let given: Vec<String> = limits
        .into_iter()
        .filter_map(|(name, limit)| Some(format!("{name} = {}", limit?)))
        .collect();
    format!("{{ {} }}", given.join(", "))
}

fn list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}
