//! How short a task may be: every contender's efficiency over the length of a task, and the league that follows from it.
//!
//! A task is as long as it took in the plain loop of the same rounds, on average: the length that its kernel was asked for
//! stands in the records' parameters and only tells which cells belong together.

mod member;

use lab_verdict::claims::Evidence;
use lab_verdict::metg::threshold;

use super::cast::Cast;
use super::looks::looks;
use super::visits::{CellRef, rank};
use super::{Plate, Topic, id};
use crate::chart::{Axis, DotRows, Head, Join, Line, LineChart, Look, Point, Scale, Unit};
use crate::names;
use crate::number::{count, percent};
use member::Member;

/// The calls of the league.
const LEAGUE: &str = "league";
/// The plain loop of a contender whose tasks are not those of the others.
const OWN_LOOP: &str = "league_loop";

pub(super) fn plates(visits: &[CellRef<'_>], experiment: &str) -> Vec<Plate> {
    let here: Vec<CellRef<'_>> = visits
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
        .filter_map(|contender| Member::of(&here, contender, of.workers))
        .collect();
    if members.len() < 2 {
        return Vec::new();
    }
    let curves = of.curves(&members);
    members.sort_by(|a, b| a.place().partial_cmp(&b.place()).expect("lengths"));
    vec![of.league(&members), curves]
}

/// What all of them do.
struct Of<'a> {
    tasks: u64,
    workers: u64,
    experiment: &'a str,
}

impl Of<'_> {
    fn curves(&self, members: &[Member<'_>]) -> Plate {
        let wanted = threshold(self.workers);
        let cast = Cast::of(members.iter().collect(), |member| member.contender);
        let mut lines: Vec<Line> = cast
            .all()
            .zip(looks(cast.all().map(|member| member.key())))
            .map(|(member, look)| member.line(self.workers, look))
            .collect();
        let more = lines.split_off(cast.drawn.len());
        let level = |name: String, share: f64| Line {
            name,
            look: Look::default(),
            evidence: Evidence::Measured,
            points: ends(members).map(|x| flat(x, share)).into(),
        };
        let chart = LineChart {
            head: Head {
                id: id(&[self.experiment, "league", "efficiency"]),
                title: "Efficiency over the length of a task".into(),
                description: format!(
                    "The work of one call of {} tasks, done by a plain loop in the same rounds, over what {} workers could have \
                     done in the call’s time: 100 % is ideal, and the plain loop itself has {}.",
                    count(self.tasks),
                    count(self.workers),
                    percent(1.0 / self.workers as f64)
                ),
            },
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
            limits: vec![
                level(format!("asked for: {}", percent(wanted)), wanted),
                level(
                    format!("plain loop: {}", percent(1.0 / self.workers as f64)),
                    1.0 / self.workers as f64,
                ),
            ],
            join: Join::Straight,
        };
        let reading = cast.after(String::new(), |member| member.name().to_owned());
        Plate::new(Topic::League, chart.draw_with(&more), reading, false)
    }

    fn league(&self, members: &[Member<'_>]) -> Plate {
        let wanted = percent(threshold(self.workers));
        let chart = DotRows {
            head: Head {
                id: id(&[self.experiment, "league"]),
                title: "How short may a task be?".into(),
                description: format!(
                    "The shortest task, by its average time in a plain loop of the same rounds, from which on a call of {} tasks by \
                     {} workers has an efficiency of at least {wanted} (METG, after Slaughter et al., Task Bench, SC20), with \
                     the range in which the 95 % intervals of the efficiency leave it. Shorter is better.",
                    count(self.tasks),
                    count(self.workers)
                ),
            },
            axis: Axis {
                label: format!("shortest task with an efficiency of at least {wanted}"),
                unit: Unit::Nanoseconds,
                scale: Scale::Log10,
            },
            reference: None,
            rows: (members.iter().zip(looks(members.iter().map(Member::key))))
                .map(|(member, look)| member.row(look))
                .collect(),
        };
        Plate::new(Topic::League, chart.draw(), self.reading(members), false)
    }

    fn reading(&self, members: &[Member<'_>]) -> String {
        let wanted = percent(threshold(self.workers));
        let pays: Vec<String> = members.iter().filter_map(Member::said).collect();
        let steps = Steps::of(members);
        let pays = match pays.as_slice() {
            [] => String::new(),
            [only] => format!("Tasks pay {only}."),
            // Only rounds that confirm the order make one the last.
            [first, .., last] if steps.are_sure() => {
                format!("Tasks pay {first}, and last of all {last}.")
            }
            [one, other] => format!("Tasks pay {one}, {other}."),
            [one, .., other] => {
                format!("Tasks pay {one}, {other}, with the others from lengths between these.")
            }
        };
        let open: Vec<String> = (members.iter())
            .filter_map(|member| member.left_open(&wanted))
            .collect();
        let open = match open.is_empty() {
            true => String::new(),
            false => format!("Left open: {}.", open.join("; ")),
        };
        let told = [pays, never(members), open, steps.words()];
        let told = told.iter().filter(|words| !words.is_empty());
        told.map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// Whom not even the longest tasks pay, each with its own longest: they are not the same in every language.
fn never(members: &[Member<'_>]) -> String {
    let mut longest: Vec<(String, Vec<&str>)> = Vec::new();
    for member in members {
        let Some(own) = member.never() else { continue };
        match longest.iter_mut().find(|(known, _)| *known == own) {
            Some((_, names)) => names.push(member.name()),
            None => longest.push((own, vec![member.name()])),
        }
    }
    let told: Vec<String> = longest
        .iter()
        .map(|(own, names)| format!("tasks of {own} do not with {}", names.join(", ")))
        .collect();
    match told.is_empty() {
        true => String::new(),
        false => format!("Even {}.", told.join("; even ")),
    }
}

/// Whether times in the same rounds confirm the order of neighbours.
struct Steps {
    confirmed: usize,
    all: usize,
}

impl Steps {
    fn of(members: &[Member<'_>]) -> Self {
        let pairs = members.windows(2);
        let sure: Vec<bool> = pairs
            .filter_map(|pair| pair[0].is_ahead_of(&pair[1]))
            .collect();
        Steps {
            confirmed: sure.iter().filter(|sure| **sure).count(),
            all: sure.len(),
        }
    }

    fn are_sure(&self) -> bool {
        self.all > 0 && self.confirmed == self.all
    }

    fn words(&self) -> String {
        let words = match (self.confirmed, self.all) {
            (_, 0) => return String::new(),
            (0, _) => "no step of this order".to_owned(),
            _ if self.are_sure() => "this order".to_owned(),
            (some, all) => format!(
                "{} of the {} steps of this order",
                count(some as u64),
                count(all as u64)
            ),
        };
        format!("Times in the same rounds confirm {words}.")
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

fn flat(x: f64, y: f64) -> Point {
    Point {
        x,
        y,
        ..Point::default()
    }
}
