//! Structure of every picture and its table, also on odd data.

use std::collections::HashSet;

use lab_report::draw::{Point, Scale, Unit, format_value};
use lab_report::palette::LIGHT;
use lab_verdict::claims::Evidence;

use super::svg::{attribute, renditions, texts, view_box};
use super::{all, charts};

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
fn ids_are_unique_on_a_page_with_everything_and_within_each_file() {
    let mut on_page = HashSet::new();
    for chart in all() {
        let mut in_file = HashSet::new();
        let mut pictures: Vec<&str> = renditions(&chart).iter().map(|(_, svg)| *svg).collect();
        pictures.extend(chart.legend.iter().map(|entry| entry.swatch.as_str()));
        for svg in pictures {
            let seen = match svg == chart.literal {
                true => &mut in_file,
                false => &mut on_page,
            };
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
        for text in [&chart.wide, chart.on_a_phone(), &chart.literal, &cells] {
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
        for (svg, screen, least) in [
            (chart.on_a_phone(), 358.0, 12.0),
            (&chart.wide, 960.0, 13.0),
        ] {
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
        for svg in [&chart.wide, chart.on_a_phone()] {
            assert!(
                svg.contains("var(--") && !svg.contains(":#"),
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
fn a_file_holds_the_very_picture_of_the_page_with_its_colours_written_in() {
    for chart in all() {
        let (_, picture) = chart.wide.split_once("</desc>").unwrap();
        let (_, picture) = picture.split_once("</defs>").unwrap_or(("", picture));
        let written = LIGHT.written_into(picture.trim_end_matches("</svg>"));
        assert!(chart.literal.contains(&written), "{}", chart.id);
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
fn an_interval_over_decades_is_cut_rather_than_squeezing_the_curve() {
    let chart = charts::line_chart(
        "wide-band",
        "Two processes",
        charts::axis("workers", Unit::Count, Scale::Log2),
        charts::axis("per second", Unit::PerSecond, Scale::Log10),
        vec![charts::line(
            "a pool",
            0,
            Evidence::Measured,
            [1.0, 2.0, 4.0]
                .map(|x| Point {
                    band: Some((x / 1e4, x * 1e8)),
                    ..charts::point(x, 100.0 * x)
                })
                .to_vec(),
        )],
    );
    let drawn = chart.draw();
    assert!(
        drawn
            .description
            .contains("3 intervals are cut at the edge of the axis.")
    );
    assert!(
        !texts(&drawn.wide)
            .iter()
            .any(|(words, _)| words.contains("M/s"))
    );
    assert!(drawn.table.rows[0].iter().any(|cell| cell.contains("M/s")));
}

#[test]
fn a_series_is_seen_where_another_lies_on_it() {
    let points = || {
        [1.0, 10.0, 100.0]
            .map(|x| charts::point(x, 3.0 * x))
            .to_vec()
    };
    let chart = charts::line_chart(
        "stacked",
        "Two that are equal",
        charts::axis("tasks", Unit::Count, Scale::Log10),
        charts::axis("items", Unit::Count, Scale::Log10),
        vec![
            charts::line("beneath", 0, Evidence::Counted, points()),
            charts::line("on top", 1, Evidence::Counted, points()),
        ],
    );
    for (name, svg) in renditions(&chart.draw()) {
        let widths: Vec<f64> = svg
            .split("<g class=\"series ")
            .skip(1)
            .filter_map(|group| {
                let width = group.split("stroke-width:").nth(1)?;
                width.split([';', '"']).next()?.parse().ok()
            })
            .collect();
        assert!(widths[0] > widths[1] + 2.0, "{name}: {widths:?}");
    }
}

#[test]
fn series_of_one_colour_are_named_at_their_lines() {
    let drawn = charts::pulled().draw();
    for svg in [&drawn.wide, drawn.on_a_phone()] {
        let words: Vec<String> = texts(svg).into_iter().map(|(words, _)| words).collect();
        for name in ["lap-pool, buffersize 8", "lap-pool, buffersize 32"] {
            assert!(words.iter().any(|text| text == name), "{name} in {words:?}");
        }
    }
}
