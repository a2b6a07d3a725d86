//! The index: what to do at a glance, why, and where every sentence of the article went.

use lab_report::names::count_words;
use lab_report::sentence::why::why;
use lab_report::{Judged, Site, render};
use lab_verdict::answer::{Answer, Outcome, RegimeOutcome};

use crate::synthetic;
use crate::synthetic::html::{attribute, pages, texts};

fn index(site: &Site) -> String {
    let folder = tempfile::tempdir().unwrap();
    render(site, folder.path()).unwrap();
    pages(folder.path()).remove("index.html").unwrap()
}

/// The part of a page from its heading to the next section.
fn section<'p>(page: &'p str, anchor: &str) -> &'p str {
    let start = page.find(&format!("aria-labelledby=\"{anchor}\"")).unwrap();
    let rest = &page[start..];
    &rest[..rest.find("</section>").unwrap()]
}

#[test]
fn every_answer_stands_once_at_a_glance_in_the_row_of_what_to_do() {
    let site = synthetic::site();
    let page = index(&site);
    let glance = section(&page, "glance");
    let judged = site.judged();
    for one in &judged {
        let anchor = format!("#{}\"", one.anchor());
        assert_eq!(glance.matches(&anchor).count(), 1, "{anchor}");
        let row = glance
            .split("<tr")
            .find(|row| row.contains(&anchor))
            .unwrap();
        let words = match one.verdict.answer {
            _ if one.verdict.not_needed => ">Not needed<",
            Answer::Holds => ">Keep<",
            Answer::DoesNotHold => ">Drop<",
            Answer::DependsOn(_) => ">It depends<",
            Answer::TooSmallToMatter => ">No matter<",
            Answer::DoesNotApply(_) => ">Does not apply<",
            Answer::CantTellHere(_) => ">Can’t tell here<",
        };
        assert!(row.contains(words), "{anchor} is not under {words}");
    }
    assert!(judged.len() > 8);
    assert!(
        glance.contains(": no data: python3 was not found"),
        "why nothing can be told is said: {glance}"
    );
}

#[test]
fn a_neighbour_that_was_started_on_purpose_is_told_beside_the_noise() {
    let mut site = synthetic::site();
    assert!(!index(&site).contains("neighbour"));
    site.manifest.as_mut().unwrap().neighbour_threads = Some(2);
    let page = index(&site);
    let noise = texts(&page, "<dt>Noise</dt>", "</dd>").concat();
    assert!(
        noise.contains("a busy neighbour of 2 threads was started"),
        "{noise}"
    );
}

#[test]
fn the_glance_stands_before_the_lanes_and_the_lanes_before_the_practices() {
    let page = index(&synthetic::site());
    let at = |anchor: &str| page.find(&format!("id=\"{anchor}\"")).unwrap();
    assert!(at("glance") < at("whole") && at("whole") < at("p1") && at("p6") < at("sentences"));
}

fn reason(site: &Site, claim: &str) -> String {
    let judged = site.judged();
    let both: Vec<&Judged<'_>> = judged.iter().filter(|one| one.claim.id == claim).collect();
    why(&both).unwrap()
}

#[test]
fn a_reason_says_what_is_asked_and_who_reaches_it() {
    let site = synthetic::site();
    assert_eq!(
        reason(&site, "C11"),
        "With empty tasks it holds where imap takes at most 0.952 times as long as map: for CPython it does not; for lap-pool it does not. With tasks of 100 µs it holds where imap takes at most 0.9 times as long as map: for CPython it lies between yes and no; for lap-pool it lies between yes and no."
    );
    assert_eq!(
        reason(&site, "C12"),
        "It holds with at most 500 of 10,000 inputs pulled after one result (imap): for CPython it does not; for lap-pool it does."
    );
    assert_eq!(
        reason(&site, "C19"),
        "It holds where imap comes to at most 0.5 times map (allocated at most): for CPython it does not; for lap-pool it does."
    );
}

fn c11_of_lap_pool(site: &Site) -> Judged<'_> {
    let is_it = |one: &Judged<'_>| one.claim.id == "C11" && one.verdict.contender == "lap-pool";
    site.judged().into_iter().find(is_it).unwrap()
}

/// Lap-pool's C11 with one yardstick for both cases.
fn by_one_yardstick(site: &Site) -> Judged<'_> {
    let mut one = c11_of_lap_pool(site);
    let asked = one.verdict.regimes[0].tests[0].holds_if;
    one.verdict.regimes[1].tests[0].holds_if = asked;
    one
}

/// A case whose first test decides.
fn comes_out(regime: &mut RegimeOutcome, outcome: Outcome) {
    regime.tests[0].outcome = outcome.clone();
    regime.outcome = outcome;
}

#[test]
fn what_depends_is_said_with_a_case_each_way() {
    let site = synthetic::site();
    let mut one = by_one_yardstick(&site);
    comes_out(&mut one.verdict.regimes[1], Outcome::Holds);
    one.verdict.answer = Answer::DependsOn("grain_ns".into());
    let reason = why(&[&one]).unwrap();
    assert!(
        reason.ends_with(": for lap-pool with tasks of 100 µs, not with empty tasks."),
        "{reason}"
    );
}

#[test]
fn a_threshold_is_said_of_no_case_that_another_test_decides() {
    let site = synthetic::site();
    let mut one = c11_of_lap_pool(&site);
    one.verdict.regimes[1].tests[0].holds_if.at_most = Some(0.5);
    assert_eq!(
        why(&[&one]).unwrap(),
        "With empty tasks it holds where imap takes at most 0.952 times as long as map: for lap-pool it does not. With tasks of 100 µs it holds where imap takes at most 0.5 times as long as map: for lap-pool it lies between yes and no."
    );
    let mut third = one.verdict.regimes[0].clone();
    third.name = "tasks of 1 ms".into();
    third.tests[0].of = "map_async".into();
    comes_out(&mut third, Outcome::Holds);
    one.verdict.regimes.push(third);
    assert_eq!(
        why(&[&one]).unwrap(),
        "For lap-pool it holds in 1 of 3 cases, with tasks of 1 ms. Several tests decide: see the lesson."
    );
}

#[test]
fn two_subjects_that_fail_by_different_tests_share_no_threshold() {
    let site = synthetic::site();
    let one = c11_of_lap_pool(&site);
    let mut other = one.clone();
    other.verdict.contender = "cpython".into();
    for regime in &mut other.verdict.regimes {
        let mut counted = regime.tests[0].clone();
        counted.metric = "count:peak_live_items".into();
        counted.outcome = regime.outcome.clone();
        regime.tests[0].outcome = Outcome::Holds;
        regime.tests.push(counted);
    }
    assert_eq!(
        why(&[&other, &one]).unwrap(),
        "For CPython it holds in none of 2 cases; for lap-pool it holds in none of 2 cases. Several tests decide: see the lesson."
    );
}

#[test]
fn cases_that_begin_alike_are_told_apart() {
    let site = synthetic::site();
    let mut one = by_one_yardstick(&site);
    one.verdict.regimes[0].name = "ten tasks, one raises".into();
    one.verdict.regimes[1].name = "ten tasks, one returns its error".into();
    comes_out(&mut one.verdict.regimes[1], Outcome::Holds);
    one.verdict.answer = Answer::DependsOn("grain_ns".into());
    let reason = why(&[&one]).unwrap();
    assert!(
        reason.ends_with("with ten tasks, one returns its error, not with ten tasks, one raises."),
        "{reason}"
    );
}

#[test]
fn a_stamp_on_the_index_has_one_number() {
    let page = index(&synthetic::site());
    for stamp in texts(&page, "<span class=\"num\">", "</span>") {
        assert!(!stamp.is_empty());
    }
    for stamp in page.split("<span class=\"num\">").skip(1) {
        let number = stamp.split("</span>").next().unwrap();
        assert!(number.matches("<b>").count() <= 1, "{number}");
    }
}

#[test]
fn every_sentence_of_the_map_is_listed_with_its_claims_or_its_reason() {
    let site = synthetic::site();
    let page = index(&site);
    let listed = section(&page, "sentences");
    assert!(listed.contains("6 sentences"), "{listed}");
    assert!(listed.contains("2 are judged by 3 claims, 4 say nothing"));
    let links = attribute(listed, "href");
    assert_eq!(
        links,
        ["c11", "c12", "c19"].map(|claim| format!("p2_map_vs_imap.html#{claim}"))
    );
    assert!(listed.contains("1 to 3") && listed.contains("not judged: a greeting"));
}

#[test]
fn one_of_a_thing_is_said_in_the_singular() {
    let words = count_words("statements");
    assert_eq!(
        words.singular(&words.heading, 1),
        "statement beside the work"
    );
    assert_eq!(
        words.singular(&words.heading, 5),
        "statements beside the work"
    );
    let bytes = count_words("peak_alloc_bytes");
    assert_eq!(bytes.singular(&bytes.heading, 1), bytes.heading);
}

/// A stamp that is a bare number says nothing: "0" of what?
#[test]
fn a_narrow_page_keeps_the_words_of_a_stamp() {
    let page = index(&synthetic::site());
    assert!(!page.contains("font-size:0"));
    let narrow = page.find("@media (max-width:480px)").unwrap();
    let narrow = page[narrow..].lines().next().unwrap();
    assert!(narrow.contains(".stamps{grid-template-columns:minmax(0,1fr)"));
}

#[test]
fn the_level_of_the_intervals_stands_above_the_answers() {
    let mut site = synthetic::site();
    let page = index(&site);
    let line = "beside an answer is its 99\u{a0}% interval; charts draw 95\u{a0}% intervals.";
    let place = page.find(line).expect("the level is told");
    assert!(place < page.find("class=\"stamps\"").unwrap());
    site.claims.claim.clear();
    assert!(!index(&site).contains("charts draw"));
}

/// The noise test precedes the run; what its own controls found is another figure, and both say which they are.
#[test]
fn noise_before_the_run_is_not_the_noise_within_it() {
    let mut site = synthetic::site();
    let page = index(&site);
    assert!(
        page.contains(
            "in the noise test before the run identical code differed by up to 2.1\u{a0}%"
        )
    );
    let within = "; in 1 null control within the run it took ";
    let start = page.find(within).expect("the control is told") + within.len();
    let said = &page[start..start + 80];
    assert!(
        said.contains("\u{a0}times as long (95\u{a0}% interval, the widest)"),
        "{said}"
    );
    for experiment in site.claims.experiment.values_mut() {
        experiment.control.clear();
    }
    assert!(!index(&site).contains("within the run it took"));
}
