//! You against your machine: computed from the run, whatever came out, and absent where nothing was asked.

use std::fs;

use lab_report::guesses::{Compared, compared, score_sentence};
use lab_report::{Site, Why, render};
use lab_verdict::prediction::{Choice, Guess, Outcome, Prediction, Predictions, SettledAnswer};

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

const RIGHT: usize = 0;
const WRONG: usize = 1;

/// A question about a claim whose first choice is right with `answers`, the second with all others.
fn question(claim: &str, subject: &str, answers: &[SettledAnswer]) -> Prediction {
    let others: Vec<SettledAnswer> = SettledAnswer::ALL
        .into_iter()
        .filter(|told| !answers.contains(told))
        .collect();
    let choice = |words: &str, answers: &[SettledAnswer]| Choice {
        words: words.into(),
        answers: answers.to_vec(),
    };
    Prediction {
        practice: "p2".into(),
        claim: claim.into(),
        subject: subject.into(),
        question: format!("What of {claim} and {subject}?"),
        choice: vec![choice("the one", answers), choice("the other", &others)],
    }
}

fn guess(prediction: Prediction, choice: Option<usize>) -> Guess {
    Guess { prediction, choice }
}

/// The invented site, with one guess for every outcome. What is right is read off the site's own verdicts.
fn site() -> Site {
    let mut site = synthetic::site();
    let told = |claim: &str, subject: &str| {
        let judged = site.judged();
        let mut verdicts = judged.iter().map(|judged| &judged.verdict);
        let found = verdicts.find(|one| one.claim == claim && one.subject == subject);
        SettledAnswer::of(&found.expect("it is judged").answer)
    };
    let settled = told("C12", "lap-pool").expect("the invented figures answer it");
    let about = |subject: &str, answers: &[SettledAnswer]| question("C12", subject, answers);
    let open = site.judged().into_iter().find_map(|judged| {
        let is_open = SettledAnswer::of(&judged.verdict.answer).is_none();
        is_open.then(|| (judged.claim.id.clone(), judged.verdict.subject.clone()))
    });
    let (claim, subject) = open.expect("one of the invented claims cannot be told");
    site.predictions = Some(Predictions::new(vec![
        guess(about("lap-pool", &[settled]), Some(RIGHT)),
        guess(about("lap-pool", &[settled]), Some(WRONG)),
        guess(question(&claim, &subject, &[settled]), Some(RIGHT)),
        guess(about("lap-pool", &[settled]), None),
    ]));
    site
}

fn outcomes(compared: &[Compared<'_>]) -> Vec<Outcome> {
    compared.iter().map(|one| one.outcome).collect()
}

fn index(site: &Site) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    render(site, folder.path()).expect("the site renders");
    pages(folder.path()).remove("index.html").unwrap()
}

#[test]
fn each_guess_is_compared_with_the_answer_of_its_own_claim() {
    use Outcome::{CannotBeTold, NotGuessed, Right, Wrong};
    let site = site();
    let judged = site.judged();
    let compared = compared(&site, &judged);
    assert_eq!(
        outcomes(&compared),
        [Right, Wrong, CannotBeTold, NotGuessed]
    );
    assert_eq!(compared[1].guessed(), Some("the other"));
    assert_eq!(compared[1].right(), Some("the one"));
    assert_eq!(compared[2].right(), None);
    assert_eq!(
        score_sentence(&compared).as_deref(),
        Some(
            "You were right in 1 of 2 guesses. 1 guess cannot be told by this run. 1 question left open."
        )
    );
}

#[test]
fn the_score_says_how_many_answers_came_from_a_recording() {
    let mut site = site();
    let asked = |site: &Site, subject: &str| {
        let judged = site.judged();
        let about = |one: &&lab_report::judged::Judged<'_>| {
            one.verdict.claim == "C12" && one.verdict.subject == subject
        };
        let found = judged.iter().find(about).expect("it is judged");
        let told = SettledAnswer::of(&found.verdict.answer).expect("it is answered");
        guess(question("C12", subject, &[told]), Some(RIGHT))
    };
    let score = |site: &Site| score_sentence(&compared(site, &site.judged())).unwrap();
    let (here, elsewhere) = (asked(&site, "lap-pool"), asked(&site, "CPython"));
    site.predictions = Some(Predictions::new(vec![here.clone(), here.clone()]));
    assert_eq!(score(&site), "You were right in 2 of 2 guesses.");
    site.predictions = Some(Predictions::new(vec![here, elsewhere.clone()]));
    assert_eq!(
        score(&site),
        "You were right in 2 of 2 guesses. 1 of these 2 answers came from a recording of another machine, not from this run."
    );
    assert!(index(&site).contains("came from a recording of another machine"));
    site.predictions = Some(Predictions::new(vec![elsewhere]));
    assert!(score(&site).ends_with("nothing of it was measured here."));
}

#[test]
fn the_page_opens_with_the_score_and_says_what_was_found() {
    let page = index(&site());
    let heading = page.find("You against your machine").expect("the section");
    let hero = page.find("The whole article in one picture").unwrap();
    assert!(heading < hero);
    assert!(page.contains("You were right in 1 of 2 guesses."));
    let guesses = texts(&page, "<p class=\"guessed\">", "</p>");
    assert_eq!(
        guesses,
        [
            "You: the one. ✓ right",
            "You: the other. ✕ wrong",
            "You: the one. ? cannot be told here"
        ]
    );
    assert_eq!(
        texts(&page, "<p class=\"found\">", "</p>"),
        ["Found: the one."]
    );
}

#[test]
fn a_claim_of_which_there_is_no_record_is_told_as_that() {
    let mut site = site();
    let about = question("C99", "CPython", &[SettledAnswer::Holds]);
    site.predictions = Some(Predictions::new(vec![guess(about, Some(RIGHT))]));
    let page = index(&site);
    assert!(page.contains("1 guess cannot be told by this run."));
    assert!(page.contains("Not judged: the experiment has no record."));
}

#[test]
fn without_guesses_there_is_no_section() {
    assert!(!index(&synthetic::site()).contains("You against your machine"));
    let mut site = site();
    for guess in &mut site.predictions.as_mut().unwrap().asked {
        guess.choice = None;
    }
    assert!(!index(&site).contains("You against your machine"));
}

#[test]
fn guesses_are_read_from_the_runs_folder_and_are_no_record() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("runs/illustrative");
    let site = site();
    synthetic::write_run(&site, &run);
    let file = run.join("predictions.json");
    fs::write(&file, serde_json::to_vec(&site.predictions).unwrap()).unwrap();
    let load = || Site::load(&run, &folder.path().join("recordings"), None).unwrap();
    let loaded = load();
    assert_eq!(loaded.predictions, site.predictions);
    assert!(
        loaded
            .missing
            .iter()
            .all(|gap| !gap.what.contains("predictions"))
    );

    let other = serde_json::json!({ "schema": "lap-pool.predictions/9", "asked": [] });
    for damaged in ["{", &other.to_string()] {
        fs::write(&file, damaged).unwrap();
        let loaded = load();
        assert_eq!(loaded.predictions, None);
        let gap = loaded
            .missing
            .iter()
            .find(|gap| gap.what == "predictions.json");
        let Some(Why::Unreadable(words)) = gap.map(|gap| &gap.why) else {
            panic!("{gap:?}");
        };
        assert!(words.starts_with("predictions.json is "), "{words}");
    }
}

#[test]
fn a_hostile_question_stays_words() {
    const HOSTILE: &str = "</section><script>alert(1)</script>\"'&";
    let mut site = site();
    for guess in &mut site.predictions.as_mut().unwrap().asked {
        guess.prediction.question = HOSTILE.into();
        guess.prediction.choice[0].words = HOSTILE.into();
    }
    assert!(!index(&site).contains("<script"));
}
