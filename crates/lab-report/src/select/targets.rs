//! What the studies' calls are meant to take, and whether they do: a table and a picture for each study that sets targets.

use lab_measure::record::Record;
use lab_verdict::claims::{Evidence, Experiment};
use lab_verdict::interval::JUDGED;
use lab_verdict::target::{Conditions, Kept, Limit, Target, TargetClock};

use super::contenders::rows::title;
use super::looks::of_family;
use super::reading::texts::{FOR_ALL, Sentence, targets as texts};
use super::{Picture, id};
use crate::draw::{Axis, DotRow, DotRows, Head, Scale, Table, Unit};
use crate::site::Site;
use crate::text::names;
use crate::text::number::{percent, plain};
use crate::text::target::{allowed, allowed_briefly, amount, answer, compared_with};

/// The targets of one study.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    /// The study.
    pub experiment: String,
    /// A row for each limit that was judged.
    pub table: Table,
    /// The others: what it is, and why it was not measured.
    pub unmeasured: Vec<(String, String)>,
    /// Each limit as a dot; none where nothing could be judged.
    pub picture: Option<Picture>,
    /// How many limits are met, missed, open, and not measured.
    pub tally: [u64; 4],
}

/// A limit with what became of it.
struct Judged<'a> {
    target: &'a Target,
    limit: &'a Limit,
    kept: Kept,
}

/// What calls are held against in the run: beside a neighbour that it started, another limit than else.
fn limits(study: &Experiment, conditions: Conditions) -> impl Iterator<Item = (&Target, &Limit)> {
    let beside = match conditions {
        Conditions::Quiet => None,
        Conditions::BesideNeighbour => study.neighbour_limit.as_ref(),
    };
    study.target.iter().flat_map(move |target| {
        let limits = match beside.filter(|_| target.clock == TargetClock::Time) {
            Some(limit) => std::slice::from_ref(limit),
            None => &target.limit,
        };
        limits.iter().map(move |limit| (target, limit))
    })
}

/// Those of all studies that were measured.
pub(crate) fn targets(site: &Site) -> Vec<Targets> {
    let conditions = match site.neighbour_threads() {
        Some(_) => Conditions::BesideNeighbour,
        None => Conditions::Quiet,
    };
    let studies = site.claims.experiment.iter();
    let measured = studies.filter_map(|(name, study)| Some((name, study, site.measured(name)?)));
    measured
        .filter(|(_, study, _)| !study.target.is_empty())
        .map(|(name, study, record)| of_study(name, limits(study, conditions), record, conditions))
        .collect()
}

fn of_study<'a>(
    experiment: &str,
    limits: impl Iterator<Item = (&'a Target, &'a Limit)>,
    record: &Record,
    conditions: Conditions,
) -> Targets {
    let limits = limits.map(|(target, limit)| Judged {
        kept: target.judged(record, limit, conditions),
        target,
        limit,
    });
    let judged: Vec<Judged<'_>> = limits.collect();
    let mut tally = [0; 4];
    for one in &judged {
        tally[match one.kept {
            Kept::Met(_) => 0,
            Kept::Missed(_) => 1,
            Kept::Open(_) => 2,
            Kept::Unknown(_) => 3,
        }] += 1;
    }
    Targets {
        experiment: experiment.to_owned(),
        table: table(&judged),
        unmeasured: judged.iter().filter_map(Judged::unmeasured).collect(),
        picture: picture(experiment, &judged),
        tally,
    }
}

fn table(judged: &[Judged<'_>]) -> Table {
    let share = format!("took ÷ allowed [{}]", percent(JUDGED));
    let columns = [
        "call",
        "target",
        "compared with",
        "took",
        "allowed",
        &share,
        "answer",
    ];
    let row = |one: &Judged<'_>| {
        let measured = one.kept.measured()?;
        let (low, high) = measured.share.judged;
        let share = plain(measured.share.ratio);
        Some(vec![
            one.call(),
            format!("at most {}", allowed(one.limit)),
            compared_with(one.limit),
            amount(one.limit, measured.took),
            amount(one.limit, measured.allowed),
            match one.is_counted() {
                true => format!("×{share}"),
                false => format!("×{share} [{} to {}]", plain(low), plain(high)),
            },
            answer(&one.kept),
        ])
    };
    Table {
        columns: columns.map(str::to_owned).into(),
        rows: judged.iter().filter_map(row).collect(),
    }
}

/// What is timed: a count has no interval, and says all in the table.
fn picture(experiment: &str, judged: &[Judged<'_>]) -> Option<Picture> {
    let dot = |one: &Judged<'_>| {
        let share = one.kept.measured()?.share;
        Some(DotRow {
            open: false,
            label: format!("{}: {}", one.call(), allowed_briefly(one.limit)),
            look: of_family(&one.target.contender),
            evidence: Evidence::Measured,
            value: share.ratio,
            interval: Some(share.judged),
            hollow: false,
        })
    };
    let timed = judged.iter().filter(|one| !one.is_counted());
    let rows: Vec<DotRow> = timed.filter_map(dot).collect();
    if rows.is_empty() {
        return None;
    }
    let chart = DotRows {
        head: Head {
            id: id(&["targets", experiment]),
            title: "Time taken ÷ time allowed".into(),
            description: texts::Picture {
                confidence: percent(JUDGED),
            }
            .said(&FOR_ALL),
        },
        axis: Axis {
            label: "time ÷ time allowed".into(),
            unit: Unit::Ratio,
            scale: Scale::Log10,
        },
        reference: Some((1.0, "allowed".into())),
        confidence: JUDGED,
        rows,
    };
    let evidence = [Evidence::Measured].into_iter();
    Some(Picture::new(chart.draw(), String::new(), evidence))
}

impl Judged<'_> {
    fn is_counted(&self) -> bool {
        matches!(self.limit, Limit::Count { .. })
    }

    /// Whose call it is, and of what.
    fn call(&self) -> String {
        let (who, what) = (
            names::contender(&self.target.contender),
            title(&self.target.call, &self.target.params),
        );
        match self.target.clock {
            TargetClock::Time => format!("{who}, {what}"),
            TargetClock::Cpu => format!("{who}, CPU time of {what}"),
        }
    }

    /// What it is and why, if it was not measured.
    fn unmeasured(&self) -> Option<(String, String)> {
        match &self.kept {
            Kept::Unknown(reason) => {
                let what = format!("{}: {}", self.call(), allowed(self.limit));
                Some((what, reason.clone()))
            }
            _ => None,
        }
    }
}
