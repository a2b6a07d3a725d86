//! Series that are longer than anybody reads.

use std::fs;

use lab_report::render;

use crate::synthetic;
use crate::synthetic::html::pages;

/// So many points are as many for a picture as a million.
const POINTS: u64 = 50_000;

#[test]
fn a_long_series_is_whole_in_its_csv_and_thinned_on_its_page_which_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = synthetic::with_a_long_series(POINTS);
    render(&site, folder.path()).expect("a site");
    let csv = fs::read_to_string(folder.path().join("data/p2-map-vs-imap-pulled.csv"));
    let rows = csv.expect("a table").lines().count();
    assert!(rows > POINTS as usize, "{rows} rows");

    let lesson = &pages(folder.path())["p2_map_vs_imap.html"];
    let (_, figure) = lesson
        .split_once("id=\"p2-map-vs-imap-pulled\"")
        .expect("a figure");
    let (figure, _) = figure.split_once("</figure>").expect("figures end");
    let on_page = figure.matches("<tr>").count();
    assert!((1_000..2_100).contains(&on_page), "{on_page} rows");
    assert!(figure.contains("the CSV has all "), "nothing says so");
    assert!(figure.contains("49,999"), "the last row");
}

#[test]
fn a_picture_is_no_larger_for_a_longer_series() {
    let size = |points: u64| {
        let folder = tempfile::tempdir().expect("a folder");
        let site = synthetic::with_a_long_series(points);
        render(&site, folder.path()).expect("a site");
        let picture = folder.path().join("charts/p2-map-vs-imap-pulled.svg");
        fs::metadata(picture).expect("a picture").len()
    };
    let (short, long) = (size(POINTS / 2), size(POINTS));
    assert!(long < short + short / 20, "{short} and {long} bytes");
    assert!(long < 200_000, "{long} bytes");
}
