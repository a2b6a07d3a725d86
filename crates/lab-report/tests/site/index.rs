//! The index: what to do at a glance, why, and where every sentence of the article went.

use lab_report::text::rule;
use lab_report::{Judged, Site, render};
use lab_verdict::answer::{Answer, Outcome};

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

fn c11_of_lap_pool(site: &Site) -> Judged<'_> {
    let is_it = |one: &Judged<'_>| one.claim.id == "C11" && one.verdict.contender == "lap-pool";
    site.judged().into_iter().find(is_it).unwrap()
}

#[test]
fn beneath_the_answers_stands_what_the_rule_asks_for() {
    let site = synthetic::site();
    let asked = |id: &str| {
        let claim = site.claims.claim.iter().find(|claim| claim.id == id);
        rule(claim.unwrap(), "lap-pool")
    };
    assert!(
        asked("C11").starts_with("Holds if imap takes at most as long as map; fails if it takes at least 1.5 times as long."),
        "{}",
        asked("C11")
    );
    assert!(
        asked("C12").starts_with("Holds if imap has taken at most 5 % of the inputs"),
        "{}",
        asked("C12")
    );
    let page = index(&site);
    assert!(page.contains("<p class=\"why\">Holds if imap takes at most as long as map; fails"));
}

#[test]
fn what_depends_is_said_with_a_case_each_way_and_the_number_of_each() {
    let site = synthetic::site();
    let mut one = c11_of_lap_pool(&site);
    for (regime, outcome) in (one.verdict.regimes.iter_mut()).zip([Outcome::Fails, Outcome::Holds])
    {
        regime.tests[0].outcome = outcome.clone();
        regime.outcome = outcome;
    }
    one.verdict.answer = Answer::DependsOn("grain_ns".into());
    let [holds, fails] = &one.told().numbers()[..] else {
        panic!("two numbers")
    };
    assert_eq!((holds.mark, fails.mark), (Some("✓"), Some("✕")));
    let (holds, fails) = (holds.to_string(), fails.to_string());
    assert!(holds.ends_with(" (tasks of 100 µs)"), "{holds}");
    assert!(
        fails.starts_with("✕ imap took 17.6 times as long as map ["),
        "{fails}"
    );
    assert!(fails.ends_with(" (empty tasks)"), "{fails}");
    let findings = one.told().findings();
    let marks: Vec<_> = findings.iter().map(|finding| finding.mark).collect();
    assert_eq!(
        marks,
        [Some("✓"), Some("✕")],
        "in this order, whatever the rule's is"
    );
}

#[test]
fn advice_what_not_to_do_is_turned_where_it_does_not_hold() {
    let mut site = synthetic::scaling_site();
    let claim = site.claims.claim.iter_mut().find(|claim| claim.id == "C26");
    claim.unwrap().advice = "Do not use it for tasks that compute.".into();
    let page = index(&site);
    let glance = section(&page, "glance");
    let row = glance
        .split("<tr")
        .find(|row| row.contains(">Drop<"))
        .unwrap();
    assert!(row.contains("Fine for computing in Rust"), "{row}");
    assert!(
        !row.contains("Do not use it for tasks that compute"),
        "{row}"
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
    let line = "beside an answer is its 99\u{a0}% interval; charts draw 95\u{a0}% intervals, those of targets the ones that were judged.";
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
