//! What must not depend on names, on the order of two cells, or on which side a rule calls "holds".

use lab_measure::record::Record;
use lab_verdict::answer::{Answer, Outcome};
use lab_verdict::claims::{Claims, Threshold};
use lab_verdict::{Detection, detect, judge};

use crate::support::{CPYTHON, LAP_POOL, Lab, Random, Rules, around, key, steady, test};

const CASES: u32 = 400;

/// A record with up to three values of `n`, of random effect, spread, floor and contamination, for both subjects.
fn any_record(random: &mut Random) -> Record {
    let share = random.share();
    let dirty = [0.0, 0.0, 0.3, 0.9][random.below(4) as usize] * share;
    let marks: Vec<bool> = (0..30).map(|_| random.share() < dirty).collect();
    let lab = Lab::new()
        .floor(random.between(0.0, 0.08))
        .contaminated(|process, round| marks[(2 * process + round) as usize]);
    let lab = (0..3).fold(lab, |lab, n| {
        [LAP_POOL, CPYTHON].into_iter().fold(lab, |lab, subject| {
            let (ratio, spread) = (random.between(-0.8, 0.8).exp(), random.between(0.0, 0.4));
            let counts = [random.below(20), random.below(20)];
            let steady_counts = [counts[0], counts[0]];
            let counts = if random.below(2) == 0 {
                counts
            } else {
                steady_counts
            };
            lab.times(
                key(subject.contender, "a", &[("n", n)]),
                around(ratio * 1e9, spread),
            )
            .times(key(subject.contender, "b", &[("n", n)]), steady(1e9))
            .counts(key(subject.contender, "a", &[("n", n)]), "c", &counts)
        })
    });
    lab.build()
}

/// One to three regimes of one test each, times or counts.
fn any_rules(random: &mut Random) -> Claims {
    let regimes = 1 + random.below(3);
    let (low, high) = (random.between(0.4, 1.0), random.between(1.0, 2.0));
    let counts = random.below(2) == 0;
    (0..regimes)
        .fold(Rules::new(), |rules, n| {
            let rule = if counts {
                test("count:c", "a", "holds_if = { at_least = 12 }\nfails_if = { at_most = 6 }")
            } else {
                let sides = format!(
                    "vs = \"b\"\nholds_if = {{ at_least = {high} }}\nfails_if = {{ at_most = {low} }}"
                );
                test("time", "a", &sides)
            };
            rules.regime(&format!("r{n}"), &format!("n = {n}"), &[&rule])
        })
        .claims()
}

/// The same rules with the two sides exchanged.
fn mirrored(claims: &Claims) -> Claims {
    let mut mirrored = claims.clone();
    for regime in &mut mirrored.claim[0].regime {
        for test in &mut regime.test {
            let fails_if = test.fails_if.expect("both sides");
            test.fails_if = Some(test.holds_if);
            test.holds_if = fails_if;
        }
    }
    mirrored
}

fn swapped_labels(record: &Record) -> Record {
    let mut swapped = record.clone();
    for cell in &mut swapped.cells {
        cell.contender = match cell.contender.as_str() {
            "lap-pool" => "cpython".to_owned(),
            "cpython" => "lap-pool".to_owned(),
            _ => continue,
        };
    }
    swapped
}

#[test]
fn swapping_two_contenders_labels_swaps_their_verdicts() {
    let mut random = Random::seeded(11);
    for _ in 0..CASES {
        let (record, claims) = (any_record(&mut random), any_rules(&mut random));
        let swapped = swapped_labels(&record);
        let told = |record, subject| {
            let verdict = judge(&claims, &claims.claim[0], Some(record), subject);
            (verdict.answer, verdict.regimes)
        };
        assert_eq!(told(&record, LAP_POOL), told(&swapped, CPYTHON));
        assert_eq!(told(&record, CPYTHON), told(&swapped, LAP_POOL));
    }
}

#[test]
fn a_rule_and_its_mirror_never_both_hold_nor_both_fail() {
    let mut random = Random::seeded(12);
    let mut seen = [0; 3];
    for _ in 0..CASES {
        let (record, claims) = (any_record(&mut random), any_rules(&mut random));
        let opposite = mirrored(&claims);
        let told =
            |claims: &Claims| judge(claims, &claims.claim[0], Some(&record), LAP_POOL).answer;
        let (one, other) = (told(&claims), told(&opposite));
        assert!(!(one == Answer::Holds && other == Answer::Holds));
        assert!(!(one == Answer::DoesNotHold && other == Answer::DoesNotHold));
        if one == Answer::Holds {
            assert_eq!(other, Answer::DoesNotHold);
        }
        if other == Answer::Holds {
            assert_eq!(one, Answer::DoesNotHold);
        }
        let which = match one {
            Answer::Holds => 0,
            Answer::DoesNotHold => 1,
            _ => 2,
        };
        seen[which] += 1;
    }
    assert!(seen.iter().all(|times| *times > 10), "too tame: {seen:?}");
}

#[test]
fn a_mirrored_rule_mirrors_every_regime() {
    let mut random = Random::seeded(13);
    for _ in 0..CASES {
        let (record, claims) = (any_record(&mut random), any_rules(&mut random));
        let opposite = mirrored(&claims);
        let outcomes = |claims: &Claims| -> Vec<Outcome> {
            judge(claims, &claims.claim[0], Some(&record), LAP_POOL)
                .regimes
                .into_iter()
                .map(|regime| regime.outcome)
                .collect()
        };
        for (one, other) in outcomes(&claims).into_iter().zip(outcomes(&opposite)) {
            match one {
                Outcome::Holds => assert_eq!(other, Outcome::Fails),
                Outcome::Fails => assert_eq!(other, Outcome::Holds),
                same => assert_eq!(other, same),
            }
        }
    }
}

#[test]
fn exchanging_the_two_cells_and_inverting_the_thresholds_changes_nothing() {
    let mut random = Random::seeded(14);
    for _ in 0..CASES {
        let record = any_record(&mut random);
        let limit = random.between(1.0, 2.0);
        let rule = |of: &str, vs: &str, holds_if: Threshold| {
            let mut claims = Rules::new()
                .regime(
                    "r",
                    "n = 0",
                    &[&test(
                        "time",
                        of,
                        &format!("vs = \"{vs}\"\nholds_if = {{ at_least = 2 }}"),
                    )],
                )
                .claims();
            claims.claim[0].regime[0].test[0].holds_if = holds_if;
            judge(&claims, &claims.claim[0], Some(&record), LAP_POOL).answer
        };
        let straight = rule("a", "b", Threshold::at_least(limit));
        let inverted = rule("b", "a", Threshold::at_most(1.0 / limit));
        assert_eq!(straight, inverted);
    }
}

#[test]
fn slower_one_way_is_faster_the_other_way() {
    let mut random = Random::seeded(15);
    for _ in 0..CASES {
        let record = any_record(&mut random);
        let floor = random.between(0.0, 0.1);
        let (a, b) = (
            key("lap-pool", "a", &[("n", 0)]),
            key("lap-pool", "b", &[("n", 0)]),
        );
        let back = match detect(&record, &a, &b, floor) {
            Detection::Slower => Detection::Faster,
            Detection::Faster => Detection::Slower,
            other => other,
        };
        assert_eq!(detect(&record, &b, &a, floor), back);
    }
}
