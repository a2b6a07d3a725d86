//! Who is told from whom on a chart, and how: colour by family, marker by call or relative, dash and filling by evidence.

use std::collections::BTreeMap;

use lab_measure::record::{Mode, Record};
use lab_report::{Site, render};

use crate::synthetic;
use crate::synthetic::html::pages;
use crate::workers::{lesson, picture, with_another_interpreter};

/// Of each series of a picture its name and the class of its group: `("rayon", "c2 measured")`.
fn series(picture: &str) -> BTreeMap<String, String> {
    let groups = picture.split("<g class=\"series ").skip(1);
    let told = groups.filter_map(|group| {
        let (class, rest) = group.split_once('"')?;
        let (_, tip) = rest.split_once("<title>")?;
        // A tip begins with the name, and no value that follows has a comma and a space before its colon.
        let (name, _) = tip.split_once(": ")?;
        let (name, _) = name.rsplit_once(", ")?;
        Some((name.to_owned(), class.to_owned()))
    });
    told.collect()
}

/// The page of an experiment of a site.
fn page(site: &Site, experiment: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    render(site, folder.path()).expect("a site");
    pages(folder.path())
        .remove(&format!("{experiment}.html"))
        .expect("its page")
}

/// Both subjects of `p2`, measured here.
fn both_subjects() -> Site {
    let mut record = synthetic::p2(Mode::Default);
    let CellsOf(cells, mut samples, mut series) = CellsOf::of(&synthetic::cpython());
    let first = record.cells.len() as u32;
    record.cells.extend(cells);
    for sample in &mut samples {
        sample.cell += first;
    }
    for one in &mut series {
        one.cell += first;
    }
    record.samples.extend(samples);
    record.series.extend(series);
    record.absent.clear();
    synthetic::assemble(Mode::Default, vec![record])
}

/// Cells with what was found of them.
struct CellsOf(
    Vec<lab_measure::record::Cell>,
    Vec<lab_measure::record::Sample>,
    Vec<lab_measure::record::Series>,
);

impl CellsOf {
    fn of(record: &Record) -> Self {
        Self(
            record.cells.clone(),
            record.samples.clone(),
            record.series.clone(),
        )
    }
}

#[test]
fn a_second_interpreter_hides_nobody_and_who_has_no_room_is_named() {
    let page = lesson(&with_another_interpreter("off"));
    let picture = picture(&page, "p6-io-vs-cpu-workers-cpu");
    let drawn = series(picture);
    for name in [
        "lap-pool",
        "CPython",
        "CPython, second build",
        "rayon",
        "tokio, blocking",
    ] {
        assert!(drawn.contains_key(name), "{name} is not among {drawn:?}");
    }
    assert!(
        picture.contains(
            "Only in the table: lap-pool, workers only; Python model in Rust; std threads, a chunk each."
        ),
        "{picture}"
    );
}

#[test]
fn relatives_share_a_colour_have_markers_of_their_own_and_are_named_at_the_line() {
    let page = lesson(&with_another_interpreter("off"));
    let picture = picture(&page, "p6-io-vs-cpu-workers-cpu");
    let drawn = series(picture);
    let colour = |name: &str| drawn[name].split(' ').next().map(str::to_owned);
    assert_eq!(colour("CPython"), colour("CPython, second build"));
    for other in ["lap-pool", "rayon", "tokio, blocking"] {
        assert_ne!(colour("CPython"), colour(other), "{other}");
    }
    assert!(
        picture.contains(">CPython, second build</text>"),
        "at the line"
    );
    let (_, second) = picture
        .split_once("<title>CPython, second build, ")
        .expect("a marker");
    let (_, first) = picture.split_once("<title>CPython, 1: ").expect("a marker");
    assert_ne!(
        outline_before(picture, first),
        outline_before(picture, second)
    );
}

/// The marker whose tip ends where this rest of a picture begins, without its place.
fn outline_before(picture: &str, rest: &str) -> String {
    let before = &picture[..picture.len() - rest.len()];
    let (_, mark) = before.rsplit_once("class=\"mark\" d=\"").expect("a mark");
    let (path, _) = mark.split_once('"').expect("its path");
    path.chars().filter(char::is_ascii_alphabetic).collect()
}

#[test]
fn every_call_of_a_contender_is_drawn_in_its_colour() {
    let page = page(&both_subjects(), "p2_map_vs_imap");
    for id in ["p2-map-vs-imap-throughput-0", "p2-map-vs-imap-pulled"] {
        let drawn = series(picture(&page, id));
        let colour = |who: &str| {
            let of_it = drawn.iter().filter(|(name, _)| name.starts_with(who));
            let mut colours: Vec<&str> = of_it.map(|(_, class)| &class[..2]).collect();
            assert!(colours.len() > 1, "{who} in {id}: {drawn:?}");
            colours.dedup();
            colours.join(" ")
        };
        assert_eq!(colour("lap-pool"), "c0", "{id}");
        assert_eq!(colour("CPython"), "c1", "{id}");
    }
}

#[test]
fn a_contender_that_nobody_knows_is_neutral_and_drawn_all_the_same() {
    let mut site = synthetic::scaling_site();
    for cell in &mut site.records[0].cells {
        match cell.contender.as_str() {
            "tokio" => cell.contender = "forkjoin".into(),
            "lap-pool workers only" | "std chunks" => cell.call = "elsewhere".into(),
            _ => {}
        }
    }
    let page = lesson(&site);
    let picture = picture(&page, "p6-io-vs-cpu-workers-sleep");
    let drawn = series(picture);
    assert_eq!(drawn["forkjoin"], "c7 measured", "{drawn:?}");
    assert_eq!(
        drawn
            .values()
            .filter(|class| class.starts_with("c7"))
            .count(),
        1
    );
}

#[test]
fn a_chart_of_few_leaves_nobody_out() {
    let mut site = synthetic::scaling_site();
    for cell in &mut site.records[0].cells {
        if ["lap-pool workers only", "std chunks", "tokio"].contains(&cell.contender.as_str()) {
            cell.call = "elsewhere".into();
        }
    }
    let page = lesson(&site);
    let picture = picture(&page, "p6-io-vs-cpu-workers-sleep");
    let drawn = series(picture);
    let names: Vec<&str> = drawn.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["CPython", "Python model in Rust", "lap-pool", "rayon"]
    );
    assert!(!picture.contains("Not on the picture"));
}
