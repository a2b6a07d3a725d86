//! The sentences: who named a winner between two names of the same code.

use lab_verdict::answer::{Outcome, Reason};
use lab_verdict::interval::JUDGED;
use lab_verdict::sabotage::{Contest, Disturbance, Ours, Sabotage, Trial, Winner};

use crate::text::names;
use crate::text::number::{percent, plural};
use crate::text::ratio::{alone, compared};
use crate::text::reason::{Circumstances, reason_words};

/// `lap-pool: map against map again, beside a neighbour that comes halfway`.
pub fn title(trial: &Trial) -> String {
    let pair = &trial.pair;
    format!(
        "{}: {} against {}, beside a neighbour that {}",
        names::contender(&pair.contender),
        first(trial),
        second(trial),
        match trial.disturbance {
            Disturbance::FromTheMiddle => "comes halfway",
            Disturbance::Bursts => "works in bursts",
        }
    )
}

/// What the one who measures all of one name and then all of the other would write.
pub fn naive_sentence(trial: &Trial, margin: f64) -> String {
    let Some(naive) = trial.naive(margin) else {
        return "one of the two names has no samples, so there is nothing to compare.".into();
    };
    let (mean, best) = (naive.by_mean, naive.by_best);
    let took = format!(
        "on average {} {}, and at best it {};",
        second(trial),
        alone(mean.ratio(), Some(first(trial))),
        alone(best.ratio(), None)
    );
    let winner = |contest: Contest| name_of(trial, contest.winner);
    let says = match (winner(mean), winner(best)) {
        (None, None) => format!(
            "neither is a difference of more than {}, so no winner is named.",
            percent(margin)
        ),
        (Some(one), Some(other)) if one == other => {
            format!("{one} is named the winner, by the mean and by the best.")
        }
        (Some(one), Some(other)) => {
            format!("{one} is named the winner by the mean, and {other} by the best.")
        }
        (Some(one), None) => format!("{one} is named the winner by the mean."),
        (None, Some(other)) => format!("{other} is named the winner by the best."),
    };
    format!("{took} {says}")
}

/// What this lab says of the interleaved rounds.
pub fn ours_sentence(trial: &Trial, margin: f64) -> String {
    let ours = trial.ours(margin);
    // Where that is why there is no answer, it is said there.
    let said = matches!(&ours.outcome, Outcome::Unknown(why) if matches!(why.first(), Some(Reason::Contaminated(..))));
    let others = match said {
        true => String::new(),
        false => format!(
            " Others used the CPU in {} of {}.",
            ours.contaminated,
            plural(ours.rounds as u64, "round", "rounds")
        ),
    };
    let figure = ours.estimate.map_or(String::new(), |estimate| {
        format!(
            "{} {}, in {};",
            second(trial),
            compared(estimate.ratio, estimate.judged, JUDGED, Some(first(trial))),
            plural(
                estimate.processes.into(),
                "fresh process",
                "fresh processes"
            )
        )
    });
    let says = match name_of(trial, ours.winner) {
        Some(winner) => format!("{winner} is named the winner."),
        None => open(&ours, trial, margin),
    };
    let sentence = format!("{figure} {says}{others}");
    sentence.trim_start().to_owned()
}

fn open(ours: &Ours, trial: &Trial, margin: f64) -> String {
    match &ours.outcome {
        Outcome::Unknown(reasons) => {
            let around = Circumstances {
                experiment: &trial.interleaved.experiment,
                subject: names::contender(&trial.pair.contender),
                seconds: None,
                recorded: false,
            };
            let short = reasons
                .first()
                .map(|reason| reason_words(reason, around).short);
            let why = short.map_or(String::new(), |short| format!(": {short}"));
            format!("can’t tell here{why}.")
        }
        _ => format!("no difference of more than {}.", percent(margin)),
    }
}

/// Who was right about two names that stand for the same code.
pub fn verdict(trial: &Trial, margin: f64) -> &'static str {
    let naive = trial
        .naive(margin)
        .is_some_and(|naive| naive.names_a_winner());
    match (naive, trial.ours(margin).winner.is_named()) {
        (true, false) => {
            "There is no winner: both names stand for the same code. The naive method measured its neighbour."
        }
        (false, false) => {
            "This time neither method named a winner. The naive one was lucky: nothing in it would have noticed."
        }
        (true, true) => {
            "Both named a winner, and both are wrong: the names stand for the same code. An interval of 99 % is wrong once in a hundred times, and what is noticed of others is an estimate."
        }
        (false, true) => {
            "Ours named a winner, and is wrong: the names stand for the same code. An interval of 99 % is wrong once in a hundred times."
        }
    }
}

/// How often each method was fooled.
pub fn lede(sabotage: &Sabotage) -> String {
    let margin = sabotage.margin();
    let trials = sabotage.trials.iter();
    let (mut naively, mut ours) = (0, 0);
    for trial in trials {
        naively += u32::from(
            trial
                .naive(margin)
                .is_some_and(|naive| naive.names_a_winner()),
        );
        ours += u32::from(trial.ours(margin).winner.is_named());
    }
    format!(
        "The same code had two names, and a neighbour kept the machine busy. In {} of {}, the naive method named one of the two the faster; this lab’s method did so in {ours}.",
        naively,
        plural(sabotage.trials.len() as u64, "trial", "trials")
    )
}

/// The name of the winner, if there is one.
fn name_of(trial: &Trial, winner: Winner) -> Option<&str> {
    match winner {
        Winner::First => Some(first(trial)),
        Winner::Second => Some(second(trial)),
        Winner::Nobody | Winner::CantTell => None,
    }
}

pub(super) fn first(trial: &Trial) -> &str {
    names::call(&trial.pair.first)
}

pub(super) fn second(trial: &Trial) -> &str {
    names::call(&trial.pair.second)
}
