//! The figures of the studies: each claim has one or a reason for none, what they name is declared, and what is declared and
//! on none of them has a reason. All times and counts stand in a lesson's tables as well; a count needs no figure.

use std::collections::BTreeSet;

use lab_report::studies::{self, Sources, StudyFigures};

use crate::words::{self, Declared, read};

/// The claims that an experiment judges.
fn claims(name: &str) -> BTreeSet<String> {
    let rules = read(&format!("src/bin/{name}/rules.toml"));
    let claims = rules["claim"].as_array().expect("a list").iter();
    let id = |claim: &toml::Value| claim["id"].as_str().expect("an id").to_owned();
    claims.map(id).collect()
}

/// What is wrong with a study's claims and its figures for them.
fn faults_of_claims(
    study: &StudyFigures,
    sources: &[Sources],
    claims: &BTreeSet<String>,
) -> Vec<String> {
    let mut faults = Vec::new();
    let file = &study.name;
    for source in sources {
        for claim in source
            .claims
            .iter()
            .filter(|claim| !claims.contains(*claim))
        {
            let place = study.place(&source.figure, "claims");
            faults.push(format!("{place}: claims = {claim}: name a claim of {file}"));
        }
    }
    let with_figure: BTreeSet<&String> = sources.iter().flat_map(|one| &one.claims).collect();
    for claim in claims {
        match (with_figure.contains(claim), study.no_figure.get(claim)) {
            (true, Some(_)) => faults.push(format!("{file}: no_figure = {claim}: it has one")),
            (false, None) => faults.push(format!(
                "{file}: {claim} has no figure: give it one, or say in [no_figure] why"
            )),
            _ => {}
        }
    }
    let unknown = study.no_figure.keys().filter(|one| !claims.contains(*one));
    faults.extend(unknown.map(|claim| format!("{file}: no_figure = {claim}: no claim of it")));
    faults
}

/// What figures name and nobody declares.
fn faults_of_names(study: &StudyFigures, sources: &[Sources], declared: &Declared) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources {
        let named = [
            ("of", &source.calls, &declared.call),
            ("each", &source.parameters, &declared.parameter),
            ("y", &source.counts, &declared.count),
        ];
        for (key, names, known) in named {
            for name in names.iter().filter(|name| !known.contains(*name)) {
                let place = study.place(&source.figure, key);
                faults.push(format!(
                    "{place}: figure {}: {name}: name what the study declares: {known:?}",
                    source.figure
                ));
            }
        }
        if let Some(curve) = &source.curve {
            let place = study.place(&source.figure, "curve");
            let is_known = declared
                .curve
                .iter()
                .any(|name| name.starts_with(curve.as_str()));
            if !is_known {
                let known = &declared.curve;
                faults.push(format!("{place}: curve = {curve}: name one of {known:?}"));
            }
        }
    }
    faults
}

/// What is declared, on no figure, and listed nowhere; and what is listed for nothing.
fn faults_of_data(study: &StudyFigures, sources: &[Sources], declared: &Declared) -> Vec<String> {
    let is_timed = |call: &String| {
        let mut timed = sources.iter().filter(|source| source.times);
        timed.any(|source| source.calls.contains(call))
    };
    let is_curve = |curve: &String| {
        let mut shown = sources.iter().filter_map(|source| source.curve.as_ref());
        shown.any(|start| curve.starts_with(start.as_str()))
    };
    let is_trace = |trace: &String| {
        let mut traced = sources.iter().filter(|source| source.traces);
        traced.any(|source| source.serial || !trace.starts_with("serial "))
    };
    let [calls, curves, traces] = study.not_drawn();
    let told = |kind, declared: &BTreeSet<String>, is_drawn: &dyn Fn(&String) -> bool, listed| {
        faults_of_kind(&study.name, kind, declared, is_drawn, listed)
    };
    [
        told("call", &declared.timed, &is_timed, calls),
        told("curve", &declared.curve, &is_curve, curves),
        told("trace", &declared.trace, &is_trace, traces),
    ]
    .concat()
}

fn faults_of_kind(
    study: &str,
    kind: &str,
    declared: &BTreeSet<String>,
    is_drawn: &dyn Fn(&String) -> bool,
    listed: Vec<&str>,
) -> Vec<String> {
    let missing = declared.iter().filter(|one| !is_drawn(one));
    let missing: Vec<&str> = missing.map(String::as_str).collect();
    let unlisted = missing.iter().filter(|one| !listed.contains(one));
    let unlisted = unlisted
        .map(|one| format!("{study}: {kind} {one} is on no figure: say in [not_drawn.{kind}] why"));
    let needless = listed.iter().filter(|one| !missing.contains(one));
    let needless = needless.map(|one| {
        format!("{study}: not_drawn.{kind} = {one}: it is on a figure, or not declared")
    });
    unlisted.chain(needless).collect()
}

#[test]
fn every_claim_has_a_figure_and_every_datum_is_shown_or_left_out_for_a_reason() {
    let mut faults = Vec::new();
    for (name, binary) in words::studies() {
        let study = studies::all().iter().find(|study| study.name == name);
        let study = study.unwrap_or_else(|| panic!("{name} has no study.toml"));
        let (sources, declared) = (study.sources(), Declared::of(&name, &binary));
        faults.extend(faults_of_claims(study, &sources, &claims(&name)));
        faults.extend(faults_of_names(study, &sources, &declared));
        faults.extend(faults_of_data(study, &sources, &declared));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
