//! Marked code for an experiment's page: from a line `// lesson: TITLE` to a line `// lesson ends`.

use crate::record::Excerpt;

/// The marked parts of a source, with their places in it.
pub fn of(source: &str, file: &str) -> Vec<Excerpt> {
    let language = if file.ends_with(".py") {
        "python"
    } else {
        "rust"
    };
    let mut found = Vec::new();
    let mut open: Option<Excerpt> = None;
    for (number, line) in source.lines().enumerate() {
        let words = line.trim_start().trim_start_matches(['/', '#']).trim();
        if let Some(title) = words.strip_prefix("lesson: ") {
            open = Some(Excerpt {
                title: title.to_owned(),
                file: file.to_owned(),
                line: number as u32 + 2,
                language: language.into(),
                text: String::new(),
            });
        } else if words == "lesson ends" {
            found.extend(open.take().map(|excerpt| Excerpt {
                text: unindented(&excerpt.text),
                ..excerpt
            }));
        } else if let Some(excerpt) = &mut open {
            excerpt.text.push_str(line);
            excerpt.text.push('\n');
        }
    }
    found
}

fn unindented(text: &str) -> String {
    let margin = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    text.lines()
        .map(|line| format!("{}\n", line.get(margin..).unwrap_or("")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_code_is_cut_out_with_its_line_number_and_without_its_margin() {
        let source = "fn a() {}\n    // lesson: the loop\n    for x in xs {\n        f(x);\n    }\n    // lesson ends\n";
        let cut = of(source, "experiments/x.rs");
        assert_eq!(cut.len(), 1);
        assert_eq!((cut[0].title.as_str(), cut[0].line), ("the loop", 3));
        assert_eq!(cut[0].text, "for x in xs {\n    f(x);\n}\n");
    }

    #[test]
    fn a_lesson_that_never_ends_is_left_out() {
        assert!(of("// lesson: half\ncode\n", "x.rs").is_empty());
    }
}
