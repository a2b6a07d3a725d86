//! Machine and method: environment, noise, rounds, controls, and what the words mean.

use lab_measure::record::{Environment, Grade, Mode, Origin, Probe, Record};
use lab_verdict::claims::{Control, ControlKind, Experiment};
use lab_verdict::control::failure;
use lab_verdict::noise::delta;
use maud::{Markup, html};

use super::earlier::earlier;
use super::frame::{Page, kicker};
use super::glossary::glossary;
use super::index::{grade_class, grade_words};
use super::parts::{figure, folded, no_stamp, table};
use crate::draw::Table;
use crate::page::inline::unbroken;
use crate::pool_work;
use crate::report_model::{ReportModel, address};
use crate::text::names;
use crate::text::number::{count, percent, plain, time};
use crate::text::scope::{capital, provenance};

pub(crate) fn page(report: &ReportModel<'_>) -> String {
    Page {
        title: "Machine and method",
        address: address::MACHINE,
        kicker: kicker(report, "Machine and method"),
        heading: html! { "Machine and method" },
        opening: html! {
            p.lede { "On what these figures were measured, how far it can be trusted with times, and how it was done." }
        },
        body: html! {
            (noise(report.site.probe()))
            (repeated(report))
            (rounds(report))
            (controls(report))
            (pools(report))
            (earlier(report.site))
            (method())
            (environment(report))
            (glossary())
        },
    }
    .write(report)
}

fn noise(probe: Option<&Probe>) -> Markup {
    html! {
        section.stacked aria-labelledby="noise" {
            h2 #noise { "How quiet the machine was" }
            @match probe {
                None => (no_stamp("No noise test preceded this run, so the smallest margin applies, and nobody knows whether it is wide enough.")),
                Some(probe) => {
                    p.verdict { span class={ "grade " (grade_class(probe.grade)) } { (capital(grade_words(probe.grade))) "." } " " (unbroken(&grade_sentence(probe))) }
                    (table(&probe_table(probe), "Noise test"))
                }
            }
        }
    }
}

fn grade_sentence(probe: &Probe) -> String {
    let floor = percent(probe.floor);
    let margin = percent(delta(probe.floor));
    let advice = match probe.grade {
        Grade::Quiet => "Times can be trusted.",
        Grade::Noisy => "Times can be trusted for differences well above that.",
        Grade::Hopeless => {
            "Only counts and large effects can be trusted: close other programs, or use another machine."
        }
    };
    format!(
        "Identical code, run against itself in fresh processes, differed by up to F = {floor}; a difference has to exceed {margin} to count here. {advice}"
    )
}

fn probe_table(probe: &Probe) -> Table {
    let or_not_told = |value: Option<f64>, unit: &str| match value {
        Some(value) => format!("{}{unit}", plain(value)),
        None => "the system does not tell".into(),
    };
    let rows = [
        (
            "Identical code against itself",
            format!(
                "ratio {} to {}, 95 %, {} processes",
                plain((probe.aa_mean_log_ratio - probe.aa_half_width).exp()),
                plain((probe.aa_mean_log_ratio + probe.aa_half_width).exp()),
                count(probe.aa_processes.into())
            ),
        ),
        (
            "The same short work, again and again",
            format!(
                "{} at the median, one in a hundred took {} times that or longer: on a core of its own all would take as long",
                time(probe.spin_p50_ns as f64),
                plain(probe.spin_p99_ns as f64 / probe.spin_p50_ns.max(1) as f64)
            ),
        ),
        (
            "What two threads get done",
            format!("{} times what one does", plain(probe.capacity_2t)),
        ),
        (
            "CPU pressure before (some, 10 s)",
            or_not_told(probe.psi_some_avg10, " %"),
        ),
        ("Load before (1 min)", or_not_told(probe.load_1m, "")),
        (
            "CPU that others used during this noise test",
            or_not_told(probe.foreign_cores, " cores"),
        ),
    ];
    Table {
        columns: vec!["test".into(), "result".into()],
        rows: rows
            .into_iter()
            .map(|(test, result)| vec![test.to_string(), result])
            .collect(),
    }
}

/// The way to the runs that were laid beside this one.
fn repeated(report: &ReportModel<'_>) -> Markup {
    html! {
        @if let Some(agreement) = &report.site.agreement {
            p {
                a href=(address::RUNS) { "Does another run give the same answers? " (agreement.runs.len()) " runs side by side" }
            }
        }
    }
}

fn rounds(report: &ReportModel<'_>) -> Markup {
    html! {
        section aria-labelledby="rounds" {
            h2 #rounds { "What other programs did meanwhile" }
            @if report.strips.is_empty() {
                (no_stamp("No record tells how much CPU others used during its rounds."))
            }
            @for strip in &report.strips { (figure(strip)) }
        }
    }
}

fn controls(report: &ReportModel<'_>) -> Markup {
    let rules = report.site.claims.experiment.iter();
    let checked: Vec<(&str, &Experiment, &Record)> = rules
        .filter_map(|(name, rule)| Some((name.as_str(), rule, report.site.measured(name)?)))
        .filter(|(_, rule, _)| !rule.control.is_empty())
        .collect();
    let rows = checked
        .iter()
        .flat_map(|(name, rule, record)| {
            rule.control
                .iter()
                .map(move |control| (name, control, record))
        })
        .map(|(name, control, record)| {
            vec![
                report.title(name),
                control_words(control),
                control_result(control, record),
            ]
        })
        .collect();
    let results = Table {
        columns: ["experiment", "control", "result"]
            .map(str::to_string)
            .to_vec(),
        rows,
    };
    html! {
        section.stacked aria-labelledby="controls" {
            h2 #controls { "Controls: did the measurement itself work?" }
            @if results.rows.is_empty() {
                (no_stamp("No control was run."))
            } @else { (table(&results, "Controls")) }
        }
    }
}

/// As the judge sees it: a quick run has too few rounds to judge a control by.
fn control_result(control: &Control, record: &Record) -> String {
    match record.mode {
        Mode::Quick => "not judged in a quick run".into(),
        Mode::Default | Mode::Full => failure(control, record).unwrap_or_else(|| "passed".into()),
    }
}

fn control_words(control: &Control) -> String {
    let (of, vs) = (names::call(&control.of), names::call(&control.vs));
    let who = names::contender(&control.contender);
    match (control.kind, control.at_least) {
        (ControlKind::Positive, Some(limit)) => {
            format!(
                "a known effect must appear: {who} {of} ÷ {vs} above {}",
                plain(limit)
            )
        }
        (ControlKind::Positive, None) => format!("a known effect must appear: {who} {of} ÷ {vs}"),
        (ControlKind::Null, _) => format!("identical code must not differ: {who} {of} ÷ {vs}"),
    }
}

/// What the pools counted, a row for each study and contender; nothing in a run whose records do not tell.
fn pools(report: &ReportModel<'_>) -> Markup {
    let title = "What the pools’ workers did";
    let mut columns = vec!["experiment".to_owned(), "pools of".to_owned()];
    columns.extend(pool_work::COLUMNS.map(str::to_owned));
    let rows: Vec<Vec<String>> = pool_work::records(report.site)
        .flat_map(|record| record.pools.iter().map(move |work| (record, work)))
        .map(|(record, work)| {
            let who = names::contender(&work.contender).to_string();
            let mut row = vec![report.title(&record.experiment), who];
            row.extend(pool_work::cells(work));
            row
        })
        .collect();
    let found = !rows.is_empty();
    let counted = Table { columns, rows };
    html! {
        @if found {
            (folded(title, html! {
                p { (pool_work::EXPLANATION) }
                (table(&counted, title))
            }))
        }
    }
}

fn method() -> Markup {
    html! {
        section aria-labelledby="method" {
            h2 #method { "How it was measured" }
            ol.method {
                li { "First the machine is tested for noise; the grade above says how far its times can be trusted." }
                li { "Then fresh processes are started, one after the other. Each runs rounds; a round visits every contender once, in random order, so that a disturbance meets them all." }
                li { "Two contenders are compared within a round, as a ratio. A process gives one number, the mean of its log-ratios; intervals are Student’s t over processes. The best of several runs is never taken." }
                li { "What others did with the CPU is read from the system for every round, and nothing is thrown away because of it." }
                li { "Counts are the second witness: tasks run, inputs pulled, items alive, bytes allocated. What counts can settle is never left to the clock." }
                li { "Memory is measured in processes of its own; pools are built and warmed before the clock starts; a traced visit is never a timed one." }
                li { "The rules were fixed before the run. Answers follow from them by computation, and so do the sentences." }
            }
        }
    }
}

fn environment(report: &ReportModel<'_>) -> Markup {
    let elsewhere: Vec<&Record> = report
        .site
        .records
        .iter()
        .filter(|record| record.origin == Origin::Recorded)
        .collect();
    html! {
        section.stacked aria-labelledby="environment" {
            h2 #environment { "The machine" }
            @match report.site.environment() {
                None => (no_stamp("Nothing is known about the machine: neither run nor record could be read.")),
                Some(environment) => (table(&facts(environment), "Machine, build and versions")),
            }
            @for record in elsewhere {
                h3 { "Recorded elsewhere: " (record.experiment) ", " (provenance(record)) }
                (table(&facts(&record.environment), &format!("Machine of the recording of {}", record.experiment)))
            }
        }
    }
}

/// A fact as the system spells it, or, where that is no English, in words.
fn fact_words(key: &str, value: &str) -> String {
    match (key, value) {
        ("smt", "notsupported") => "not supported".into(),
        ("smt", "notimplemented") => "not implemented".into(),
        ("smt", "forceoff") => "forced off".into(),
        _ => value.to_owned(),
    }
}

fn facts(environment: &Environment) -> Table {
    let mut rows = vec![vec![
        "Machine class".to_string(),
        environment.machine_class.clone(),
    ]];
    rows.extend(environment.facts.iter().map(|fact| {
        let value = match (&fact.value, &fact.absent_because) {
            (Some(value), _) => fact_words(&fact.key, value),
            (None, Some(why)) => format!("not known: {why}"),
            (None, None) => "not known".into(),
        };
        vec![fact.label.clone(), value]
    }));
    Table {
        columns: vec!["fact".into(), "value".into()],
        rows,
    }
}
