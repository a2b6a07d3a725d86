//! The time of a call against the size of its chunks, one chart for each way in which the tasks' costs are spread.

use lab_verdict::answer::Estimate;
use lab_verdict::claims::Evidence;
use lab_verdict::{CellKey, Clock, compare};

use super::cast::Cast;
use super::looks::looks;
use super::visits::{CellRef, rank, values};
use super::{Plate, Topic, id};
use crate::chart::{Axis, Head, Join, Line, LineChart, Look, Point, Scale, Unit};
use crate::names;
use crate::number::{count, plain};

/// Parameter of the cells: how the costs are spread.
const SPREAD: &str = "spread";
/// Parameter of the cells: items in a chunk.
const CHUNKSIZE: &str = "chunksize";
/// The plain loop over the same tasks, in one cell.
const LOOP: &str = "chunked_loop";

pub(super) fn plates(visits: &[CellRef<'_>], experiment: &str) -> Vec<Plate> {
    values(visits, SPREAD)
        .into_iter()
        .filter_map(|spread| plate(visits, spread, experiment))
        .collect()
}

fn plate(visits: &[CellRef<'_>], spread: u64, experiment: &str) -> Option<Plate> {
    let here: Vec<CellRef<'_>> = visits
        .iter()
        .copied()
        .filter(|visit| visit.cell.param(SPREAD) == Some(spread))
        .collect();
    let base = here.iter().find(|visit| visit.cell.call == LOOP)?;
    let mut contenders: Vec<&str> = here
        .iter()
        .filter(|visit| visit.cell.param(CHUNKSIZE).is_some())
        .map(|visit| visit.cell.contender.as_str())
        .collect();
    contenders.sort_by_key(|contender| (rank(contender), names::place(contender)));
    contenders.dedup();
    let curves: Vec<Curve<'_>> = contenders
        .into_iter()
        .filter_map(|contender| Curve::of(&here, base, contender))
        .collect();
    if curves.is_empty() {
        return None;
    }
    let cast = Cast::of(curves, |curve| curve.contender);
    let mut lines: Vec<Line> = cast
        .all()
        .zip(looks(cast.all().map(|curve| (curve.contender, ""))))
        .map(Curve::line)
        .collect();
    let more = lines.split_off(cast.drawn.len());
    let tasks = base.cell.param("n")?;
    let costs = names::kind("spread", spread);
    let chart = LineChart {
        head: Head {
            id: id(&[experiment, "chunks", &spread.to_string()]),
            title: format!("The size of a chunk, costs {costs}"),
            description: format!(
                "The time of a call of {} tasks whose costs are {costs}, over the time that its workers would take if they \
                 shared the plain loop’s work evenly and for nothing: 1 is ideal. Small chunks pay for each hand-over, large ones \
                 leave workers idle at the end. The dotted lines are the calls whose chunks the pool itself chooses.",
                count(tasks)
            ),
        },
        x: Axis {
            label: "tasks in a chunk".into(),
            unit: Unit::Count,
            scale: Scale::Log10,
        },
        y: Axis {
            label: "time over the ideal".into(),
            unit: Unit::Ratio,
            scale: Scale::Linear,
        },
        lines,
        limits: cast.drawn.iter().filter_map(Curve::own_choice).collect(),
        join: Join::Straight,
    };
    let reading: Vec<String> = cast.drawn.iter().map(Curve::reading).collect();
    Some(Plate::new(
        Topic::Chunks,
        chart.draw_with(&more),
        cast.after(reading.join(" "), |curve| curve.name().to_owned()),
        false,
    ))
}

/// One contender over the sizes of a chunk.
struct Curve<'a> {
    contender: &'a str,
    /// By rising size.
    sizes: Vec<Size>,
    /// Of the call whose chunks are the pool's choice.
    own: Option<Estimate>,
}

/// A size of the chunks.
struct Size {
    tasks: u64,
    over_ideal: Estimate,
    disturbed: bool,
}

impl<'a> Curve<'a> {
    fn of(here: &[CellRef<'a>], base: &CellRef<'_>, contender: &'a str) -> Option<Self> {
        let mut sizes: Vec<Size> = Vec::new();
        let mut own = None;
        for visit in here
            .iter()
            .filter(|visit| visit.cell.contender == contender)
        {
            match (visit.cell.param(CHUNKSIZE), over_ideal(visit, base)) {
                (Some(tasks), Some(over_ideal)) => sizes.push(Size {
                    tasks,
                    over_ideal,
                    disturbed: visit.is_disturbed() || base.is_disturbed(),
                }),
                (None, time) => own = time,
                _ => {}
            }
        }
        sizes.sort_by_key(|size| size.tasks);
        (sizes.len() > 1).then_some(Self {
            contender,
            sizes,
            own,
        })
    }

    fn name(&self) -> &'a str {
        names::contender(self.contender)
    }

    fn line((curve, look): (&Self, Look)) -> Line {
        let point = |size: &Size| Point {
            x: size.tasks as f64,
            y: size.over_ideal.ratio,
            band: Some(size.over_ideal.drawn),
            hollow: size.disturbed,
            ..Point::default()
        };
        Line {
            name: curve.name().into(),
            look,
            evidence: Evidence::Measured,
            points: curve.sizes.iter().map(point).collect(),
        }
    }

    /// The pool's own choice, from the smallest size to the largest.
    fn own_choice(&self) -> Option<Line> {
        let own = self.own?;
        let ends = [self.sizes.first()?, self.sizes.last()?];
        let point = |size: &Size| Point {
            x: size.tasks as f64,
            y: own.ratio,
            ..Point::default()
        };
        Some(Line {
            name: format!("own choice: {}", self.name()),
            look: Look::default(),
            evidence: Evidence::Measured,
            points: ends.map(point).into(),
        })
    }

    /// The best size, and what the pool's own choice costs beside it.
    fn reading(&self) -> String {
        let best = self
            .sizes
            .iter()
            .min_by(|a, b| a.over_ideal.ratio.total_cmp(&b.over_ideal.ratio));
        let Some(best) = best else {
            return String::new();
        };
        let time = &best.over_ideal;
        let own = match &self.own {
            Some(own) => format!(
                "; with chunks of its own choice {} ({} to {})",
                plain(own.ratio),
                plain(own.drawn.0),
                plain(own.drawn.1)
            ),
            None => String::new(),
        };
        format!(
            "{}: least with chunks of {}, {} times the ideal ({} to {}){own}.",
            self.name(),
            count(best.tasks),
            plain(time.ratio),
            plain(time.drawn.0),
            plain(time.drawn.1)
        )
    }
}

/// A call's time over an even share of the plain loop's, paired by rounds.
fn over_ideal(visit: &CellRef<'_>, base: &CellRef<'_>) -> Option<Estimate> {
    let workers = visit.cell.param("workers")? as f64;
    let keys = [visit, base].map(|visit| CellKey::of(visit.cell));
    let ratio = compare(visit.record, &keys[0], &keys[1], Clock::Wall)?;
    let times = |(low, high): (f64, f64)| (low * workers, high * workers);
    Some(Estimate {
        ratio: ratio.ratio * workers,
        drawn: times(ratio.drawn),
        judged: times(ratio.judged),
        ..ratio
    })
}
