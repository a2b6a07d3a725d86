//! What is seen where the locale has nothing but ASCII.

use std::fs;

use crate::made::Made;
use crate::patient;
use crate::terminal::Terminal;

const RUN: &str = "2026-11-22T1512Z-3fa9";

/// A run whose report says more than ASCII can.
fn reported() -> Made {
    let made = Made::sound();
    let folder = made.reports().join("runs").join(RUN);
    fs::create_dir_all(&folder).unwrap();
    fs::copy(made.path("record"), folder.join("p2_map_vs_imap.json")).unwrap();
    made
}

#[test]
fn in_the_c_locale_tables_and_sentences_are_ascii() {
    let made = reported();
    for words in [["list"].as_slice(), &["report", RUN]] {
        let said = |locale: &str| {
            let output = patient::output(made.lab(words).env("LC_ALL", locale));
            assert_eq!(output.status.code(), Some(0), "{words:?}");
            let all = [output.stdout, output.stderr].concat();
            String::from_utf8(all).unwrap()
        };
        let (rich, plain) = (said("C.UTF-8"), said("C"));
        assert!(!rich.is_ascii(), "{rich}");
        assert!(plain.is_ascii(), "{plain}");
        // What is aligned in one is aligned in the other.
        let widths = |text: &str| {
            text.lines()
                .map(|line| line.chars().count())
                .collect::<Vec<_>>()
        };
        assert_eq!(widths(&rich), widths(&plain), "{plain}");
    }
}

#[test]
fn json_is_utf8_in_every_locale() {
    let made = reported();
    let said = |locale: &str| {
        let words = ["report", RUN, "--json"];
        patient::output(made.lab(&words).env("LC_ALL", locale)).stdout
    };
    assert_eq!(said("C"), said("C.UTF-8"));
}

#[test]
fn in_the_c_locale_progress_is_ascii() {
    let made = Made::sound();
    let mut terminal = Terminal::open();
    let mut command = made.lab(&["run", "p2_map_vs_imap", "--quick"]);
    let mut lab = terminal.start(command.env("LC_ALL", "C").env("TERM", "xterm"));
    terminal.wait_for("report: ");
    assert!(lab.wait().success());
    assert!(terminal.seen().contains("noise test"));
    assert!(terminal.seen().is_ascii(), "{}", terminal.seen());
}
