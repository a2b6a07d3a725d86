//! How short a task may be: every contender's efficiency over the length of a task, and the order that follows from it.
//!
//! A task is as long as it took in the plain loop of the same rounds, on average: the length that its kernel was asked for
//! stands in the records' parameters and only tells which cells belong together.

mod member;
mod reading;

use lab_verdict::claims::Evidence;
use lab_verdict::interval::DRAWN;
use lab_verdict::metg::threshold;

use crate::draw::{Axis, DotRows, Head, Join, Line, LineChart, Scale, Unit};
use crate::select::Picture;
use crate::select::asked::Asked;
use crate::select::cast::Cast;
use crate::select::limits::line;
use crate::select::looks::looks;
use crate::select::visits::{CellRef, rank};
use crate::text::names;
use crate::text::number::percent;
use member::Member;
use reading::reading;

/// After the call whose tasks vary in length: the plain loop of a contender whose tasks are not those of the others.
const OWN_LOOP: &str = "_loop";

/// Who has how short tasks that pay.
pub(super) fn draw_shortest(asked: &Asked<'_>) -> Vec<Picture> {
    drawn(asked, |of, members| {
        members.sort_by(|a, b| a.place().partial_cmp(&b.place()).expect("lengths"));
        of.places(members)
    })
}

/// Everybody's efficiency over the length of a task.
pub(super) fn draw_efficiency(asked: &Asked<'_>) -> Vec<Picture> {
    drawn(asked, |of, members| of.curves(members))
}

fn drawn(
    asked: &Asked<'_>,
    draw: impl Fn(&MinTaskSize<'_>, &mut [Member<'_>]) -> Picture,
) -> Vec<Picture> {
    let mut here = asked.cells();
    here.retain(CellRef::is_timed);
    let mut contenders: Vec<&str> = here
        .iter()
        .map(|visit| visit.cell.contender.as_str())
        .filter(|contender| *contender != names::SERIAL)
        .collect();
    contenders.sort_by_key(|contender| (rank(contender), names::place(contender)));
    contenders.dedup();
    let workers = here.first().and_then(|visit| visit.cell.param("workers"));
    let (Some(workers), Some(call)) = (workers, asked.spec.of.call.first()) else {
        return Vec::new();
    };
    let mut members: Vec<Member<'_>> = contenders
        .into_iter()
        .filter_map(|contender| Member::of(&here, (contender, call), workers))
        .collect();
    match members.len() {
        0 | 1 => Vec::new(),
        _ => vec![draw(&MinTaskSize { asked, workers }, &mut members)],
    }
}

/// What all of them do.
struct MinTaskSize<'a> {
    asked: &'a Asked<'a>,
    workers: u64,
}

impl MinTaskSize<'_> {
    fn head(&self) -> Head {
        let share = 1.0 / self.workers as f64;
        let asked_for = percent(threshold(self.workers));
        let alone = percent(share);
        self.asked
            .computed(&[("asked_for", asked_for), ("plain_loop", alone)])
    }

    fn curves(&self, members: &[Member<'_>]) -> Picture {
        let (wanted, alone) = (threshold(self.workers), 1.0 / self.workers as f64);
        let cast = Cast::of(members.iter().collect(), |member| member.contender);
        let mut lines: Vec<Line> = cast
            .all()
            .zip(looks(cast.all().map(|member| member.key())))
            .map(|(member, look)| member.line(self.workers, look))
            .collect();
        let more = lines.split_off(cast.drawn.len());
        let level = |name: &str, share: f64| {
            let name = format!("{name}: {}", percent(share));
            line(name, Evidence::Measured, ends(members).map(|x| (x, share)))
        };
        let head = self.head();
        let chart = LineChart {
            head,
            x: Axis {
                label: "length of a task, measured in the plain loop".into(),
                unit: Unit::Nanoseconds,
                scale: Scale::Log10,
            },
            y: Axis {
                label: "efficiency".into(),
                unit: Unit::Share,
                scale: Scale::Linear,
            },
            lines,
            limits: vec![level("asked for", wanted), level("plain loop", alone)],
            join: Join::Straight,
        };
        let told = cast.after(String::new(), |member| member.name().to_owned());
        let evidence = chart.lines.iter().map(|line| line.evidence);
        Picture::new(chart.draw_with(&more), told, evidence)
    }

    fn places(&self, members: &[Member<'_>]) -> Picture {
        let wanted = percent(threshold(self.workers));
        let head = self.head();
        let chart = DotRows {
            head,
            axis: Axis {
                label: format!("shortest task with an efficiency of at least {wanted}"),
                unit: Unit::Nanoseconds,
                scale: Scale::Log10,
            },
            reference: None,
            confidence: DRAWN,
            rows: (members.iter().zip(looks(members.iter().map(Member::key))))
                .map(|(member, look)| member.row(look))
                .collect(),
        };
        let told = reading(&self.asked.spec.says, members, &wanted);
        let evidence = chart.rows.iter().map(|row| row.evidence);
        Picture::new(chart.draw(), told, evidence)
    }
}

/// The shortest and the longest task of all.
fn ends(members: &[Member<'_>]) -> [f64; 2] {
    let lengths = members
        .iter()
        .flat_map(|member| member.points.iter().map(|at| at.task_ns));
    [
        lengths.clone().fold(f64::INFINITY, f64::min),
        lengths.fold(0.0, f64::max),
    ]
}
