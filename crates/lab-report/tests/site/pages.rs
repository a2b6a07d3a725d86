//! The rendered site: complete, self-contained, sound in itself.

use std::collections::BTreeSet;
use std::path::Path;

use lab_measure::record::{Absent, Excerpt, Mode};
use lab_report::{Site, render};
use tempfile::TempDir;

use crate::synthetic;
use crate::synthetic::html::{attribute, pages, texts, with_the_rest};

/// The invented site, rendered with its raw records beside it.
fn rendered(site: &Site) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    synthetic::write_run(site, &folder.path().join("runs/illustrative"));
    render(site, folder.path()).expect("the site renders");
    folder
}

#[test]
fn every_page_is_there_with_one_heading_one_main_part_and_unique_ids() {
    let folder = rendered(&synthetic::site());
    let pages = pages(folder.path());
    let names: Vec<&str> = pages.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "contenders.html",
            "data.html",
            "index.html",
            "machine.html",
            "p2_map_vs_imap-lanes.html",
            "p2_map_vs_imap-more.html",
            "p2_map_vs_imap.html"
        ]
    );
    for (name, page) in &pages {
        for (part, number) in [
            ("<h1", 1),
            ("<main", 1),
            ("<html lang=\"en\"", 1),
            ("class=\"skip\"", 1),
        ] {
            assert_eq!(page.matches(part).count(), number, "{part} in {name}");
        }
        let ids = attribute(page, "id");
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "ids in {name}");
    }
}

/// A browser takes the first and drops the other, and with it the look that the other stands for.
#[test]
fn no_element_has_two_classes_in_two_places() {
    let folder = rendered(&synthetic::site());
    for (name, page) in pages(folder.path()) {
        for tag in page.split('<').filter_map(|rest| rest.split('>').next()) {
            assert!(tag.matches(" class=\"").count() < 2, "<{tag}> in {name}");
        }
    }
}

#[test]
fn nothing_is_fetched_from_anywhere() {
    let site = synthetic::site();
    let folder = rendered(&site);
    for (name, page) in pages(folder.path()) {
        for forbidden in [
            "<script",
            "@import",
            "url(http",
            "<iframe",
            "<img",
            "src=",
            "<link rel=\"stylesheet",
        ] {
            assert!(!page.contains(forbidden), "{forbidden} in {name}");
        }
        for href in attribute(&page, "href") {
            let is_remote = href.contains("://");
            assert!(
                !is_remote || href == site.claims.article.address,
                "{href} in {name}"
            );
        }
    }
}

/// Thirty whole lines stand without scrolling; where more follow, a shade at the lower edge tells.
#[test]
fn a_long_listing_shows_that_it_goes_on() {
    let folder = rendered(&synthetic::site());
    let page = &pages(folder.path())["p2_map_vs_imap.html"];
    let rule = |start: &str| {
        let rest = &page[page.find(start).expect(start) + start.len()..];
        rest[..rest.find('}').unwrap()].to_owned()
    };
    let listing = rule(".listing pre{max-height:");
    assert!(listing.starts_with("calc(45em + 12px)"), "{listing}");
    assert!(listing.contains("no-repeat local,") && listing.ends_with("no-repeat scroll"));
    assert!(
        rule("pre{margin:0;").contains("font:13.5px/1.5 "),
        "30 lines are 45em"
    );
    assert!(page.contains("@media (max-width:760px){.listing pre{white-space:pre-wrap"));
}

#[test]
fn every_link_and_every_fragment_resolves() {
    let folder = rendered(&synthetic::site());
    let pages = pages(folder.path());
    for (name, page) in &pages {
        for href in attribute(page, "href") {
            if href.contains("://") || href.starts_with("data:") {
                continue;
            }
            let (file, fragment) = href.split_once('#').unwrap_or((&href, ""));
            let file = if file.is_empty() { name } else { file };
            assert!(folder.path().join(file).is_file(), "{href} in {name}");
            if !fragment.is_empty() {
                let ids = attribute(&pages[file], "id");
                assert!(ids.iter().any(|id| id == fragment), "{href} in {name}");
            }
        }
    }
}

#[test]
fn every_chart_has_a_table_a_csv_and_a_picture_of_its_own() {
    let folder = rendered(&synthetic::site());
    let mut charts = 0;
    for page in pages(folder.path()).values() {
        for figure in page
            .split("<figure class=\"picture")
            .skip(1)
            .chain(page.split("<figure class=\"lane").skip(1))
        {
            let figure = figure.split("</figure>").next().unwrap();
            let id = &attribute(figure, "id")[0];
            charts += 1;
            assert!(figure.contains("<table>"), "table of {id}");
            let has = |class: &str| figure.contains(&format!("class=\"{class}\""));
            assert!(has("both") || has("wide") && has("narrow"), "{id}");
            let csv =
                std::fs::read_to_string(folder.path().join(format!("data/{id}.csv"))).unwrap();
            assert!(csv.lines().count() > 1, "CSV of {id}");
            let svg =
                std::fs::read_to_string(folder.path().join(format!("charts/{id}.svg"))).unwrap();
            assert!(
                svg.starts_with("<svg") || svg.starts_with("<?xml"),
                "SVG of {id}"
            );
            assert!(
                !svg.contains("var(--"),
                "SVG of {id} needs a page's colours"
            );
        }
    }
    assert!(charts > 15, "{charts} charts");
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    let site = synthetic::site();
    let (one, two) = (rendered(&site), rendered(&site));
    let files = render(&site, one.path()).unwrap().files;
    let unique: BTreeSet<_> = files.iter().collect();
    assert_eq!(unique.len(), files.len(), "no file is written twice");
    for file in files {
        let read = |folder: &Path| std::fs::read(folder.join(&file)).unwrap();
        assert!(read(one.path()) == read(two.path()), "{}", file.display());
    }
}

#[test]
fn hostile_names_stay_words() {
    const HOSTILE: &str = "</title></style><script>alert(1)</script>\"'&";
    let mut site = synthetic::site();
    for record in &mut site.records {
        for cell in &mut record.cells {
            match cell.contender.as_str() {
                "channel" => cell.contender = HOSTILE.into(),
                "rayon inside" => cell.call = HOSTILE.into(),
                _ => {}
            }
        }
        record.environment.machine_class = HOSTILE.into();
        record.command = HOSTILE.into();
        record.absent.push(Absent::lacking(HOSTILE, HOSTILE));
        record.code.push(Excerpt {
            title: HOSTILE.into(),
            file: HOSTILE.into(),
            line: 1,
            language: "rust".into(),
            text: HOSTILE.into(),
        });
        for count in &mut record.counts {
            if count.name == "peak_rss_bytes" {
                count.name = HOSTILE.into();
            }
        }
    }
    site.claims.article.title = HOSTILE.into();
    site.claims.practice[3].title = HOSTILE.into();
    site.claims.claim[0].advice = HOSTILE.into();
    site.missing[0].what = HOSTILE.into();
    let folder = rendered(&site);
    for (name, page) in pages(folder.path()) {
        assert!(!page.contains("<script"), "{name}");
        assert_eq!(page.matches("</style>").count(), 1, "{name}");
    }
    for file in render(&site, folder.path()).unwrap().files {
        let text = std::fs::read_to_string(folder.path().join(&file)).unwrap();
        let is_svg = file.extension().is_some_and(|ending| ending == "svg");
        assert!(!is_svg || !text.contains("<script"), "{}", file.display());
    }
}

#[test]
fn an_experiment_with_a_hostile_name_writes_inside_the_site_only() {
    let mut record = synthetic::criterion();
    record.experiment = "../../<b>outside".into();
    let mut site = synthetic::assemble(Mode::Default, vec![record]);
    site.claims.experiment.clear();
    site.claims.claim.clear();
    let folder = rendered_without_raw(&site);
    for file in render(&site, folder.path()).unwrap().files {
        assert!(!file.to_string_lossy().contains(".."), "{}", file.display());
        assert!(folder.path().join(file).is_file());
    }
}

fn rendered_without_raw(site: &Site) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    render(site, folder.path()).expect("the site renders");
    folder
}

#[test]
fn recorded_figures_never_look_measured() {
    let folder = rendered(&synthetic::site());
    let pages = pages(folder.path());
    let lesson = &pages["p2_map_vs_imap.html"];
    for stamp in pages["index.html"].split("<a class=\"stamp").skip(1) {
        let stamp = stamp.split("</a>").next().unwrap();
        let class = stamp.split('"').next().unwrap();
        let is_marked = stamp.contains("recorded elsewhere") && class.contains("recorded");
        // Where the recording has nothing either, there is no figure to mark.
        let has_figure = stamp.contains("CPython") && !stamp.contains("no data");
        assert_eq!(has_figure, is_marked, "{stamp}");
    }
    for finding in texts(lesson, "<p class=\"finding\">", "</p>") {
        let is_elsewhere = finding.contains(" On another machine (CPython 3.13.0, 2026-11-20")
            || finding.contains(" There: ");
        assert_eq!(finding.contains("CPython’s"), is_elsewhere, "{finding}");
    }
    assert!(
        lesson.contains("Recorded elsewhere (CPython 3.13.0, 2026-11-20, 4-core x86_64 linux)")
    );
}

#[test]
fn a_headline_ratio_never_stands_alone() {
    let folder = rendered(&synthetic::site());
    let page = &pages(folder.path())["contenders.html"];
    let headlines = texts(page, "<p class=\"finding\">", "</p>");
    assert!(!headlines.is_empty());
    for headline in headlines {
        assert!(
            headline.contains("when only its workers ran tasks"),
            "{headline}"
        );
        assert_eq!(headline.matches("95 %]").count(), 2, "{headline}");
    }
}

#[test]
fn a_quick_run_says_what_it_leaves_open() {
    let site = synthetic::assemble(Mode::Quick, vec![synthetic::p2(Mode::Quick)]);
    let folder = rendered(&site);
    let index = &pages(folder.path())["index.html"];
    assert!(index.contains("This was a quick run."));
    assert!(
        index.contains("2\u{a0}min 50\u{a0}s"),
        "what all experiments take in a full run"
    );
    assert!(index.contains("a quick run: no answer that rests on time"));
    assert!(
        index.contains("8 of 10,000"),
        "counts are answered all the same"
    );
}

#[test]
fn a_thread_per_task_draws_no_empty_lanes_under_the_others() {
    let mut site = synthetic::site();
    let record = &mut site.records[0];
    let mut many = record.lanes[0].clone();
    let mut cell = record.cells[many.cell as usize].clone();
    cell.contender = "std per task".into();
    many.cell = record.cells.len() as u32;
    for (lane, span) in (0..).zip(&mut many.spans) {
        span.lane = lane;
    }
    record.cells.push(cell);
    record.lanes.push(many);
    let folder = rendered(&site);
    let lesson = with_the_rest(&pages(folder.path()), "p2_map_vs_imap");
    let tall: Vec<&str> = lesson
        .split("<figure")
        .filter(|figure| figure.contains(">worker 18<"))
        .collect();
    assert_eq!(tall.len(), 1);
    assert!(tall[0].contains("std thread per task"));
}
