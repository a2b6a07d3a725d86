//! How short a task may be: every contender's efficiency over the length of a task, and the league that follows from it.

use lab_verdict::answer::Estimate;
use lab_verdict::claims::Evidence;
use lab_verdict::metg::{Efficiency, Metg, efficiency, metg, threshold};
use lab_verdict::{CellKey, Clock, compare};

use super::throughput::MOST_LINES;
use super::visits::{Visit, rank};
use super::{Plate, Topic, id, is_contaminated};
use crate::chart::{Axis, DotRow, DotRows, Line, LineChart, Point, Scale, Unit};
use crate::names;
use crate::number::{count, percent, plain, time};

/// The calls of the league.
const LEAGUE: &str = "league";
/// The plain loop of a contender whose tasks are not those of the others.
const OWN_LOOP: &str = "league_loop";

pub(super) fn plates(visits: &[Visit<'_>], experiment: &str) -> Vec<Plate> {
    let here: Vec<Visit<'_>> = visits
        .iter()
        .copied()
        .filter(|visit| [LEAGUE, OWN_LOOP].contains(&visit.cell.call.as_str()))
        .filter(|visit| visit.is_timed())
        .collect();
    let mut contenders: Vec<&str> = here
        .iter()
        .map(|visit| visit.cell.contender.as_str())
        .filter(|contender| *contender != names::SERIAL)
        .collect();
    contenders.sort_by_key(|contender| (rank(contender), names::place(contender)));
    contenders.dedup();
    let Some(of) = here.first().and_then(|visit| {
        Some(Of {
            tasks: visit.cell.param("n")?,
            workers: visit.cell.param("workers")?,
            experiment,
        })
    }) else {
        return Vec::new();
    };
    let mut members: Vec<Member<'_>> = contenders
        .into_iter()
        .filter_map(|contender| Member::of(&here, contender, &of))
        .collect();
    if members.len() < 2 {
        return Vec::new();
    }
    let curves = of.curves(&members);
    members.sort_by(|a, b| {
        a.least
            .place()
            .partial_cmp(&b.least.place())
            .expect("lengths")
    });
    vec![of.league(&members), curves]
}

/// What all of them do.
struct Of<'a> {
    tasks: u64,
    workers: u64,
    experiment: &'a str,
}

/// A contender in the league.
struct Member<'a> {
    contender: &'a str,
    /// By rising length of a task.
    points: Vec<(Visit<'a>, f64, Estimate)>,
    least: Metg,
    /// By the upper and by the lower ends of the efficiency's intervals.
    between: (Metg, Metg),
}

impl<'a> Member<'a> {
    fn of(here: &[Visit<'a>], contender: &'a str, of: &Of<'_>) -> Option<Self> {
        let mut points: Vec<(Visit<'a>, f64, Estimate)> = here
            .iter()
            .filter(|visit| visit.cell.contender == contender && visit.cell.call == LEAGUE)
            .filter_map(|visit| {
                let length = visit.cell.param("grain_ns")?;
                Some((*visit, length as f64, over_loop(here, visit)?))
            })
            .collect();
        points.sort_by(|a, b| a.1.total_cmp(&b.1));
        let at = |ratio: fn(&Estimate) -> f64| {
            let curve: Vec<Efficiency> = points
                .iter()
                .map(|(_, task_ns, estimate)| Efficiency {
                    task_ns: *task_ns,
                    share: efficiency(ratio(estimate), of.workers),
                })
                .collect();
            metg(&curve, threshold(of.workers))
        };
        let least = at(|estimate| estimate.ratio)?;
        let between = (
            at(|estimate| estimate.drawn.0)?,
            at(|estimate| estimate.drawn.1)?,
        );
        Some(Self {
            contender,
            points,
            least,
            between,
        })
    }

    fn name(&self) -> &'a str {
        names::contender(self.contender)
    }

    fn line(&self, workers: u64) -> Line {
        let point = |(visit, length, ratio): &(Visit<'_>, f64, Estimate)| Point {
            x: *length,
            y: efficiency(ratio.ratio, workers),
            band: Some((
                efficiency(ratio.drawn.1, workers),
                efficiency(ratio.drawn.0, workers),
            )),
            hollow: is_contaminated(visit.record),
        };
        Line {
            name: self.name().into(),
            slot: names::slot(self.contender),
            evidence: Evidence::Measured,
            points: self.points.iter().map(point).collect(),
        }
    }

    fn row(&self) -> DotRow {
        let words = match self.least {
            Metg::At(_) => "",
            Metg::AtMost(_) => " (or less)",
            Metg::Beyond(_) => " (not even here)",
        };
        let (low, high) = (self.between.0.ns(), self.between.1.ns());
        DotRow {
            label: format!("{}{words}", self.name()),
            slot: names::slot(self.contender),
            evidence: Evidence::Measured,
            value: self.least.ns(),
            interval: (low < high).then_some((low, high)),
            hollow: self
                .points
                .iter()
                .any(|(visit, ..)| is_contaminated(visit.record)),
        }
    }

    /// From which length on its tasks pay; `None` where none that was tried does.
    fn said(&self) -> Option<String> {
        match self.least {
            Metg::At(ns) => Some(format!("{} from {}", self.name(), time(ns))),
            Metg::AtMost(ns) => Some(format!("{} from {} or less", self.name(), time(ns))),
            Metg::Beyond(_) => None,
        }
    }

    /// Against another, by their times in the same rounds at one length of a task.
    fn beside(&self, other: &Member<'_>) -> Option<String> {
        if matches!(self.least, Metg::Beyond(_)) {
            return None;
        }
        let wanted = self.least.ns().ln();
        let far = |ns: f64| (ns.ln() - wanted).abs();
        let nearest = |a: &&(Visit<'_>, f64, Estimate), b: &&(Visit<'_>, f64, Estimate)| {
            far(a.1).total_cmp(&far(b.1))
        };
        let (visit, length, _) = self.points.iter().min_by(nearest)?;
        let (theirs, ..) = other.points.iter().find(|(_, ns, _)| ns == length)?;
        let keys = [visit, theirs].map(|visit| CellKey::of(visit.cell));
        let ratio = compare(visit.record, &keys[0], &keys[1], Clock::Wall)?;
        Some(format!(
            "With tasks of {}, {} takes {} times as long as {} ({} to {}).",
            time(*length),
            self.name(),
            plain(ratio.ratio),
            other.name(),
            plain(ratio.drawn.0),
            plain(ratio.drawn.1)
        ))
    }
}

impl Of<'_> {
    fn curves(&self, members: &[Member<'_>]) -> Plate {
        let wanted = threshold(self.workers);
        let drawn = &members[..members.len().min(MOST_LINES)];
        let level = |name: String, share: f64| Line {
            name,
            slot: 0,
            evidence: Evidence::Measured,
            points: ends(members).map(|x| flat(x, share)).into(),
        };
        let chart = LineChart {
            id: id(&[self.experiment, "league", "efficiency"]),
            title: "Efficiency over the length of a task".into(),
            description: format!(
                "The work of one call of {} tasks, done by a plain loop in the same rounds, over what {} workers could have \
                 done in the call’s time: 100 % is ideal, and the plain loop itself has {}.",
                count(self.tasks),
                count(self.workers),
                percent(1.0 / self.workers as f64)
            ),
            x: Axis {
                label: "length of a task".into(),
                unit: Unit::Nanoseconds,
                scale: Scale::Log10,
            },
            y: Axis {
                label: "efficiency".into(),
                unit: Unit::Share,
                scale: Scale::Linear,
            },
            lines: drawn
                .iter()
                .map(|member| member.line(self.workers))
                .collect(),
            limits: vec![
                level(format!("asked for: {}", percent(wanted)), wanted),
                level(
                    format!("plain loop: {}", percent(1.0 / self.workers as f64)),
                    1.0 / self.workers as f64,
                ),
            ],
            steps: false,
        };
        Plate::new(Topic::League, chart.draw(), String::new(), false)
    }

    fn league(&self, members: &[Member<'_>]) -> Plate {
        let wanted = percent(threshold(self.workers));
        let chart = DotRows {
            id: id(&[self.experiment, "league"]),
            title: "How short may a task be?".into(),
            description: format!(
                "The shortest task from which on a call of {} tasks by {} workers has an efficiency of {wanted} (METG, after \
                 Slaughter et al., SC20), with the range in which the 95 % intervals of the efficiency leave it. Shorter is \
                 better.",
                count(self.tasks),
                count(self.workers)
            ),
            axis: Axis {
                label: format!("shortest task with an efficiency of {wanted}"),
                unit: Unit::Nanoseconds,
                scale: Scale::Log10,
            },
            reference: None,
            rows: members.iter().map(Member::row).collect(),
        };
        Plate::new(Topic::League, chart.draw(), self.reading(members), false)
    }

    fn reading(&self, members: &[Member<'_>]) -> String {
        let pays: Vec<String> = members.iter().filter_map(Member::said).collect();
        let never: Vec<&str> = members
            .iter()
            .filter(|member| matches!(member.least, Metg::Beyond(_)))
            .map(Member::name)
            .collect();
        let longest = time(ends(members)[1]);
        let mut words = match pays.is_empty() {
            true => format!("No task of up to {longest} pays here."),
            false => format!("Tasks pay with {}.", pays.join(", with ")),
        };
        if !pays.is_empty() && !never.is_empty() {
            words.push_str(&format!(
                " Even tasks of {longest} do not with {}.",
                never.join(", ")
            ));
        }
        for pair in members.windows(2) {
            if let Some(beside) = pair[0].beside(&pair[1]) {
                words.push(' ');
                words.push_str(&beside);
            }
        }
        words
    }
}

/// A call's time over that of a plain loop of the same tasks, paired by rounds.
fn over_loop(here: &[Visit<'_>], visit: &Visit<'_>) -> Option<Estimate> {
    let same = |other: &&Visit<'_>| other.cell.params == visit.cell.params;
    let own = here
        .iter()
        .filter(same)
        .find(|other| other.cell.call == OWN_LOOP && other.cell.contender == visit.cell.contender);
    let base = own.or_else(|| {
        here.iter()
            .filter(same)
            .find(|other| other.cell.contender == names::SERIAL)
    })?;
    let keys = [visit, base].map(|visit| CellKey::of(visit.cell));
    compare(visit.record, &keys[0], &keys[1], Clock::Wall)
}

/// The shortest and the longest task of all.
fn ends(members: &[Member<'_>]) -> [f64; 2] {
    let lengths = members
        .iter()
        .flat_map(|member| member.points.iter().map(|point| point.1));
    [
        lengths.clone().fold(f64::INFINITY, f64::min),
        lengths.fold(0.0, f64::max),
    ]
}

fn flat(x: f64, y: f64) -> Point {
    Point {
        x,
        y,
        band: None,
        hollow: false,
    }
}
