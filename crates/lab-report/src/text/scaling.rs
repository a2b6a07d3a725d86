//! What curves over workers say: against the limit, Goetz's size and Little's law.

use lab_measure::record::Record;
use lab_verdict::interval::DRAWN;
use lab_verdict::scaling::{Knee, Lone, ScalePoint, WaitShare, goetz, little};

use super::ratio::compared;
use super::scope::{capital, place};
use super::standing::{NEAR, Standing};
use crate::draw::{Unit, format_value};
use crate::text::number::{count, percent, plain, plural, time};

/// The figures of one contender's curve.
#[derive(Clone, Copy, Debug)]
pub struct Bounded<'a> {
    /// The contender's display name.
    pub who: &'a str,
    /// Where it was measured.
    pub record: &'a Record,
    /// The most workers that were tried.
    pub last: &'a ScalePoint,
    /// What bounds the throughput there, per second.
    pub limit: Option<f64>,
    /// Where the curve levels off.
    pub knee: Option<Knee>,
    /// How much of a task is waiting.
    pub wait: Option<WaitShare>,
    /// A task that is alone.
    pub lone: Option<Lone>,
}

/// One sentence per contender, the place said where it changes: `On this 2-core virtual machine, lap-pool does 3,110/s
/// with 64 workers [3,050/s to 3,170/s, 95 %], 97.2 % of the limit (62.3 tasks under way by Little’s law), and is still
/// gaining there; Goetz’s formula gives 67 for a measured wait share of 97 %.`
pub fn bounded(all: &[Bounded<'_>]) -> String {
    placed(
        all.iter()
            .map(|figures| (figures.record, sentence(figures))),
    )
}

fn sentence(figures: &Bounded<'_>) -> String {
    let last = figures.last;
    let (low, high) = last.per_second.drawn;
    let mut words = format!(
        "{} does {} with {} [{} to {}, 95 %]",
        figures.who,
        rate(last.per_second.items),
        workers(last.workers),
        rate(low),
        rate(high),
    );
    if let Some(limit) = figures.limit {
        let share = last.per_second.items / limit;
        words.push_str(&format!(", {} of the limit", percent(share)));
    }
    if let Some(lone) = &figures.lone {
        let flying = little(last.per_second.items, lone.ns);
        words.push_str(&format!(
            " ({} tasks under way by Little’s law)",
            plain(flying)
        ));
    }
    if let Some(knee) = &figures.knee {
        words.push_str(&levels_off(knee));
    }
    if let Some(wait) = &figures.wait {
        let formula = goetz(figures.record.environment.cores, wait.share);
        words.push_str(&format!(
            "; Goetz’s formula gives {} for a measured wait share of {}",
            whole(formula),
            percent(wait.share)
        ));
    }
    words.push('.');
    words
}

fn levels_off(knee: &Knee) -> String {
    let (low, high) = knee.between;
    let between = match low == high {
        true => String::new(),
        false => format!(" [{} to {}, 95 %]", count(low), count(high)),
    };
    match knee.at_end {
        true if low == high => " and is still gaining there".into(),
        true => format!(
            "; no best number was found between {} and {}",
            count(low),
            count(high)
        ),
        false => format!(
            " and has 95 % of its best from {} on{between}",
            workers(knee.workers)
        ),
    }
}

fn rate(per_second: f64) -> String {
    format_value(Unit::PerSecond, per_second)
}

fn workers(number: u64) -> String {
    plural(number, "worker", "workers")
}

/// A number of workers from a formula.
pub fn whole(workers: f64) -> String {
    match workers.is_finite() {
        true if workers < 10.0 => plain(workers),
        true => plain(workers.round()),
        false => "no bound".into(),
    }
}

/// How the measured best numbers of workers compare with Goetz's formula for one contender: how many workloads go which
/// way, by every process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FormulaTally {
    /// Within a factor of two of the formula.
    pub near: u64,
    /// Beyond that factor.
    pub far: u64,
    /// Still gaining with the most workers that were tried, where the formula asks for more.
    pub gaining: u64,
    /// Left open by processes that differ.
    pub open: u64,
}

impl FormulaTally {
    /// Counts one workload.
    pub fn add(&mut self, standing: Standing) {
        *match standing {
            Standing::Near => &mut self.near,
            Standing::Fewer | Standing::More => &mut self.far,
            Standing::Gaining => &mut self.gaining,
            Standing::Short | Standing::Open => &mut self.open,
        } += 1;
    }

    fn all(&self) -> u64 {
        self.near + self.far + self.gaining + self.open
    }
}

/// `On this 2-core virtual machine, lap-pool levels off within a factor of 2 of Goetz’s formula in 6 of 9 workloads and
/// farther from it in 1, in every process; in 2 the formula asks for more workers than were tried, up to 64, and every
/// process still gained there. ...`
pub fn tally_words(all: &[(&str, &Record, FormulaTally, u64)]) -> String {
    let told = all.iter().map(|(who, record, found, most)| {
        let mut words = format!(
            "{who} levels off within a factor of {} of Goetz’s formula in {} of {} and farther from it in {}, in every process",
            plain(NEAR),
            count(found.near),
            plural(found.all(), "workload", "workloads"),
            count(found.far),
        );
        if found.gaining > 0 {
            words.push_str(&format!(
                "; in {} the formula asks for more workers than were tried, up to {}, and every process still gained there",
                count(found.gaining),
                count(*most)
            ));
        }
        if found.open > 0 {
            words.push_str(&format!(
                "; in {} the processes do not tell",
                count(found.open)
            ));
        }
        (*record, format!("{words}."))
    });
    placed(told)
}

/// Sentences that begin with a contender's name, each after its place where that is not the one before it.
pub fn placed<'a>(sentences: impl Iterator<Item = (&'a Record, String)>) -> String {
    let mut said = String::new();
    let mut all = Vec::new();
    for (record, sentence) in sentences {
        let place = place(record);
        all.push(match place == said {
            true => sentence,
            false => format!("{}, {sentence}", capital(&place)),
        });
        said = place;
    }
    all.join(" ")
}

/// One contender's call that is large enough to be compared with the bound `ceil(N / W) x T`.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// The contender's display name.
    pub who: &'a str,
    /// Its time as a multiple of the bound, with the 95 % interval over fresh processes.
    pub ratio: (f64, (f64, f64)),
}

/// A headline: `On this 2-core virtual machine, 1,000 GETs with 64 workers take at least 16 times a lone one, 323 ms.
/// lap-pool took 2 % longer than that [1.01 to 1.03 times, 95 %]; ...`.
pub fn headline(
    record: &Record,
    (n, workers_used): (u64, u64),
    tasks: &str,
    bound_ns: f64,
    rows: &[Against<'_>],
) -> String {
    let waves = n.div_ceil(workers_used.max(1));
    let of_rows: Vec<String> = rows
        .iter()
        .map(|row| {
            let (ratio, drawn) = row.ratio;
            format!(
                "{} {}",
                row.who,
                compared(ratio, drawn, DRAWN, Some("that"))
            )
        })
        .collect();
    format!(
        "{}, {} {tasks} with {} take at least {} times as long as one that is alone, {}; {}.",
        capital(&place(record)),
        count(n),
        workers(workers_used),
        count(waves),
        time(bound_ns),
        of_rows.join("; ")
    )
}
