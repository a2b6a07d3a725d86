//! Lessons are told apart: a practice may have several experiments, an experiment may judge another practice's advice.

use std::collections::BTreeSet;

use lab_measure::record::Mode;
use lab_report::{Site, render};

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

/// A second experiment of the practice, with a claim of its own.
fn two_parts(title: &str) -> Site {
    let mut second = synthetic::p2(Mode::Default);
    second.experiment = "p2_map_loop".into();
    let mut site = synthetic::assemble(Mode::Default, vec![synthetic::p2(Mode::Default), second]);
    let mut rule = site.claims.experiment["p2_map_vs_imap"].clone();
    rule.title = title.into();
    site.claims.experiment.insert("p2_map_loop".into(), rule);
    let mut claim = site.claims.claim[0].clone();
    claim.id = "C6".into();
    claim.experiment = "p2_map_loop".into();
    site.claims.claim.push(claim);
    site
}

fn titles(site: &Site) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    render(site, folder.path()).unwrap();
    pages(folder.path())
        .values()
        .filter_map(|page| texts(page, "<title>", "</title>").into_iter().next())
        .collect()
}

#[test]
fn no_two_pages_have_one_title() {
    for title in [
        "a loop made concurrent: time per task",
        "the same tasks through map and imap: time, memory, inputs read ahead, and the wait for the first result",
    ] {
        let titles = titles(&two_parts(title));
        let different: BTreeSet<&String> = titles.iter().collect();
        assert_eq!(different.len(), titles.len(), "{titles:#?}");
    }
}

#[test]
fn the_parts_of_a_practice_name_and_link_each_other() {
    let site = two_parts("a loop made concurrent: time per task");
    let folder = tempfile::tempdir().unwrap();
    render(&site, folder.path()).unwrap();
    let pages = pages(folder.path());
    let first = &pages["p2_map_loop.html"];
    let heading = "Use map for a concurrent for-loop: a loop made concurrent";
    assert_eq!(texts(first, "<h1>", "</h1>"), [heading]);
    assert!(texts(first, "<p class=\"kicker\">", "</p>")[0].starts_with("Practice 2a · "));
    assert!(texts(first, "<p class=\"lede\">", "</p>")[0].starts_with("Time per task."));
    let parts = texts(first, "<ul class=\"parts\">", "</ul>").concat();
    assert!(parts.contains("Practice 2b: Use map"), "{parts}");
    let bar = texts(first, "<nav class=\"bar\"", "</nav>").concat();
    assert!(bar.contains("Practice2a2b"), "{bar}");
    assert!(pages["p2_map_vs_imap.html"].contains("href=\"p2_map_loop.html\""));
}

#[test]
fn advice_of_another_practice_says_whose_it_is() {
    let folder = tempfile::tempdir().unwrap();
    render(&synthetic::site(), folder.path()).unwrap();
    let lesson = &pages(folder.path())["p2_map_vs_imap.html"];
    // C10 belongs to practice 3 and is judged here.
    let notes: Vec<String> = texts(lesson, "<p class=\"sub\">", "</p>")
        .into_iter()
        .filter(|note| note.starts_with("Advice of practice"))
        .collect();
    assert_eq!(
        notes,
        [
            "Advice of practice 3, Use imap_unordered for a responsive program: this experiment judges it."
        ]
    );
}

#[test]
fn code_that_belongs_to_one_claim_stands_with_it_and_nowhere_else() {
    let mut site = synthetic::site();
    let title = site.records[0].code[0].title.clone();
    let other = site.records[0].code[1].title.clone();
    site.records[0].code[0].title = format!("lap-pool: {title}");
    site.claims.claim[1].code = vec![title.clone()];
    let folder = tempfile::tempdir().unwrap();
    render(&site, folder.path()).unwrap();
    let lesson = &pages(folder.path())["p2_map_vs_imap.html"];
    assert_eq!(lesson.matches(&format!(">lap-pool: {title}<")).count(), 1);
    let (before, after) = lesson.split_once("<h2 id=\"c12\">").unwrap();
    assert!(!before.contains(&title) && before.contains(&other));
    assert!(after.split("</section>").next().unwrap().contains(&title));
}
