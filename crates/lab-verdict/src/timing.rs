//! One test of times, with all that can stand in its way.

use lab_measure::record::{Mode, Record, Role};

use crate::answer::{Estimate, Outcome, Reason};
use crate::cell::CellKey;
use crate::interval::estimate;
use crate::metric::Clock;
use crate::paired::{Pair, by_process, pairs, same_cell};
use crate::side::Sides;

/// Fresh processes with pairs that an answer needs.
pub const PROCESSES: u32 = 10;

/// Fresh processes that must remain when contaminated rounds are left out; with fewer, the comparison of both
/// answers would itself be a guess.
pub const CLEAN_PROCESSES: u32 = 5;

/// What a test of times showed.
#[derive(Clone, Debug, PartialEq)]
pub struct Timed {
    /// What it comes to.
    pub outcome: Outcome,
    /// The ratio over all rounds; absent without two processes that have pairs.
    pub estimate: Option<Estimate>,
}

/// Tests the ratio of two cells' times against thresholds that are already widened.
///
/// All rounds give the figure and the outcome; what stands in the outcome's way is looked at in this order: no data,
/// quick mode, too few processes, a failed control (`controls`), contamination.
pub fn weigh(
    record: &Record,
    of: &CellKey,
    vs: &CellKey,
    clock: Clock,
    sides: &Sides,
    controls: &[Reason],
) -> Timed {
    let pairs = match pairs_of(record, (of, Role::Subject), (vs, Role::Subject), clock) {
        Ok(pairs) => pairs,
        Err(reason) => return Timed::unknown(vec![reason], None),
    };
    let processes = by_process(&pairs);
    let all = estimate(&processes);
    if record.mode == Mode::Quick {
        return Timed::unknown(vec![Reason::QuickMode], all);
    }
    let have = processes.len() as u32;
    let figure = match all {
        Some(figure) if have >= PROCESSES => figure,
        _ => return Timed::unknown(vec![Reason::TooFewProcesses(have, PROCESSES)], all),
    };
    if !controls.is_empty() {
        return Timed::unknown(controls.to_vec(), all);
    }
    let outcome = sides.weigh(figure.judged);
    if let Some(reason) = contamination(&pairs, sides, &outcome) {
        return Timed::unknown(vec![reason], all);
    }
    Timed {
        outcome,
        estimate: all,
    }
}

/// The pairs of two cells, each with the role it is looked for in.
///
/// # Errors
/// [`Reason::NoData`], in the record's own words where it has some.
pub fn pairs_of(
    record: &Record,
    (of, of_role): (&CellKey, Role),
    (vs, vs_role): (&CellKey, Role),
    clock: Clock,
) -> Result<Vec<Pair>, Reason> {
    let of_cell = of.find_or_say_why(record, of_role)?;
    let vs_cell = vs.find_or_say_why(record, vs_role)?;
    if of_cell == vs_cell {
        return Err(same_cell(clock.word(), of, vs));
    }
    pairs(record, of_cell, vs_cell, clock).map_err(|unpaired| {
        let words = of
            .why_absent(record)
            .or_else(|| vs.why_absent(record))
            .or_else(|| crate::cell::absent(record, clock.word()))
            .unwrap_or_else(|| {
                format!(
                    "{} of {of} against {vs}: {}",
                    clock.word(),
                    unpaired.words()
                )
            });
        Reason::NoData(Some(words))
    })
}

/// Whether others' use of the machine may have made the outcome: it must stay the same without their rounds.
fn contamination(pairs: &[Pair], sides: &Sides, outcome: &Outcome) -> Option<Reason> {
    let contaminated = pairs.iter().filter(|pair| pair.contaminated).count();
    if contaminated == 0 {
        return None;
    }
    let clean = by_process(pairs.iter().filter(|pair| !pair.contaminated));
    let enough = clean.len() as u32 >= CLEAN_PROCESSES;
    let unchanged = estimate(&clean).is_some_and(|figure| sides.weigh(figure.judged) == *outcome);
    let reason = Reason::Contaminated(contaminated as u32, pairs.len() as u32);
    (!(enough && unchanged)).then_some(reason)
}

impl Timed {
    fn unknown(reasons: Vec<Reason>, estimate: Option<Estimate>) -> Self {
        Timed {
            outcome: Outcome::Unknown(reasons),
            estimate,
        }
    }
}
