//! How many workers a workload wants: what was measured, what Goetz's formula asks for, what Little's law saw under way.

use lab_verdict::scaling::{Knees, Lone, ScalePoint, WaitShare, goetz, little};

use super::scaling::whole;
use super::standing::Standing;
use crate::text::number::{count, percent, plain, plural};

/// The figures of one contender on one workload.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The workload in a word or two.
    pub workload: &'a str,
    /// Cores of the machine.
    pub cores: u32,
    /// Where the curve levels off, process by process.
    pub knees: &'a Knees,
    /// How much of a task is waiting.
    pub wait: WaitShare,
    /// A task that is alone.
    pub lone: Lone,
    /// The point with the most workers.
    pub last: &'a ScalePoint,
}

/// `GET: 95 % of the best takes 64 workers in each of 5 processes. Goetz’s formula asks for 150 to 165 (a wait share of
/// 98.7 % [98.6 % to 98.8 %, 95 %]). With 64 workers 62.3 tasks are under way by Little’s law [61 to 63, 95 %]. It asks for more
/// than was tried, and every process still gained there: nothing speaks against it.`
pub fn wanted(figures: &Wanted<'_>) -> String {
    let Wanted {
        workload,
        wait,
        last,
        lone,
        ..
    } = figures;
    let formula = [wait.drawn.0, wait.drawn.1].map(|share| goetz(figures.cores, share));
    let under_way = |per_second: f64| plain(little(per_second, lone.ns));
    let (slow, fast) = last.per_second.drawn;
    format!(
        "{workload}: 95 % of the best takes {}. Goetz’s formula asks for {} (a wait share of {} [{} to {}, 95 %]). With {} {} \
         tasks are under way by Little’s law [{} to {}, 95 %]. {}",
        measured(figures.knees),
        range(formula),
        percent(wait.share),
        percent(wait.drawn.0),
        percent(wait.drawn.1),
        plural(last.workers, "worker", "workers"),
        under_way(last.per_second.items),
        under_way(slow),
        under_way(fast),
        conclusion(figures.knees, formula),
    )
}

/// `2 workers in 3 of 5 processes, 4 in 1, 64 in 1`.
fn measured(knees: &Knees) -> String {
    let all = knees.count();
    let mut named = knees.processes.iter();
    let Some((workers, times)) = named.next() else {
        return "an unknown number of workers".into();
    };
    let first = plural(*workers, "worker", "workers");
    if *times == all {
        return format!("{first} in each of {} processes", count(all.into()));
    }
    let rest: String = named
        .map(|(workers, times)| format!(", {} in {}", count(*workers), count((*times).into())))
        .collect();
    format!(
        "{first} in {} of {} processes{rest}",
        count((*times).into()),
        count(all.into())
    )
}

/// The formula's two ends in words: one number where they are written alike.
fn range(ends: [f64; 2]) -> String {
    let [low, high] = ends.map(whole);
    match low == high {
        true => low,
        false => format!("{low} to {high}"),
    }
}

fn conclusion(knees: &Knees, formula: [f64; 2]) -> String {
    let words = match Standing::of(knees, formula) {
        Standing::Gaining => {
            "It asks for more than was tried, and every process still gained there: nothing speaks against it."
        }
        Standing::Short => {
            return format!(
                "It asks for more than was tried, and not every process needed all {} of those.",
                count(knees.most)
            );
        }
        Standing::Near => "Every process lies within a factor of 2 of it.",
        Standing::Fewer => "Every process needed less than half of that.",
        Standing::More => "Every process needed more than twice that.",
        Standing::Open => "The processes do not agree on how they stand to it: this does not tell.",
    };
    words.into()
}
