//! What a rule must say of a planned record: on which side each test was put, and what that comes to by the table of
//! answers. Nothing here asks the judge.

use std::collections::BTreeSet;

use lab_measure::record::{Mode, Origin};
use lab_verdict::claims::Evidence;

use crate::rules::circumstances::{Circumstances, Contaminated};
use crate::rules::plan::{Plan, Value};
use crate::rules::rule::{Asked, Divisor, Rule};

/// An answer, without its words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    Holds,
    DoesNotHold,
    Depends,
    TooSmall,
    DoesNotApply,
    CannotTell(BTreeSet<Cause>),
}

/// Why there is no answer, the weightiest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    OtherVersion,
    NoData,
    QuickMode,
    TooFewProcesses,
    ControlFailed,
    Contaminated,
    Straddles,
    Open,
}

/// What a test or a regime comes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    Holds,
    Fails,
    Between,
    Unknown(BTreeSet<Cause>),
}

/// The whole verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    pub said: Said,
    /// One for each regime; none where the claim does not apply.
    pub regimes: Vec<Way>,
    pub is_not_needed: bool,
    pub evidence: Evidence,
}

impl Expected {
    pub fn of(rule: &Rule<'_>, plan: &Plan, circumstances: &Circumstances) -> Self {
        let regimes: Vec<Way> = if rule.applies() {
            let tests = |regime: &Vec<Asked>| {
                let way = |asked| test(rule, asked, plan, circumstances);
                together(&regime.iter().map(way).collect::<Vec<Way>>())
            };
            rule.regimes.iter().map(tests).collect()
        } else {
            Vec::new()
        };
        let said = answer(&regimes);
        let is_told = !matches!(said, Said::CannotTell(_) | Said::DoesNotApply);
        let evidence = if circumstances.origin == Origin::Recorded {
            Evidence::RecordedElsewhere
        } else if is_told && counts_alone(rule, plan, circumstances) == said {
            Evidence::Counted
        } else {
            rule.claim.evidence
        };
        let bears_it_out = matches!(said, Said::DoesNotHold | Said::TooSmall);
        Expected {
            is_not_needed: bears_it_out && rule.is_not_needed(),
            said,
            regimes,
            evidence,
        }
    }
}

/// The answer if nothing were known of any time.
fn counts_alone(rule: &Rule<'_>, plan: &Plan, circumstances: &Circumstances) -> Said {
    let regimes: Vec<Way> = rule
        .regimes
        .iter()
        .map(|regime| {
            let way = |asked: &Asked| {
                if asked.of.is_timed() {
                    Way::unknown(Cause::NoData)
                } else {
                    test(rule, asked, plan, circumstances)
                }
            };
            together(&regime.iter().map(way).collect::<Vec<Way>>())
        })
        .collect();
    answer(&regimes)
}

/// One test: where its figure lies, unless something forbids to believe it.
fn test(rule: &Rule<'_>, asked: &Asked, plan: &Plan, circumstances: &Circumstances) -> Way {
    let Circumstances { gap, .. } = circumstances;
    let is_missing = asked.readings().any(|reading| gap.swallows(reading));
    if circumstances.versions_apart > 0 {
        return Way::unknown(Cause::OtherVersion);
    }
    if is_missing {
        return Way::unknown(Cause::NoData);
    }
    let of = plan[&asked.of];
    let by = match &asked.by {
        Divisor::Number(number) => Value {
            level: *number,
            ..Value::default()
        },
        Divisor::Reading(vs) => plan[vs],
    };
    if !asked.of.is_timed() {
        let usual = of.level / by.level;
        let last = (of.level + of.spread) / (by.level + by.spread);
        return side(asked, usual, last);
    }
    let controls_failed = circumstances.broken_control.is_some() || gap.breaks_a_control(rule);
    if circumstances.mode == Mode::Quick {
        return Way::unknown(Cause::QuickMode);
    }
    if circumstances.processes < 10 {
        return Way::unknown(Cause::TooFewProcesses);
    }
    if controls_failed {
        return Way::unknown(Cause::ControlFailed);
    }
    let reach = (of.spread - by.spread).abs() / 2.0;
    let around = |middle: f64| side(asked, (middle - reach).exp(), (middle + reach).exp());
    let middle = of.level - by.level;
    let all = around(middle);
    let is_shaken = match circumstances.contaminated {
        Contaminated::None => false,
        Contaminated::EverySecond => around(middle + of.lift - by.lift) != all,
        Contaminated::AllBut(clean) => clean < 5,
    };
    if is_shaken {
        return Way::unknown(Cause::Contaminated);
    }
    all
}

/// The side on which all figures between two lie.
fn side(asked: &Asked, one: f64, other: f64) -> Way {
    let of = |figure| match asked.fails {
        _ if asked.holds.has(figure) => Way::Holds,
        None => Way::unknown(Cause::Open),
        Some(fails) if fails.has(figure) => Way::Fails,
        Some(_) => Way::Between,
    };
    if of(one) == of(other) {
        of(one)
    } else {
        Way::unknown(Cause::Straddles)
    }
}

/// The tests of a regime: one that fails is enough to fail, all are needed to hold.
fn together(tests: &[Way]) -> Way {
    if tests.contains(&Way::Fails) {
        return Way::Fails;
    }
    let causes = causes(tests);
    if !causes.is_empty() {
        return Way::Unknown(causes);
    }
    if tests.contains(&Way::Between) {
        return Way::Between;
    }
    Way::Holds
}

/// The table of answers.
fn answer(regimes: &[Way]) -> Said {
    let (holds, fails) = (regimes.contains(&Way::Holds), regimes.contains(&Way::Fails));
    let is_small = regimes.contains(&Way::Between);
    let causes = causes(regimes);
    match (holds, fails) {
        _ if regimes.is_empty() => Said::DoesNotApply,
        (true, true) => Said::Depends,
        _ if !causes.is_empty() => Said::CannotTell(causes),
        (true, false) if is_small => Said::Depends,
        (true, false) => Said::Holds,
        (false, true) => Said::DoesNotHold,
        (false, false) => Said::TooSmall,
    }
}

fn causes(ways: &[Way]) -> BTreeSet<Cause> {
    let causes = ways.iter().map(|way| match way {
        Way::Unknown(causes) => causes.clone(),
        _ => BTreeSet::new(),
    });
    causes.flatten().collect()
}

impl Way {
    fn unknown(cause: Cause) -> Self {
        Way::Unknown(BTreeSet::from([cause]))
    }
}
