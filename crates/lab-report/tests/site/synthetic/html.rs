//! Just enough reading of our own HTML: attributes, texts, files.

use std::collections::BTreeMap;
use std::path::Path;

/// All pages of a site by name.
pub fn pages(out: &Path) -> BTreeMap<String, String> {
    std::fs::read_dir(out)
        .expect("the site's folder can be listed")
        .map(|entry| entry.expect("its entries can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "html"))
        .map(|path| {
            let name = path.file_name().expect("a file has a name");
            let text = std::fs::read_to_string(&path).expect("a page is text");
            (name.to_string_lossy().into_owned(), text)
        })
        .collect()
}

/// The values of an attribute, in order: `attribute(page, "href")`.
pub fn attribute(page: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    page.split(&start)
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(unescaped)
        .collect()
}

/// The texts of all elements that begin with this tag, without the tags inside.
pub fn texts(page: &str, opening: &str, closing: &str) -> Vec<String> {
    page.split(opening)
        .skip(1)
        .filter_map(|rest| rest.split(closing).next())
        .map(|inside| {
            let mut text = String::new();
            let mut in_tag = false;
            for letter in inside.chars() {
                match letter {
                    '<' => in_tag = true,
                    '>' => in_tag = false,
                    other if !in_tag => text.push(other),
                    _ => {}
                }
            }
            unescaped(&text)
        })
        .collect()
}

fn unescaped(text: &str) -> String {
    text.replace('\u{a0}', " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

/// The lesson of an experiment, and behind it the pages of what else was measured.
pub fn with_the_rest(pages: &BTreeMap<String, String>, experiment: &str) -> String {
    let names = ["", "-more", "-lanes"].map(|rest| format!("{experiment}{rest}.html"));
    let there = names.iter().filter_map(|name| pages.get(name));
    there.map(String::as_str).collect()
}
