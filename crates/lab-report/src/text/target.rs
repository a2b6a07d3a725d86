//! What a call is meant to take, in words, and whether it does.

use lab_verdict::target::{Kept, Limit};

use super::names;
use super::number::{plain, plural, time};

/// A limit: `0.3 × rayon`, `150 ns a task`.
pub(crate) fn allowed(limit: &Limit) -> String {
    match limit {
        Limit::CallNs(ns) => time(*ns),
        Limit::TaskNs(ns) => format!("{} a task", time(*ns)),
        Limit::Above { of, ns } => format!("{} and {}", names::contender(of), time(*ns)),
        Limit::Times { at_most, of, call } => {
            let fastest = match (of.as_slice(), call) {
                ([one], Some(call)) => {
                    format!("the best {} ({})", names::call(call), names::contender(one))
                }
                _ => one_of("fastest", of),
            };
            format!("{} × {fastest}", plain(*at_most))
        }
        Limit::Ideal {
            at_most,
            of,
            workers,
            ..
        } => {
            let workers = plural(*workers, "worker", "workers");
            format!("{} × {} ÷ {workers}", plain(*at_most), names::contender(of))
        }
        Limit::Count { of, at_most } => {
            let words = names::count_words(of);
            format!("{} ({})", words.value(*at_most), words.heading)
        }
        Limit::Metg { at_most, of } => {
            let best = one_of("shortest", of);
            format!("{} × {best} (shortest task that pays)", plain(*at_most))
        }
        Limit::Woken { of, ns, .. } => format!(
            "the least that a wake leaves: {} and an unpark, or half of these and of the wake, and {}",
            names::contender(of),
            time(*ns)
        ),
    }
}

/// The same in few words, beside a mark.
pub(crate) fn allowed_briefly(limit: &Limit) -> String {
    match limit {
        Limit::Woken { .. } => "the least that a wake leaves".into(),
        Limit::Metg { at_most, of } => {
            let best = one_of_briefly("shortest", of);
            format!("shortest task at most {} × {best}", plain(*at_most))
        }
        Limit::Times {
            at_most,
            of,
            call: None,
        } => format!(
            "at most {} × {}",
            plain(*at_most),
            one_of_briefly("fastest", of)
        ),
        Limit::Times { .. }
        | Limit::Ideal { .. }
        | Limit::Count { .. }
        | Limit::CallNs(_)
        | Limit::TaskNs(_)
        | Limit::Above { .. } => format!("at most {}", allowed(limit)),
    }
}

/// What the limit is taken from: a number of its own, or what another took in the same processes.
pub(crate) fn compared_with(limit: &Limit) -> String {
    match limit {
        Limit::CallNs(_) | Limit::TaskNs(_) => "a fixed time".into(),
        Limit::Count { .. } => "a fixed number".into(),
        Limit::Above { of, .. } => format!("{}, the same call", names::contender(of)),
        Limit::Times { of, call, .. } => match (of.as_slice(), call) {
            ([one], Some(call)) => {
                let (call, who) = (names::call(call), names::contender(one));
                format!("{call} of {who}, at its best setting")
            }
            ([one], None) => format!("{}, the same call", names::contender(one)),
            _ => format!("whichever of {} others was fastest", of.len()),
        },
        Limit::Ideal { of, workers, .. } => {
            let workers = plural(*workers, "worker", "workers");
            format!("{}, its work shared by {workers}", names::contender(of))
        }
        Limit::Metg { of, .. } => match of.as_slice() {
            [one] => format!("{}, its shortest task that pays", names::contender(one)),
            _ => format!("whichever of {} others has the shortest", of.len()),
        },
        Limit::Woken { of, .. } => format!("{} and what a wake costs", names::contender(of)),
    }
}

/// What was taken, or allowed, by the clock or in numbers.
pub(crate) fn amount(limit: &Limit, value: f64) -> String {
    match limit {
        Limit::Count { of, .. } => names::count_words(of).value(value.round() as u64),
        _ => time(value),
    }
}

fn one_of_briefly(which: &str, of: &[String]) -> String {
    match of {
        [_] => one_of(which, of),
        _ => format!("the {which} of {} others", of.len()),
    }
}

fn one_of(which: &str, of: &[String]) -> String {
    let of: Vec<&str> = of.iter().map(|who| names::contender(who)).collect();
    match of.as_slice() {
        [one] => (*one).to_owned(),
        _ => format!("the {which} of {}", of.join(", ")),
    }
}

/// Whether it is kept.
pub(crate) fn answer(kept: &Kept) -> String {
    match kept {
        Kept::Met(_) => "met".into(),
        Kept::Missed(_) => "missed".into(),
        Kept::Open(measured) => match measured.side() {
            // Only what others left undisturbed may decide.
            Some(_) => "can’t tell here: other programs disturbed it".into(),
            None => "can’t tell here".into(),
        },
        Kept::Unknown(_) => "not measured".into(),
    }
}

/// How many are met, missed, open and not measured, as a sentence.
pub(crate) fn tally([met, missed, open, unknown]: [u64; 4]) -> String {
    let named = [
        (met, "met"),
        (missed, "missed"),
        (open, "can’t tell here"),
        (unknown, "not measured"),
    ];
    let parts = named.iter().filter(|(number, _)| *number > 0);
    let parts: Vec<String> = parts
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    format!("{}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_said_by_name_and_number() {
        let times = |of: &[&str], call: Option<&str>| {
            allowed(&Limit::Times {
                at_most: 0.3,
                of: of.iter().map(|who| (*who).to_owned()).collect(),
                call: call.map(str::to_owned),
            })
        };
        assert_eq!(times(&["rayon"], None), "0.3 × rayon");
        assert_eq!(
            times(&["rayon", "channel"], None),
            "0.3 × the fastest of rayon, channel pool"
        );
        assert_eq!(
            times(&["lap-pool"], Some("x")),
            "0.3 × the best x (lap-pool)"
        );
        assert_eq!(allowed(&Limit::TaskNs(150.0)), "150 ns a task");
        let shortest = |of: &[&str]| {
            let of = of.iter().map(|who| (*who).to_owned()).collect();
            allowed(&Limit::Metg { at_most: 0.2, of })
        };
        assert_eq!(
            shortest(&["rayon"]),
            "0.2 × rayon (shortest task that pays)"
        );
        assert_eq!(
            shortest(&["rayon", "channel"]),
            "0.2 × the shortest of rayon, channel pool (shortest task that pays)"
        );
        let woken = Limit::Woken {
            of: "serial".into(),
            unpark: "u".into(),
            run: "r".into(),
            ns: 2_000.0,
        };
        assert_eq!(allowed_briefly(&woken), "the least that a wake leaves");
        assert_eq!(allowed_briefly(&Limit::CallNs(5_000.0)), "at most 5 µs");
        let fastest = Limit::Times {
            at_most: 0.3,
            of: vec!["rayon".into(), "channel".into()],
            call: None,
        };
        assert_eq!(
            allowed_briefly(&fastest),
            "at most 0.3 × the fastest of 2 others"
        );
        let above = Limit::Above {
            of: "serial".into(),
            ns: 200.0,
        };
        assert_eq!(allowed(&above), "serial loop and 200 ns");
        let ideal = Limit::Ideal {
            at_most: 1.15,
            of: "serial".into(),
            call: None,
            params: None,
            workers: 2,
        };
        assert_eq!(
            allowed_briefly(&ideal),
            "at most 1.15 × serial loop ÷ 2 workers"
        );
        let counted = Limit::Count {
            of: "peak_live_items".into(),
            at_most: 65,
        };
        assert_eq!(
            allowed_briefly(&counted),
            "at most 65 (items alive at once)"
        );
        assert_eq!(amount(&counted, 64.0), "64");
    }

    #[test]
    fn a_limit_names_what_it_is_compared_with() {
        let times = |of: &[&str], call: Option<&str>| {
            compared_with(&Limit::Times {
                at_most: 1.0,
                of: of.iter().map(|who| (*who).to_owned()).collect(),
                call: call.map(str::to_owned),
            })
        };
        assert_eq!(times(&["rayon"], None), "rayon, the same call");
        assert_eq!(
            times(&["rayon", "channel"], None),
            "whichever of 2 others was fastest"
        );
        assert_eq!(
            times(&["lap-pool"], Some("imap")),
            "imap of lap-pool, at its best setting"
        );
        assert_eq!(compared_with(&Limit::TaskNs(30.0)), "a fixed time");
        let ideal = Limit::Ideal {
            at_most: 1.3,
            of: "serial".into(),
            call: None,
            params: None,
            workers: 2,
        };
        assert_eq!(
            compared_with(&ideal),
            "serial loop, its work shared by 2 workers"
        );
        let counted = Limit::Count {
            of: "peak_live_items".into(),
            at_most: 65,
        };
        assert_eq!(compared_with(&counted), "a fixed number");
    }

    #[test]
    fn what_there_is_none_of_is_not_told() {
        assert_eq!(tally([2, 0, 1, 0]), "2 met, 1 can’t tell here.");
    }
}
