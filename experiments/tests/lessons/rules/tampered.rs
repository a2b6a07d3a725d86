//! That the trials can fail: a rule with one fault is judged otherwise than the rule as it stands, in at least one of its
//! records, whatever the fault.

use lab_verdict::claims::{Claim, Evidence, Regime, SUBJECTS, Test, Threshold};

use crate::in_force;
use crate::rules::rule::Rule;
use crate::rules::trial::Trial;
use crate::rules::trials;

#[test]
fn a_fault_in_any_part_of_a_rule_is_found_by_its_records() {
    let claims = in_force::claims();
    let mut tried = 0;
    let mut unnoticed = Vec::new();
    for claim in &claims.claim {
        for subject in SUBJECTS {
            let trials = trials::of(&claims, claim, subject);
            let faults = faults(&Rule::of(&claims, claim, subject, trials::QUIET));
            for (fault, tampered) in faults {
                let notices = |trial: &Trial| trial.disagreement(&claims, &tampered, subject);
                if !trials.iter().any(|trial| notices(trial).is_some()) {
                    unnoticed.push(format!("{} for {}: {fault}", claim.id, subject.name));
                }
                tried += 1;
            }
        }
    }
    println!("{tried} faults, {} of them not found", unnoticed.len());
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
    assert!(tried > claims.claim.len());
}

/// The rule with one fault, one after the other, each with its name.
fn faults(rule: &Rule<'_>) -> Vec<(String, Claim)> {
    let claim = rule.claim;
    let mut faults = Vec::new();
    let mut add = |name: &str, change: &dyn Fn(&mut Claim)| {
        let mut tampered = claim.clone();
        change(&mut tampered);
        if tampered != *claim {
            faults.push((name.to_owned(), tampered));
        }
    };
    if !rule.applies() {
        add("it applies", &|it| it.does_not_apply_to.clear());
        add("another reason", &|it| {
            let reasons = it.does_not_apply_to.values_mut();
            reasons.for_each(|why| why.push('!'));
        });
        return faults;
    }
    if rule.is_not_needed() {
        add("it is needed", &|it| it.not_needed_for.clear());
    }
    let other = match claim.evidence {
        Evidence::Counted => Evidence::Measured,
        _ => Evidence::Compiled,
    };
    add("other evidence", &|it| it.evidence = other);
    if claim.regime.len() > 1 {
        add("other words for what decides", &|it| {
            it.depends_on = Some("the weather".to_owned());
        });
    }
    for (r, regime) in claim.regime.iter().enumerate() {
        add(&format!("no regime {}", r + 1), &|it| {
            it.regime.remove(r);
        });
        for (t, test) in regime.test.iter().enumerate() {
            let at = format!("regime {}, test {}", r + 1, t + 1);
            add(&format!("{at}: not there"), &|it| {
                it.regime[r].test.remove(t);
            });
            for (fault, change) in of_a_test(test, regime) {
                let name = format!("{at}: {fault}");
                add(&name, &|it| change(&mut it.regime[r].test[t]));
            }
        }
    }
    faults
}

type Change = Box<dyn Fn(&mut Test)>;

fn of_a_test(test: &Test, regime: &Regime) -> Vec<(String, Change)> {
    // A threshold is moved by a count and a bit, where a count stands alone, and otherwise by a tenth.
    let base = match (&test.vs, &test.per) {
        (Some(_), _) => None,
        (None, Some(per)) => test.of_params(regime).get(per).copied(),
        (None, None) => Some(1),
    };
    let mut faults: Vec<(String, Change)> = vec![
        ("no fails_if".into(), Box::new(|test| test.fails_if = None)),
        ("no of_where".into(), Box::new(|test| test.of_where = None)),
        ("no vs_where".into(), Box::new(|test| test.vs_where = None)),
        ("no divisor".into(), Box::new(|test| test.per = None)),
        (
            "holds_if turned round".into(),
            Box::new(|test| test.holds_if = turned(test.holds_if)),
        ),
        (
            "fails_if turned round".into(),
            Box::new(|test| test.fails_if = test.fails_if.map(turned)),
        ),
    ];
    if test.vs.is_some() {
        faults.push((
            "numerator and denominator exchanged".into(),
            Box::new(|test| {
                let vs = test.vs.take().expect("a denominator");
                test.vs = Some(std::mem::replace(&mut test.of, vs));
                std::mem::swap(&mut test.of_where, &mut test.vs_where);
            }),
        ));
    }
    let steps = move |limit: f64| match base {
        Some(base) => 1.01 / base as f64,
        None => limit / 10.0,
    };
    for (word, sign) in [("raised", 1.0), ("lowered", -1.0)] {
        let moved = move |line| with_limit(line, |limit| limit + sign * steps(limit));
        faults.push((
            format!("holds_if {word}"),
            Box::new(move |test| test.holds_if = moved(test.holds_if)),
        ));
        faults.push((
            format!("fails_if {word}"),
            Box::new(move |test| test.fails_if = test.fails_if.map(moved)),
        ));
    }
    faults
}

fn turned(line: Threshold) -> Threshold {
    Threshold {
        at_least: line.at_most,
        at_most: line.at_least,
    }
}

fn with_limit(line: Threshold, change: impl Fn(f64) -> f64) -> Threshold {
    Threshold {
        at_least: line.at_least.map(&change),
        at_most: line.at_most.map(&change),
    }
}
