//! Charts over workers of a contender that was tried with few numbers of them.

use lab_measure::record::Cell;
use lab_report::render;

use crate::synthetic;
use crate::synthetic::html::pages;

/// The wide picture of hashing, where this contender was tried with these workers only.
fn tried_with(contender: &str, workers: &[u64]) -> String {
    let mut site = synthetic::scaling_site();
    let record = &mut site.records[0];
    let is_other = |cell: &Cell| {
        let tried = cell.param("workers");
        cell.contender == contender
            && cell.call == "hash"
            && tried.is_some_and(|tried| !workers.contains(&tried))
    };
    let others: Vec<u32> = (0..)
        .zip(&record.cells)
        .filter(|(_, cell)| is_other(cell))
        .map(|(index, _)| index)
        .collect();
    record
        .samples
        .retain(|sample| !others.contains(&sample.cell));
    let folder = tempfile::tempdir().expect("a folder");
    render(&site, folder.path()).expect("a site");
    let page = &pages(folder.path())["p6_io_vs_cpu.html"];
    let (_, rest) = page
        .split_once(" id=\"p6-io-vs-cpu-workers-hash\"")
        .expect("the figure");
    let (wide, _) = rest.split_once("class=\"narrow\"").expect("two renditions");
    wide.to_owned()
}

/// Markers of rayon, and how many of them its line joins.
fn markers_and_joined(picture: &str) -> (usize, usize) {
    let markers = picture.matches("<title>rayon, ").count();
    let first = picture.find("<title>rayon, ").expect("a marker");
    let start = picture[..first].rfind("<g class=\"series ");
    let group = &picture[start.expect("its group")..first];
    let line = group.split("<path d=\"M").nth(1).unwrap_or_default();
    let line = line.split('"').next().unwrap_or_default();
    (markers, line.split('L').count())
}

#[test]
fn a_series_of_two_points_is_drawn() {
    let picture = tried_with("rayon", &[1, 2]);
    assert!(picture.contains("<title>rayon, "), "it is left out");
    assert_eq!(markers_and_joined(&picture), (2, 2));
}

#[test]
fn no_line_is_drawn_over_numbers_of_workers_that_only_others_were_tried_with() {
    let joined = |workers: &[u64]| markers_and_joined(&tried_with("rayon", workers));
    assert_eq!(joined(&[1, 2, 4]), (3, 3));
    assert_eq!(joined(&[1, 2, 8]), (3, 3), "two steps of the axis");
    assert_eq!(joined(&[1, 2, 64]), (3, 2), "2 and 64 are far apart");
}

#[test]
fn the_figure_counts_workloads_as_the_sentence_on_each_of_them_judges() {
    let mut site = synthetic::scaling_site();
    let record = &mut site.records[0];
    let is_it = |cell: &Cell| {
        cell.contender == "lap-pool" && cell.call == "cpu" && cell.param("workers") == Some(64)
    };
    let cell = record.cells.iter().position(is_it).expect("a cell") as u32;
    // A third of the processes have their best there: their mean still lies elsewhere.
    let torn =
        |sample: &&mut lab_measure::record::Sample| sample.cell == cell && sample.process < 5;
    for sample in record.samples.iter_mut().filter(torn) {
        sample.wall_ns = sample.wall_ns * 9 / 10;
    }
    let folder = tempfile::tempdir().expect("a folder");
    render(&site, folder.path()).expect("a site");
    let page = &pages(folder.path())["p6_io_vs_cpu.html"];
    let (_, law) = page
        .split_once(" id=\"p6-io-vs-cpu-law\"")
        .expect("the figure");
    let counted = |before: &str| -> usize {
        let rest = law.split(before).skip(1);
        let number = |rest: &str| rest.split([' ', ',']).next()?.parse::<usize>().ok();
        rest.filter_map(number).sum()
    };
    let said = |words: &str| page.matches(words).count();
    assert!(page.contains("neither confirms nor refutes the formula"));
    let near = said("Every process is within a factor of 2 of the formula.");
    let far = said("Every process needed less than half") + said("Every process needed more than");
    assert!(near > 0 && far > 0);
    assert_eq!(counted("of Goetz’s formula in "), near);
    assert_eq!(counted("farther from it in "), far);
}
