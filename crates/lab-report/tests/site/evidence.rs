//! What an answer is said to rest on: nothing, where it rests on nothing.

use lab_measure::record::Mode;
use lab_report::{Judged, Site, closing_line, render};
use lab_verdict::answer::{Answer, Reason};
use lab_verdict::claims::Evidence;

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

/// The stamps of the index and the heads of the answers on a lesson that name this subject.
fn stamped(site: &Site, claim: &str, contender: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    render(site, folder.path()).expect("a site");
    let judged = site.judged();
    let is_it = |one: &&Judged<'_>| one.claim.id == claim && one.verdict.contender == contender;
    let anchor = judged.iter().find(is_it).expect("it is judged").anchor();
    let pages = pages(folder.path());
    let of_page = |page: &String| {
        let stamps = page.split("class=\"stamp ").skip(1);
        let stamps = stamps.filter_map(|rest| rest.split("</a>").next());
        let stamp = stamps
            .filter(|stamp| stamp.contains(&format!("#{anchor}\"")))
            .map(str::to_owned);
        let card = page.split("class=\"answer ").skip(1);
        let card = card.filter_map(|rest| rest.split("</h3>").next());
        let card = card
            .filter(|card| card.contains(&format!("id=\"{anchor}\"")))
            .map(str::to_owned);
        stamp.chain(card).collect::<Vec<_>>()
    };
    pages.values().flat_map(of_page).collect()
}

#[test]
fn an_answer_that_does_not_apply_rests_on_nothing() {
    let site = synthetic::site();
    let judged = site.judged();
    let is_it = |one: &&Judged<'_>| matches!(one.verdict.answer, Answer::DoesNotApply(_));
    let one = judged
        .iter()
        .find(is_it)
        .expect("a claim without a meaning");
    assert_eq!(one.told().evidence(), None);
    assert_eq!(closing_line(&one.told()).evidence, "–");
    let stamps = stamped(&site, &one.claim.id, &one.verdict.contender);
    assert!(stamps.len() >= 2, "on the index and on its lesson");
    for stamp in stamps {
        assert!(stamp.contains("does not apply"), "{stamp}");
        assert!(!stamp.contains("class=\"ev\""), "{stamp}");
        assert!(!stamp.contains("recorded"), "{stamp}");
    }
}

#[test]
fn an_open_answer_without_a_figure_rests_on_nothing_and_one_with_a_figure_on_it() {
    let site = synthetic::site();
    let judged = site.judged();
    let is_without = |one: &&Judged<'_>| {
        let answer = &one.verdict.answer;
        matches!(answer, Answer::CantTellHere(reasons) if matches!(reasons[0], Reason::NoData(_)))
    };
    let one = judged.iter().find(is_without).expect("nothing to go by");
    assert_eq!(one.told().evidence(), None);
    for stamp in stamped(&site, &one.claim.id, &one.verdict.contender) {
        assert!(!stamp.contains("class=\"ev\""), "{stamp}");
    }
    let quick = synthetic::assemble(Mode::Quick, vec![synthetic::p2(Mode::Quick)]);
    let judged = quick.judged();
    let is_quick = |one: &&Judged<'_>| {
        let answer = &one.verdict.answer;
        matches!(answer, Answer::CantTellHere(reasons) if reasons[0] == Reason::QuickMode)
    };
    let one = judged.iter().find(is_quick).expect("a time of a quick run");
    assert_eq!(one.told().evidence(), Some(Evidence::Measured));
}

#[test]
fn advice_that_is_not_needed_rests_on_what_showed_that() {
    let mut site = synthetic::site();
    let judged = site.judged();
    let is_it = |one: &&Judged<'_>| {
        one.verdict.contender == "lap-pool" && one.verdict.answer == Answer::DoesNotHold
    };
    let failing = judged.iter().find(is_it).expect("it does not hold");
    let (id, evidence) = (failing.claim.id.clone(), failing.verdict.evidence);
    for claim in &mut site.claims.claim {
        if claim.id == id {
            claim.not_needed_for = vec!["lap-pool".into()];
        }
    }
    let stamps = stamped(&site, &id, "lap-pool");
    for stamp in &stamps {
        assert!(stamp.contains("not needed"), "{stamp}");
        let told = texts(stamp, "class=\"ev\">", "</span>");
        assert_eq!(told, [lab_report::draw::evidence_words(evidence)]);
    }
    assert!(stamps.len() >= 2);
}
