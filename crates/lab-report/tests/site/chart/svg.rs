//! Just enough reading of our own pictures: texts, boxes, attributes.

use lab_report::draw::{Drawn, text_width};

pub fn renditions(chart: &Drawn) -> Vec<(&'static str, &str)> {
    let narrow = chart.narrow.as_deref().map(|narrow| ("narrow", narrow));
    let others = [("wide", &*chart.wide), ("literal", &chart.literal)];
    others.into_iter().chain(narrow).collect()
}

/// The value of an attribute in a tag.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

pub fn number(tag: &str, name: &str) -> f64 {
    let text = attribute(tag, name).unwrap_or_else(|| panic!("no {name} in {tag}"));
    text.parse()
        .unwrap_or_else(|_| panic!("{name} is no number in {tag}"))
}

pub fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// A text's words and its box (left, top, right, bottom), moved as its group is.
pub fn texts(svg: &str) -> Vec<(String, [f64; 4])> {
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

pub fn view_box(svg: &str) -> (f64, f64) {
    let numbers: Vec<f64> = attribute(svg, "viewBox")
        .unwrap()
        .split(' ')
        .map(|number| number.parse().unwrap())
        .collect();
    (numbers[2], numbers[3])
}
