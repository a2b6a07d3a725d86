//! What the figures of a study may not say, each fault with its place, its key and what to do about it.

use lab_verdict::fault::Place;

use super::kinds::{KINDS, Kind, kind};
use super::reading;
use super::spec::{self, FigureSpec};
use super::template::COMMON;
use crate::study::has_parameter;

/// A key of a figure, its value, and what to do about it.
#[derive(Clone)]
struct Fault(&'static str, String, String);

/// All that the figures of a file may not say.
pub(super) fn faults(figures: &[FigureSpec], file: &str, text: &str) -> Vec<String> {
    let mut told = Vec::new();
    for (number, figure) in figures.iter().enumerate() {
        for Fault(key, value, remedy) in faults_of(figure, &figures[..number]) {
            let place = Place::of(file, text, offset(text, number, key));
            told.push(format!(
                "{place}: figure {}: {key} = {value}: {remedy}",
                figure.id
            ));
        }
    }
    told
}

/// Where a key of the figure of this number stands in the text.
pub(super) fn offset(text: &str, number: usize, key: &str) -> usize {
    const HEADING: &str = "[[figure]]";
    let mut headings = text.match_indices(HEADING);
    let start = headings.nth(number).map_or(0, |(at, _)| at);
    let end = headings.next().map_or(text.len(), |(at, _)| at);
    let own = &text[start..end];
    let line = own.find(&format!("\n{key} = "));
    let line = line.or_else(|| own.find(&format!("\n{key}.")));
    line.map_or(start, |at| start + at + 1)
}

fn faults_of(figure: &FigureSpec, before: &[FigureSpec]) -> Vec<Fault> {
    let Some(kind) = kind(&figure.kind) else {
        let remedy = one_of(KINDS.iter().map(|kind| kind.name));
        return vec![Fault("kind", figure.kind.clone(), remedy)];
    };
    let mut faults = [
        placed(figure),
        axes(figure, kind),
        named(figure, kind),
        says(figure),
    ]
    .concat();
    if before.iter().any(|other| other.id == figure.id) {
        let remedy = "give each figure an id of its own";
        faults.push(Fault("id", figure.id.clone(), remedy.into()));
    }
    for (key, template) in figure.templates() {
        for (name, _) in template.placeholders() {
            let is_known = COMMON.contains(&name) || kind.computes.contains(&name);
            if !is_known && !has_parameter(name) {
                let known = COMMON.iter().chain(kind.computes).copied();
                let remedy = format!("{}, or a parameter that has words", one_of(known));
                faults.push(Fault(key, format!("{{{name}}}"), remedy));
            }
        }
    }
    if !figure.optional && figure.title.start().is_empty() {
        let remedy = "begin with words: they name the figure where there is no data for it";
        faults.push(Fault("title", "a placeholder".into(), remedy.into()));
    }
    faults
}

/// Whether its place and its heading go together.
fn placed(figure: &FigureSpec) -> Vec<Fault> {
    let mut faults = Vec::new();
    let is_beyond = figure.place == spec::Place::Beyond;
    if is_beyond != figure.heading.is_some() {
        let (value, remedy) = match is_beyond {
            true => (
                "nothing",
                "give the section that goes beyond the advice a heading",
            ),
            false => (
                "a text",
                "leave it out: only place = \"beyond\" has a section of its own",
            ),
        };
        faults.push(Fault("heading", value.into(), remedy.into()));
    }
    if figure.place != spec::Place::Claims && !figure.claims.is_empty() {
        let remedy = "leave them out, or the place: it stands there or beside its claims";
        faults.push(Fault("claims", figure.claims.join(", "), remedy.into()));
    }
    faults
}

/// Whether it has the axes of its kind.
fn axes(figure: &FigureSpec, kind: &Kind) -> Vec<Fault> {
    let given = [
        ("x", figure.x.is_some()),
        ("y", figure.y.is_some()),
        ("value", figure.value.is_some()),
    ];
    let wrong = given
        .into_iter()
        .filter(|(key, has)| *has != kind.axes.contains(key));
    wrong
        .map(|(key, has)| {
            let (value, remedy) = match has {
                true => ("an axis", "leave it out: this kind has axes of its own"),
                false => (
                    "nothing",
                    "say what it measures: { of = \"time\", label = \"...\" }",
                ),
            };
            Fault(key, value.into(), remedy.into())
        })
        .collect()
}

/// Whether the limit and the reading that it names exist.
fn named(figure: &FigureSpec, kind: &Kind) -> Vec<Fault> {
    let keys = [
        ("limit", &figure.limit, (kind.limits)()),
        ("reading", &figure.reading, (kind.readings)()),
    ];
    let wrong = keys.into_iter().filter_map(|(key, name, known)| {
        let name = name.as_deref().filter(|name| !known.contains(name))?;
        Some(Fault(key, name.to_owned(), one_of(known.into_iter())))
    });
    wrong.collect()
}

/// Whether the texts that it has for its reading can stand.
fn says(figure: &FigureSpec) -> Vec<Fault> {
    let faults = reading::check::faults(figure.reading(), &figure.says).into_iter();
    let told = |fault: reading::check::Fault| {
        Fault(
            "says",
            format!("{}: {}", fault.key, fault.value),
            fault.remedy,
        )
    };
    faults.map(told).collect()
}

fn one_of<'a>(known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    match known.is_empty() {
        true => "leave it out: this kind has its own".into(),
        false => format!("name one of {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::select::studies::StudyFigures;

    const SOUND: &str = r#"schema = "lap-pool.study/2"

[words]

[[figure]]
id = "first"
kind = "dots"
title = "Time to the first result, {grain_ns}"
caption = "Until the first result is there."
each = ["grain_ns"]
value = { of = "first", label = "time to the first result" }
reading = "soonest"
"#;

    fn told(from: &str, to: &str) -> String {
        assert!(SOUND.contains(from), "{from}");
        StudyFigures::parse("one/study.toml", &SOUND.replace(from, to))
            .err()
            .unwrap_or_default()
    }

    #[test]
    fn a_fault_is_told_with_its_place_its_key_and_what_to_do() {
        assert_eq!(told("soonest", "soonest"), "");
        assert_eq!(
            told("\"soonest\"", "\"sooner\""),
            "one/study.toml:12:1: figure first: reading = sooner: name one of soonest, per_file, pairs"
        );
        let said = told("{grain_ns}", "{grain}");
        let start = "one/study.toml:8:1: figure first: title = {grain}: name one of contender, ";
        assert!(said.starts_with(start), "{said}");
        let said = told("\"dots\"", "\"violins\"");
        let start = "one/study.toml:7:1: figure first: kind = violins: name one of lines, dots, ";
        assert!(said.starts_with(start), "{said}");
        let said = told("{grain_ns}", "{grain_ns:long}");
        assert!(
            said.starts_with("one/study.toml:8:9: {grain_ns:long}: write {NAME}"),
            "{said}"
        );
        let said = told(
            "reading = ",
            "says = { said = \"{who} was first.\" }\nreading = ",
        );
        assert_eq!(
            said,
            "one/study.toml:12:1: figure first: says = said: {who}: name one of soonest, least, latest, most"
        );
        let said = told("reading = ", "readings = ");
        assert!(
            said.starts_with("one/study.toml:12:1: unknown field `readings`"),
            "{said}"
        );
    }

    #[test]
    fn what_does_not_go_together_is_refused() {
        let said = told("reading = \"soonest\"", "place = \"beyond\"");
        assert!(
            said.contains("heading = nothing: give the section"),
            "{said}"
        );
        let said = told(
            "reading = \"soonest\"",
            "place = \"summary\"\nclaims = [\"C1\"]",
        );
        assert!(
            said.contains(":13:1: figure first: claims = C1: leave them out"),
            "{said}"
        );
        let said = told("value = ", "x = ");
        assert!(
            said.contains(":11:1: figure first: x = an axis: leave it out"),
            "{said}"
        );
        let said = told("Time to the first result, {grain_ns}", "{grain_ns}");
        assert!(said.contains("begin with words"), "{said}");
        let twice = format!("{SOUND}{}", &SOUND[SOUND.find("[[").unwrap()..]);
        let said = StudyFigures::parse("one/study.toml", &twice).unwrap_err();
        assert!(
            said.contains(":14:1: figure first: id = first: give each"),
            "{said}"
        );
    }
}
