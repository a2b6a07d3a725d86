//! The README says what the committed sample says.

use std::fs;
use std::path::Path;

use crate::synthetic::html::texts;

/// A file of the repository in one line, with plain apostrophes.
fn in_one_line(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = fs::read_to_string(root.join(path)).expect("it is committed");
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('’', "'")
}

#[test]
fn the_readme_has_the_numbers_of_the_sample() {
    let index = in_one_line("reports/sample/index.html");
    let lede = texts(&index, "<p class=\"lede\">", "</p>").swap_remove(0);
    let told = lede
        .strip_prefix("Judged here: ")
        .and_then(|rest| rest.split_once(" of the article's advice. F"))
        .and_then(|(pieces, answers)| Some((pieces, answers.strip_suffix('.')?)));
    let (pieces, answers) = told.expect(&lede);
    let readme = in_one_line("README.md");
    for words in [
        format!("Of {pieces} of advice in [one"),
        format!(", f{answers}. "),
    ] {
        assert!(readme.contains(&words), "the README does not say {words:?}");
    }
    let cites = readme.matches(" hold, ").count() - answers.matches(" hold, ").count();
    assert_eq!(cites, 0, "and it gives no other numbers");
}
