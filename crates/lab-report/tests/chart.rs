//! Charts as a page sees them: structure, words, numbers, and that nothing breaks on odd data.

use std::collections::HashSet;

use lab_report::chart::{DotRow, DotRows, Drawn, Scale, Unit, format_value, text_width};
use lab_verdict::claims::Evidence;

// The gallery has more of them than these tests look at one by one.
#[allow(dead_code)]
#[path = "../examples/gallery/charts.rs"]
mod charts;

fn all() -> Vec<Drawn> {
    let mut all = charts::usual();
    all.extend(charts::edges());
    all
}

fn renditions(chart: &Drawn) -> [(&'static str, &str); 3] {
    [
        ("wide", &chart.wide),
        ("narrow", &chart.narrow),
        ("literal", &chart.literal),
    ]
}

/// The value of an attribute in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

fn number(tag: &str, name: &str) -> f64 {
    let text = attribute(tag, name).unwrap_or_else(|| panic!("no {name} in {tag}"));
    text.parse()
        .unwrap_or_else(|_| panic!("{name} is no number in {tag}"))
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// A text's words and its box (left, top, right, bottom), moved as its group is.
fn texts(svg: &str) -> Vec<(String, [f64; 4])> {
    let (mut dx, mut dy) = (0.0, 0.0);
    let mut found = Vec::new();
    for part in svg.split('<').skip(1) {
        if let Some(moved) =
            attribute(part, "transform").and_then(|it| it.strip_prefix("translate("))
        {
            let mut numbers = moved
                .trim_end_matches(')')
                .split(' ')
                .map(|it| it.parse::<f64>().unwrap());
            (dx, dy) = (numbers.next().unwrap(), numbers.next().unwrap());
        }
        if !part.starts_with("text ") {
            continue;
        }
        let start = svg.find(part).expect("it is a part");
        let element = svg[start..].split_once("</text>").expect("texts end").0;
        let words = unescaped(element.rsplit_once('>').expect("tags end").1);
        let (size, bold) = (number(part, "font-size"), part.contains("font-weight"));
        let width = text_width(&words, size, bold);
        let (x, y) = (number(part, "x") + dx, number(part, "y") + dy);
        let left = match attribute(part, "text-anchor") {
            Some("middle") => x - width / 2.0,
            Some("end") => x - width,
            _ => x,
        };
        found.push((
            words,
            [left, y - 0.93 * size, left + width, y + 0.24 * size],
        ));
    }
    found
}

fn view_box(svg: &str) -> (f64, f64) {
    let numbers: Vec<f64> = attribute(svg, "viewBox")
        .unwrap()
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    (numbers[2], numbers[3])
}

#[test]
fn every_rendition_is_a_titled_and_described_image_that_scales() {
    for chart in all() {
        for (name, svg) in renditions(&chart) {
            let opening = svg.split_once('>').unwrap().0;
            assert!(opening.contains(" role=\"img\""), "{name} {}", chart.id);
            assert!(
                attribute(opening, "width").is_none() && attribute(opening, "height").is_none()
            );
            let labels: Vec<&str> = attribute(opening, "aria-labelledby")
                .unwrap()
                .split(' ')
                .collect();
            assert_eq!(labels.len(), 2);
            for label in labels {
                assert_eq!(
                    svg.matches(&format!("id=\"{label}\"")).count(),
                    1,
                    "{label}"
                );
            }
            assert!(svg.ends_with("</svg>") && svg.matches("</svg>").count() == 1);
            assert!(!svg.contains("could not be drawn"), "{name} {}", chart.id);
        }
    }
}

#[test]
fn ids_are_unique_on_a_page_with_everything() {
    let mut seen = HashSet::new();
    for chart in all() {
        let mut pictures: Vec<&str> = renditions(&chart).iter().map(|(_, svg)| *svg).collect();
        pictures.extend(chart.legend.iter().map(|entry| entry.swatch.as_str()));
        for svg in pictures {
            for id in svg
                .split(" id=\"")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap())
            {
                assert!(seen.insert(id.to_owned()), "{id}");
            }
            for id in svg
                .split("url(#")
                .skip(1)
                .map(|rest| rest.split(')').next().unwrap())
            {
                assert!(
                    svg.contains(&format!("id=\"{id}\"")),
                    "{id} is used but not defined"
                );
            }
        }
    }
}

#[test]
fn no_picture_and_no_table_says_nan_or_infinity() {
    for chart in all() {
        let cells = chart.table.rows.concat().join(" ");
        for text in [&chart.wide, &chart.narrow, &chart.literal, &cells] {
            assert!(
                !text.contains("NaN") && !text.contains("inf"),
                "{}",
                chart.id
            );
        }
    }
}

#[test]
fn no_text_leaves_the_view_box_or_lies_on_another() {
    for chart in all() {
        for (name, svg) in renditions(&chart) {
            let (width, height) = view_box(svg);
            let texts = texts(svg);
            for (at, (words, [left, top, right, bottom])) in texts.iter().enumerate() {
                let inside = *left >= -0.1
                    && *top >= -0.1
                    && *right <= width + 0.1
                    && *bottom <= height + 0.1;
                assert!(
                    inside,
                    "{} {name}: {words:?} at {left} {top} {right} {bottom}",
                    chart.id
                );
                for (other, [l, t, r, b]) in &texts[..at] {
                    let apart =
                        right.min(*r) - left.max(*l) < 0.5 || bottom.min(*b) - top.max(*t) < 1.0;
                    assert!(apart, "{} {name}: {words:?} on {other:?}", chart.id);
                }
            }
        }
    }
}

#[test]
fn text_is_large_enough_on_a_phone_and_on_a_page() {
    for chart in all() {
        for (svg, screen, least) in [(&chart.narrow, 358.0, 12.0), (&chart.wide, 960.0, 13.0)] {
            let (width, _) = view_box(svg);
            // A panel stands in one of two columns.
            let scale = if width < 500.0 && least > 12.5 {
                1.0
            } else {
                screen / width
            };
            for size in svg
                .split("font-size=\"")
                .skip(1)
                .map(|rest| rest.split('"').next().unwrap())
            {
                assert!(
                    scale * size.parse::<f64>().unwrap() >= least,
                    "{}",
                    chart.id
                );
            }
        }
    }
}

#[test]
fn every_point_of_every_series_has_a_marker_with_its_words() {
    let chart = charts::overhead();
    let drawn = chart.draw();
    for (name, svg) in renditions(&drawn) {
        assert_eq!(
            svg.matches("class=\"series ").count(),
            chart.lines.len(),
            "{name}"
        );
        let in_series = svg
            .split("class=\"series ")
            .skip(1)
            .map(|group| group.split("</g>").next().unwrap());
        let marks: usize = in_series
            .map(|group| group.matches("class=\"mark\"").count())
            .sum();
        assert_eq!(marks, 50, "{name}");
        for line in &chart.lines {
            for point in &line.points {
                let tip = format!(
                    "<title>{}, {}: ",
                    line.name,
                    format_value(Unit::Nanoseconds, point.x)
                );
                assert!(svg.contains(&tip), "{name}: {tip}");
            }
        }
        assert_eq!(
            svg.matches("other programs were busy</title>").count(),
            2,
            "{name}"
        );
    }
}

#[test]
fn the_table_has_every_point_with_its_interval_and_every_limit() {
    let chart = charts::overhead();
    let table = chart.draw().table;
    assert_eq!(table.rows.len(), 60);
    assert_eq!(table.columns[2], "length of a task (ns, µs, ms or s)");
    for line in &chart.lines {
        for point in &line.points {
            let (low, high) = point.band.unwrap();
            let time = |value| format_value(Unit::Nanoseconds, value);
            let row = table
                .rows
                .iter()
                .find(|row| row[0] == line.name && row[2] == time(point.x))
                .unwrap();
            assert_eq!(row[3], time(point.y));
            assert_eq!(row[4], format!("{} to {}", time(low), time(high)));
        }
    }
    for table in all().iter().map(|chart| &chart.table) {
        assert!(
            table
                .rows
                .iter()
                .all(|row| row.len() == table.columns.len())
        );
    }
}

#[test]
fn names_are_escaped() {
    let drawn = charts::edges()
        .into_iter()
        .find(|chart| chart.id.contains("<&"))
        .unwrap();
    for (_, svg) in renditions(&drawn) {
        assert!(svg.contains("&lt;&amp;&quot;&gt;"));
        assert!(!svg.contains("<&\">") && !svg.contains("<b>"));
        assert!(
            !attribute(svg, "aria-labelledby")
                .unwrap()
                .contains(['<', '&', '>', '\''])
        );
    }
}

#[test]
fn a_page_colours_through_its_variables_and_a_file_literally() {
    for chart in charts::usual() {
        for svg in [&chart.wide, &chart.narrow] {
            assert!(
                svg.contains("var(--c0)") && !svg.contains(":#"),
                "{}",
                chart.id
            );
            assert!(!svg.contains("xmlns"));
        }
        assert!(!chart.literal.contains("var("), "{}", chart.id);
        assert!(
            chart
                .literal
                .starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        );
        let words: Vec<String> = texts(&chart.literal)
            .into_iter()
            .map(|(words, _)| words)
            .collect();
        assert!(
            words.contains(&chart.title),
            "a file needs its title inside"
        );
        for entry in &chart.legend {
            assert!(
                words.contains(&entry.name),
                "{}: no {}",
                chart.id,
                entry.name
            );
        }
    }
}

#[test]
fn what_has_no_place_is_said_and_kept_in_the_table() {
    let drawn = charts::edges()
        .into_iter()
        .find(|chart| chart.id == "edge-impossible")
        .unwrap();
    assert!(
        drawn
            .description
            .contains("4 points have no place on the axes"),
        "{}",
        drawn.description
    );
    assert!(
        drawn.description.contains("2 intervals are cut"),
        "{}",
        drawn.description
    );
    assert_eq!(drawn.table.rows.len(), 6);
    assert_eq!(drawn.table.rows[0][2], "n/a");
}

#[test]
fn lanes_show_every_task_result_and_the_most_ahead() {
    let chart = &charts::lanes()[2];
    let drawn = chart.draw();
    for (name, svg) in renditions(&drawn) {
        assert_eq!(svg.matches("<title>task ").count(), 20, "{name}");
        assert_eq!(svg.matches("<title>result ").count(), 20, "{name}");
        let words: Vec<String> = texts(svg).into_iter().map(|(words, _)| words).collect();
        let has = |wanted: &str| words.iter().any(|it| it == wanted);
        assert!(
            has("first result 60 ms") && has("8 ahead") && has("you get"),
            "{name} {words:?}"
        );
        assert!(has("worker 3") && !has("caller"), "{name}");
    }
    let most = drawn
        .table
        .rows
        .iter()
        .filter_map(|row| row[5].parse::<u64>().ok())
        .max();
    assert_eq!(most, Some(chart.lanes.most_ahead()));
    assert_eq!(drawn.table.rows.len(), 60);
}

#[test]
fn the_caller_has_a_lane_if_it_ran_tasks() {
    let drawn = charts::lanes()[4].draw();
    assert!(
        texts(&drawn.wide)
            .iter()
            .any(|(words, _)| words == "caller")
    );
    assert!(drawn.table.rows.iter().any(|row| row[1] == "caller"));
}

#[test]
fn recorded_evidence_is_hatched_and_named() {
    let drawn = charts::lanes()[1].draw();
    assert!(drawn.wide.contains("url(#lanes-cpython-wide-hatch--c0)"));
    assert!(
        drawn
            .legend
            .iter()
            .any(|entry| entry.name == "hatched: recorded elsewhere")
    );
    assert!(!charts::lanes()[0].draw().wide.contains("pattern"));
}

#[test]
fn drawing_twice_gives_the_same_picture() {
    assert_eq!(charts::overhead().draw(), charts::overhead().draw());
}

fn tick_words(label: &str, unit: Unit, scale: Scale, low: f64, high: f64) -> Vec<String> {
    let rows = [low, high].map(|value| DotRow {
        label: "row".to_owned(),
        slot: 0,
        evidence: Evidence::Measured,
        value,
        interval: None,
        hollow: false,
    });
    let chart = DotRows {
        id: "ticks".to_owned(),
        title: String::new(),
        description: String::new(),
        axis: charts::axis(label, unit, scale),
        reference: None,
        rows: rows.into(),
    };
    let drawn = chart.draw();
    let axes = drawn
        .wide
        .split("class=\"axes\"")
        .nth(1)
        .unwrap()
        .split("</g>")
        .next()
        .unwrap();
    texts(axes)
        .into_iter()
        .map(|(words, _)| words)
        .filter(|words| words != label)
        .collect()
}

#[test]
fn ticks_are_round_in_their_unit() {
    let log = tick_words("t", Unit::Nanoseconds, Scale::Log10, 150.0, 9000.0);
    assert_eq!(log, ["200 ns", "500 ns", "1 µs", "2 µs", "5 µs", "10 µs"]);
    let decades = tick_words("t", Unit::Nanoseconds, Scale::Log10, 8.0, 2e9);
    assert!(
        decades.len() >= 4 && decades.iter().all(|word| word.starts_with('1')),
        "{decades:?}"
    );
    let workers = tick_words("n", Unit::Count, Scale::Log2, 1.0, 64.0);
    assert_eq!(workers, ["1", "2", "4", "8", "16", "32", "64"]);
    let bytes = tick_words("b", Unit::Bytes, Scale::Log2, 64.0, 1024.0 * 1024.0);
    assert!(
        bytes.contains(&"1 KiB".to_owned()) || bytes.contains(&"4 KiB".to_owned()),
        "{bytes:?}"
    );
    let few = tick_words("n", Unit::Count, Scale::Linear, 0.0, 3.0);
    assert_eq!(few, ["0", "1", "2", "3"]);
    let near = tick_words("r", Unit::Ratio, Scale::Log10, 0.97, 1.03);
    assert!(
        near.len() >= 3 && near.contains(&"×1".to_owned()),
        "{near:?}"
    );
}

#[test]
fn values_have_three_significant_digits_and_a_fitting_unit() {
    let cases = [
        (Unit::Nanoseconds, 0.0, "0 ns"),
        (Unit::Nanoseconds, 0.25, "0.25 ns"),
        (Unit::Nanoseconds, 20.0, "20 ns"),
        (Unit::Nanoseconds, 999.6, "1 µs"),
        (Unit::Nanoseconds, 1534.0, "1.53 µs"),
        (Unit::Nanoseconds, 3e6, "3 ms"),
        (Unit::Nanoseconds, 61.25e9, "61.2 s"),
        (Unit::Nanoseconds, -1500.0, "-1.5 µs"),
        (Unit::Bytes, 64.0, "64 B"),
        (Unit::Bytes, 1023.0, "1,023 B"),
        (Unit::Bytes, 1536.0, "1.5 KiB"),
        (Unit::Bytes, 1_572_864.0, "1.5 MiB"),
        (Unit::Count, 12.0, "12"),
        (Unit::Count, 1000.0, "1,000"),
        (Unit::Count, 123_456.0, "123,456"),
        (Unit::Count, 2.5, "2.5"),
        (Unit::Count, 1e6, "1M"),
        (Unit::Count, 2_345_678.0, "2.35M"),
        (Unit::PerSecond, 12.0, "12/s"),
        (Unit::PerSecond, 12_345.0, "12,300/s"),
        (Unit::PerSecond, 1.2e6, "1.2 M/s"),
        (Unit::Ratio, 1.2, "×1.2"),
        (Unit::Ratio, 0.0123, "×0.0123"),
        (Unit::Ratio, 1234.0, "×1,230"),
        (Unit::Ratio, -0.5, "×-0.5"),
        (Unit::Ratio, f64::NAN, "n/a"),
        (Unit::Bytes, f64::INFINITY, "n/a"),
    ];
    for (unit, value, words) in cases {
        assert_eq!(format_value(unit, value), words);
    }
}
