//! What a hollow point means: other programs were busy in more than half of the rounds in which its cell was timed.

use lab_measure::record::Record;
use lab_report::{Site, render};

use crate::synthetic;
use crate::synthetic::html::pages;

/// Makes the rounds of these processes busy, and all others quiet.
fn disturb(record: &mut Record, is_disturbed: impl Fn(u32) -> bool) {
    for round in &mut record.rounds {
        let busy = if is_disturbed(round.process) {
            0.6
        } else {
            0.0
        };
        round.foreign_cores = Some(busy);
    }
}

/// Keeps of a contender only the samples of these processes.
fn only_timed_in(record: &mut Record, contender: &str, is_kept: impl Fn(u32) -> bool) {
    let cells: Vec<u32> = (0..)
        .zip(&record.cells)
        .filter(|(_, cell)| cell.contender == contender)
        .map(|(index, _)| index)
        .collect();
    let samples = &mut record.samples;
    samples.retain(|sample| !cells.contains(&sample.cell) || is_kept(sample.process));
}

/// The tips of all timed points on all pages: of those drawn hollow, and of the others.
fn tips(site: &Site) -> (Vec<String>, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    render(site, folder.path()).expect("a site");
    let all: String = pages(folder.path()).into_values().collect();
    let marks = all.split("class=\"mark\"").skip(1);
    let tips = marks.filter_map(|mark| {
        let (_, tip) = mark.split_once("<title>")?;
        Some(tip.split_once("</title>")?.0.to_owned())
    });
    let timed = tips.filter(|tip| tip.contains("(95 %"));
    timed.partition(|tip| tip.contains("other programs were busy"))
}

/// The points of a contender whose name begins no other's: `rayon: 7 ns`, `rayon, 1: 12,000/s`, `rayon map, 100: ...`.
fn of<'t>(tips: &'t [String], who: &str) -> Vec<&'t String> {
    let is_of = |tip: &&String| {
        let rest = tip.strip_prefix(who).unwrap_or("-");
        let rest = rest.strip_prefix(", ").unwrap_or(rest);
        rest.starts_with(|c: char| c.is_ascii_digit() || c == ':' || c == ' ')
    };
    tips.iter().filter(is_of).collect()
}

/// The site whose records are changed alike.
fn changed(mut site: Site, change: impl Fn(&mut Record)) -> Site {
    site.records.iter_mut().for_each(change);
    site
}

#[test]
fn a_point_is_hollow_for_its_own_rounds_and_for_no_others() {
    for site in [synthetic::site, synthetic::scaling_site] {
        // Ten of fifteen processes are disturbed, and rayon was timed in the other five alone.
        let site = changed(site(), |record| {
            disturb(record, |process| process >= 5);
            only_timed_in(record, "rayon", |process| process < 5);
        });
        let (hollow, clean) = tips(&site);
        assert!(!of(&clean, "rayon").is_empty());
        assert_eq!(of(&hollow, "rayon"), Vec::<&String>::new());
        assert!(!of(&hollow, "lap-pool").is_empty());
        assert_eq!(of(&clean, "lap-pool"), Vec::<&String>::new());
    }
}

#[test]
fn a_point_in_a_quiet_record_is_hollow_where_its_own_rounds_were_not_quiet() {
    for site in [synthetic::site, synthetic::scaling_site] {
        // Four of fifteen processes are disturbed, and lap-pool was timed in these and three others.
        let site = changed(site(), |record| {
            disturb(record, |process| process < 4);
            only_timed_in(record, "lap-pool", |process| process < 7);
        });
        let (hollow, clean) = tips(&site);
        assert!(!of(&hollow, "lap-pool").is_empty());
        assert_eq!(of(&clean, "lap-pool"), Vec::<&String>::new());
        assert!(!of(&clean, "rayon").is_empty());
        assert_eq!(of(&hollow, "rayon"), Vec::<&String>::new());
    }
}

#[test]
fn legend_and_description_say_whose_rounds_were_disturbed() {
    let site = changed(synthetic::scaling_site(), |record| {
        disturb(record, |_| true)
    });
    let folder = tempfile::tempdir().expect("a folder");
    render(&site, folder.path()).expect("a site");
    let page = pages(folder.path())["p6_io_vs_cpu.html"].clone();
    assert!(page.contains("hollow: other programs were busy in most of its rounds"));
    assert!(page.contains(
        "Hollow: other programs were busy in more than half of the rounds in which its cell was timed."
    ));
    let quiet = changed(synthetic::scaling_site(), |record| {
        disturb(record, |_| false)
    });
    render(&quiet, folder.path()).expect("a site");
    let page = pages(folder.path())["p6_io_vs_cpu.html"].to_lowercase();
    assert!(!page.contains("hollow"));
}
