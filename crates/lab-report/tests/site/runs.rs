//! Several runs side by side on a page of their own.

use lab_measure::record::Mode;
use lab_report::runs::{answered_words, side_by_side};
use lab_report::{Site, render};
use lab_verdict::agreement::{AGREEMENT_FILE, Agreement, Said};

use crate::synthetic;
use crate::synthetic::html::{attribute, pages, texts};

fn site() -> Site {
    synthetic::assemble(Mode::Default, vec![synthetic::p2(Mode::Default)])
}

/// The same run twice, the second with five times as many items alive where few were.
fn two_runs() -> Agreement {
    let mut other = site();
    for count in &mut other.records[0].counts {
        if count.name == "pulled_after_one_result" && count.value == 8 {
            count.value = 9_500;
        }
    }
    side_by_side(&[("first".into(), site()), ("second".into(), other)])
}

#[test]
fn without_other_runs_there_is_no_such_page() {
    let folder = tempfile::tempdir().unwrap();
    render(&site(), folder.path()).unwrap();
    assert!(!folder.path().join("runs.html").exists());
    for (name, page) in pages(folder.path()) {
        assert!(!page.contains("runs.html"), "{name}");
    }
}

#[test]
fn index_and_machine_lead_to_the_runs_and_their_files_are_there() {
    let mut site = site();
    site.agreement = Some(two_runs());
    let folder = tempfile::tempdir().unwrap();
    render(&site, folder.path()).unwrap();
    let pages = pages(folder.path());
    for name in ["index.html", "machine.html"] {
        let main = pages[name].split("<footer>").next().unwrap();
        assert!(main.contains("href=\"runs.html\""), "{name}");
    }
    for link in attribute(&pages["runs.html"], "href") {
        let file = link.split('#').next().unwrap();
        let is_local = !file.is_empty() && !file.contains(':');
        assert!(!is_local || folder.path().join(file).is_file(), "{link}");
    }
    let text = std::fs::read(folder.path().join("data/runs.json")).unwrap();
    let kept: Agreement = serde_json::from_slice(&text).unwrap();
    assert_eq!(Some(kept), site.agreement);
    let told: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(told["flips"], 1);
    assert_eq!(told["accounts"].as_array().unwrap().len(), 2);
}

fn page_of(agreement: Agreement) -> String {
    let mut site = site();
    site.agreement = Some(agreement);
    let folder = tempfile::tempdir().unwrap();
    render(&site, folder.path()).unwrap();
    pages(folder.path()).remove("runs.html").unwrap()
}

#[test]
fn the_page_tells_what_each_run_leaves_open_and_names_what_must_not_be() {
    let mut other = site();
    other.records[0].counts.clear();
    let found = side_by_side(&[("first".into(), site()), ("second".into(), other)]);
    let of_lap_pool = found.unanswered().into_iter();
    for (row, runs) in of_lap_pool.filter(|(row, _)| row.contender == "lap-pool") {
        assert_eq!(runs, [1], "{}", row.claim);
    }
    let words = answered_words(&found);
    assert!(words.contains("C12 for lap-pool in second"), "{words}");
    let page = page_of(found);
    let said = texts(&page, "<p class=\"finding\">", "</p>").concat();
    assert!(said.contains("without an answer: C12"), "{said}");
    let same = side_by_side(&[("first".into(), site()), ("second".into(), site())]);
    assert!(!answered_words(&same).contains("lap-pool"));
}

#[test]
fn a_flip_is_named_where_it_is_and_nowhere_else() {
    let found = two_runs();
    let flipping: Vec<(&str, &str)> = found
        .flipping()
        .map(|row| (row.claim.as_str(), row.contender.as_str()))
        .collect();
    assert_eq!(flipping, [("C12", "lap-pool")]);
    let mut site = site();
    site.agreement = Some(found);
    let folder = tempfile::tempdir().unwrap();
    render(&site, folder.path()).unwrap();
    let page = &pages(folder.path())["runs.html"];
    assert_eq!(
        page.matches("<b>no: they contradict each other</b>")
            .count(),
        1
    );
    let lede = texts(page, "<p class=\"lede\">", "</p>").concat();
    assert!(lede.contains("in 1 two runs contradict"), "{lede}");
}

#[test]
fn what_was_laid_beside_a_run_is_read_with_it() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    synthetic::write_run(&site, folder.path());
    let agreement = two_runs();
    let text = serde_json::to_vec(&agreement).unwrap();
    std::fs::write(folder.path().join(AGREEMENT_FILE), text).unwrap();
    let nowhere = folder.path().join("recordings");
    let loaded = Site::load(folder.path(), &nowhere, None).unwrap();
    assert_eq!(loaded.agreement, Some(agreement));
    assert!(
        loaded
            .missing
            .iter()
            .all(|gap| !gap.what.contains("agreement"))
    );
    std::fs::write(folder.path().join(AGREEMENT_FILE), "{}").unwrap();
    let damaged = Site::load(folder.path(), &nowhere, None).unwrap();
    assert_eq!(damaged.agreement, None);
    assert!(damaged.missing.iter().any(|gap| gap.what == AGREEMENT_FILE));
}

#[test]
fn the_table_that_is_kept_with_the_sample_is_what_its_runs_say() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("reports/sample/runs");
    let mut runs = Vec::new();
    for run in std::fs::read_dir(&folder).unwrap() {
        let run = run.unwrap().path();
        let site = Site::load(&run, &root.join("experiments/recordings"), None).unwrap();
        runs.push((
            run.file_name().unwrap().to_string_lossy().into_owned(),
            site,
        ));
    }
    let files = std::fs::read_dir(&folder).unwrap();
    let files = files.map(|run| run.unwrap().path().join(AGREEMENT_FILE));
    let texts: Vec<String> = files
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .collect();
    let [text] = &texts[..] else {
        panic!("one of the runs holds the table, not {}", texts.len());
    };
    let kept = side_by_side(&runs);
    // As text: a number that was read may differ from the one that was written in its last digit.
    assert_eq!(text.trim_end(), serde_json::to_string(&kept).unwrap());
    assert!(kept.runs.len() >= 5, "{}", kept.runs.len());
    assert_eq!(kept.flipping().count(), 0);
    assert!(kept.unanswered().is_empty());
}

#[test]
fn what_is_not_needed_and_what_has_no_meaning_are_answers_of_their_own() {
    let mut found = side_by_side(&[("first".into(), site()), ("second".into(), site())]);
    let recorded = serde_json::to_string(&found).unwrap();
    assert!(!recorded.contains("not_needed"), "as older ones were kept");
    assert_eq!(serde_json::from_str::<Agreement>(&recorded).unwrap(), found);
    let pairs = found.applying().count();
    for given in &mut found.rows[0].given {
        given.answer = Said::DoesNotHold;
        given.not_needed = true;
        given.depends_on = None;
    }
    for given in &mut found.rows[1].given {
        given.answer = Said::DoesNotApply;
    }
    let left = |found: &Agreement| -> usize {
        let subjects = &found.accounts()[0].subjects;
        subjects.iter().map(|left| left.timed + left.counted).sum()
    };
    assert_eq!(left(&found), pairs - 1);
    let page = page_of(found);
    assert!(page.contains(&format!("{} pairs of claim", pairs - 1)));
    let answers = page.split("id=\"answers\"").nth(1).unwrap();
    let rows: Vec<&str> = answers.split("<tr>").skip(2).collect();
    assert_eq!(rows[0].matches("– not needed</span>").count(), 2);
    assert!(!rows[0].contains("✕") && rows[0].contains("<td>yes</td>"));
    assert!(rows[1].contains("<td>–</td>") && !rows[1].contains("yes"));
}
