//! Several runs side by side, in words and as files.

use lab_verdict::agreement::{
    Agreement, Followed, Given, Judged as Compared, RunTold, Said, agreement,
};
use lab_verdict::answer::Verdict;
use lab_verdict::claims::Evidence;

use crate::draw::Table;
use crate::page::index::grade_words;
use crate::site::Site;
use crate::text::names::{self, count_words};
use crate::text::number::{plain, plural};

/// Lays runs side by side, in the order in which they were begun. A run is known by the name of its folder.
pub fn side_by_side(runs: &[(String, Site)]) -> Agreement {
    let mut runs: Vec<&(String, Site)> = runs.iter().collect();
    runs.sort_by_key(|(name, site)| told(name, site).started);
    let told: Vec<RunTold> = runs.iter().map(|(name, site)| told(name, site)).collect();
    let verdicts: Vec<Vec<Verdict>> = runs
        .iter()
        .map(|(_, site)| site.judged().into_iter().map(|one| one.verdict).collect())
        .collect();
    let compared: Vec<Compared<'_>> = runs
        .iter()
        .zip(&told)
        .zip(&verdicts)
        .map(|(((_, site), told), verdicts)| Compared {
            told,
            claims: &site.claims,
            verdicts,
            records: &site.records,
        })
        .collect();
    agreement(&compared)
}

fn told(name: &str, site: &Site) -> RunTold {
    let environment = site.environment();
    RunTold {
        run: name.into(),
        started: site
            .manifest
            .as_ref()
            .map_or_else(String::new, |run| run.started.clone()),
        neighbour_threads: site.neighbour_threads(),
        mode: site.mode().unwrap_or(lab_measure::record::Mode::Default),
        machine: environment.map_or("not known".into(), |known| known.machine_class.clone()),
        grade: site.probe().map(|probe| probe.grade),
    }
}

/// An answer as the table has it.
pub fn said_words(given: &Given) -> String {
    match (given.answer, &given.depends_on) {
        _ if given.not_needed => "– not needed".into(),
        (Said::Holds, _) => "✓ holds".into(),
        (Said::DoesNotHold, _) => "✕ does not hold".into(),
        (Said::Depends, Some(parameter)) => format!("◐ depends on {}", names::deciding(parameter)),
        (Said::Depends, None) => "◐ depends".into(),
        (Said::TooSmall, _) => "≈ too small to matter".into(),
        (Said::DoesNotApply, _) => "– does not apply".into(),
        (Said::CannotTell, _) => "? can’t tell".into(),
        (Said::Lacking, _) => "nothing of it here".into(),
        (Said::RecordedElsewhere, _) => "recorded elsewhere".into(),
        (Said::NotMeasured, _) => "not measured".into(),
    }
}

/// The columns of [`left_open`].
pub const LEFT_OPEN: [&str; 5] = [
    "run",
    "noise",
    "subject",
    "timed: can’t tell",
    "counted: no answer",
];

/// What each run leaves open, for each subject: its name, the grade of its machine, the subject, and the claims.
pub fn left_open(agreement: &Agreement) -> Vec<[String; 5]> {
    let accounts = agreement.accounts();
    let lines = accounts.iter().flat_map(|account| {
        account.subjects.iter().map(|left| {
            let besides = |what: &str, claims: &[String]| match claims {
                [] => String::new(),
                some => format!("; {what}: {}", some.join(", ")),
            };
            [
                account.run.clone(),
                account.grade.map_or("not tested", grade_words).to_owned(),
                names::contender(&left.contender).to_owned(),
                share(&left.timed_cannot_tell, left.timed),
                share(&left.counted_unanswered, left.counted)
                    + &besides("nothing to count here", &left.counted_lacking)
                    + &besides("recorded elsewhere", &left.counted_recorded),
            ]
        })
    });
    lines.collect()
}

/// `2 of 21: C4, C5`.
fn share(claims: &[String], all: usize) -> String {
    match claims {
        [] => format!("none of {all}"),
        some => format!("{} of {all}: {}", some.len(), some.join(", ")),
    }
}

/// Whether each counted claim is answered in each run; if not, which one is not, for whom, and in which runs.
pub fn answered_words(agreement: &Agreement) -> String {
    let unanswered = agreement.unanswered();
    if unanswered.is_empty() {
        return match agreement
            .rows
            .iter()
            .any(|row| row.evidence != Evidence::Measured)
        {
            true => "every counted claim is answered in every run that could count it".into(),
            false => "no claim is counted in these runs".into(),
        };
    }
    let named = unanswered.iter().map(|(row, runs)| {
        let subject = names::contender(&row.contender);
        let places = match runs.len() == agreement.runs.len() {
            true => "every run".into(),
            false => {
                let names = runs.iter().map(|run| &*agreement.runs[*run].run);
                names.collect::<Vec<_>>().join(", ")
            }
        };
        format!("{} for {subject} in {places}", row.claim)
    });
    format!(
        "{} without an answer: {}",
        plural(unanswered.len() as u64, "counted claim", "counted claims"),
        named.collect::<Vec<_>>().join("; ")
    )
}

/// What is followed: `time, imap ÷ map (10,000 empty tasks)`.
pub fn followed(test: &Followed) -> String {
    let metric = match test.metric.as_str() {
        "time" => "time".into(),
        "first" => "time to first result".into(),
        "cpu" => "CPU time".into(),
        other => count_words(other.strip_prefix("count:").unwrap_or(other)).heading,
    };
    let of = names::call(&test.of);
    let calls = match test.vs.as_deref().map(names::call) {
        Some(vs) if vs != of => format!("{of} ÷ {vs}"),
        _ => of.to_string(),
    };
    format!("{metric}, {calls} ({})", test.regime)
}

/// One row for each claim and subject.
pub(crate) fn table(agreement: &Agreement) -> Table {
    let head = [
        "claim",
        "subject",
        "evidence",
        "flips",
        "rules differ",
        "followed",
        "least",
        "most",
    ];
    let mut columns: Vec<String> = head.map(str::to_string).to_vec();
    for run in &agreement.runs {
        columns.push(format!("answer of {}", run.run));
        columns.push(format!("number of {}", run.run));
    }
    let number = |value: Option<f64>| value.map_or(String::new(), plain);
    let yes = |is: bool| if is { "yes" } else { "no" }.to_string();
    let rows = agreement.rows.iter().map(|row| {
        let spread = row.spread();
        let mut cells = vec![
            row.claim.clone(),
            names::contender(&row.contender).to_string(),
            crate::text::answer::evidence_words(row.evidence).to_string(),
            yes(row.flips),
            yes(row.rules_differ),
            row.followed.as_ref().map_or(String::new(), followed),
            number(spread.map(|(least, _)| least)),
            number(spread.map(|(_, most)| most)),
        ];
        for given in &row.given {
            cells.push(said_words(given));
            cells.push(number(given.value));
        }
        cells
    });
    Table {
        rows: rows.collect(),
        columns,
    }
}
