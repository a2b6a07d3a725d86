//! The line that rows of dots are held against runs through none of their words.

use super::all;
use super::svg::{renditions, texts};

/// The vertical strokes of the reference: x, from, to.
fn strokes(svg: &str) -> Vec<(f64, f64, f64)> {
    let group = svg.split("<g class=\"reference\">").nth(1).unwrap_or("");
    let group = group.split("</g>").next().unwrap_or("");
    let of = |path: &str| {
        let data = path.split('"').next()?;
        let numbers: Vec<f64> = data
            .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
            .filter_map(|number| number.parse().ok())
            .collect();
        match numbers.as_slice() {
            [x, from, _, to] => Some((*x, from.min(*to), from.max(*to))),
            _ => panic!("no stroke: {data}"),
        }
    };
    group.split(" d=\"").skip(1).filter_map(of).collect()
}

#[test]
fn a_reference_line_leaves_the_words_of_its_rows_free() {
    let mut seen = 0;
    for chart in all() {
        let renditions = renditions(&chart).into_iter();
        for (name, svg) in renditions.filter(|(name, _)| *name != "literal") {
            let words = texts(svg);
            for (x, from, to) in strokes(svg) {
                seen += 1;
                for (word, [left, top, right, bottom]) in &words {
                    let meets = *left < x && x < *right && *top < to && from < *bottom;
                    assert!(!meets, "{name} {}: through {word:?}", chart.id);
                }
            }
        }
    }
    assert!(seen > 4, "{seen} strokes");
}
