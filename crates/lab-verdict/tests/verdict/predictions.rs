//! Questions before a run: what they may not say, and what the run's answer makes of a guess.

use lab_verdict::answer::{Answer, Reason, Verdict};
use lab_verdict::claims::{Claims, Evidence};
use lab_verdict::load::ClaimsError;
use lab_verdict::prediction::{Guess, Outcome, Prediction, Predictions, Score};

use crate::support::{Rules, test};

const QUESTION: &str = r#"
[[prediction]]
practice = "p1"
claim = "C1"
subject = "CPython"
question = "Which one?"
choice = [
    { words = "this", answers = ["holds"] },
    { words = "that", answers = ["does_not_hold", "too_small"] },
    { words = "now this, now that", answers = ["depends"] },
]
"#;

fn rules(question: &str) -> String {
    let sides = "vs = \"b\"\nholds_if = { at_least = 1.5 }\nfails_if = { at_most = 1.1 }";
    let rules = Rules::new().regime("empty tasks", "n = 1", &[&test("time", "a", sides)]);
    rules.text() + question
}

fn question() -> Prediction {
    let claims = Claims::parse(&rules(QUESTION)).expect("sound rules");
    claims.prediction[0].clone()
}

/// The faults of a text with a question: where, field, value.
fn faults(question: &str) -> Vec<(String, &'static str, String)> {
    match Claims::parse(&rules(question)) {
        Err(ClaimsError::Faults(faults)) => faults
            .into_iter()
            .inspect(|fault| assert!(!fault.remedy.is_empty()))
            .map(|fault| (fault.at.to_string(), fault.field, fault.value))
            .collect(),
        other => panic!("faults, not {other:?}"),
    }
}

fn fault_of_one(from: &str, to: &str) -> Vec<(String, &'static str, String)> {
    assert!(QUESTION.contains(from), "{from}");
    faults(&QUESTION.replace(from, to))
}

fn at_one(field: &'static str, value: &str) -> Vec<(String, &'static str, String)> {
    vec![("prediction 1".to_owned(), field, value.to_owned())]
}

fn verdict(answer: Answer) -> Verdict {
    Verdict {
        claim: "C1".into(),
        subject: "CPython".into(),
        contender: "cpython".into(),
        answer,
        not_needed: false,
        evidence: Evidence::Measured,
        regimes: Vec::new(),
    }
}

fn outcome(choice: Option<usize>, answer: Answer) -> Outcome {
    let guess = Guess {
        prediction: question(),
        choice,
    };
    guess.outcome(Some(&verdict(answer)))
}

#[test]
fn rules_without_questions_are_read_as_before() {
    assert_eq!(Claims::parse(&rules("")).unwrap().prediction, []);
}

#[test]
fn every_answer_settles_a_guess_or_says_that_it_cannot() {
    let depends = || Answer::DependsOn("n".into());
    for (answer, right) in [
        (Answer::Holds, 0),
        (Answer::DoesNotHold, 1),
        (Answer::TooSmallToMatter, 1),
        (depends(), 2),
    ] {
        for chosen in 0..3 {
            let expected = match chosen == right {
                true => Outcome::Right,
                false => Outcome::Wrong,
            };
            assert_eq!(
                outcome(Some(chosen), answer.clone()),
                expected,
                "{answer:?}"
            );
        }
    }
    for silent in [
        Answer::CantTellHere(vec![Reason::QuickMode]),
        Answer::DoesNotApply("because".into()),
    ] {
        assert_eq!(outcome(Some(0), silent), Outcome::CannotBeTold);
    }
    assert_eq!(outcome(None, Answer::Holds), Outcome::NotGuessed);
}

#[test]
fn a_guess_about_what_was_not_judged_cannot_be_told() {
    let guess = Guess {
        prediction: question(),
        choice: Some(1),
    };
    assert_eq!(guess.outcome(None), Outcome::CannotBeTold);
}

#[test]
fn a_choice_that_the_question_does_not_have_is_wrong_and_no_crash() {
    assert_eq!(outcome(Some(9), Answer::Holds), Outcome::Wrong);
}

#[test]
fn a_question_is_settled_by_its_own_claim_and_subject_only() {
    let question = question();
    assert!(question.is_about(&verdict(Answer::Holds)));
    let other_claim = Verdict {
        claim: "C2".into(),
        ..verdict(Answer::Holds)
    };
    let other_subject = Verdict {
        subject: "lap-pool".into(),
        ..verdict(Answer::Holds)
    };
    assert!(!question.is_about(&other_claim) && !question.is_about(&other_subject));
}

#[test]
fn a_score_counts_each_kind_of_outcome() {
    use Outcome::{CannotBeTold, NotGuessed, Right, Wrong};
    let score = Score::of([Right, Wrong, Right, CannotBeTold, NotGuessed, Right]);
    assert_eq!((score.right, score.wrong), (3, 1));
    assert_eq!((score.cannot_be_told, score.not_guessed), (1, 1));
    assert_eq!(score.settled(), 4);
}

#[test]
fn what_does_not_exist_cannot_be_asked_about() {
    assert_eq!(fault_of_one("\"C1\"", "\"C9\""), at_one("claim", "C9"));
    assert_eq!(
        fault_of_one("\"CPython\"", "\"PyPy\""),
        at_one("subject", "PyPy")
    );
    // Unknown, and not the claim's own either.
    let practice = fault_of_one("\"p1\"", "\"p9\"");
    assert_eq!(practice[0], at_one("practice", "p9")[0]);
}

#[test]
fn a_claim_that_does_not_apply_to_the_subject_cannot_be_asked_about() {
    let text = rules(QUESTION).replace(
        "[[claim.regime]]",
        "[claim.does_not_apply_to]\nCPython = \"because\"\n\n[[claim.regime]]",
    );
    let said = Claims::parse(&text).unwrap_err().to_string();
    assert!(said.contains("prediction 1: subject = CPython"), "{said}");
}

#[test]
fn every_answer_belongs_to_one_choice() {
    assert_eq!(
        fault_of_one("[\"depends\"]", "[]"),
        [
            at_one("answers", "now this, now that"),
            at_one("answers", "depends")
        ]
        .concat()
    );
    assert_eq!(
        fault_of_one("[\"holds\"]", "[\"holds\", \"depends\"]"),
        at_one("answers", "depends")
    );
    let unknown = rules(&QUESTION.replace("[\"holds\"]", "[\"maybe\"]"));
    assert!(matches!(
        Claims::parse(&unknown),
        Err(ClaimsError::Form(words)) if words.contains("maybe")
    ));
}

#[test]
fn one_choice_is_no_choice_and_two_alike_are_one() {
    let only = r#"choice = [{ words = "this", answers = ["holds", "does_not_hold", "depends", "too_small"] }]"#;
    let (head, _) = QUESTION.split_once("choice = [").unwrap();
    assert_eq!(faults(&format!("{head}{only}")), at_one("choice", "1"));
    assert_eq!(
        fault_of_one("\"that\"", "\"this\""),
        at_one("choice.words", "this")
    );
}

#[test]
fn a_practice_has_one_question() {
    let twice = faults(&format!("{QUESTION}{QUESTION}"));
    assert_eq!(
        twice,
        [(
            "the rules".to_owned(),
            "prediction.practice",
            "p1".to_owned()
        )]
    );
}

#[test]
fn a_guess_survives_its_file() {
    let kept = Predictions::new(vec![Guess {
        prediction: question(),
        choice: Some(2),
    }]);
    // The form in which it is kept is checked by what writes and reads it; here that nothing of it is lost.
    let text = toml::to_string(&kept).unwrap();
    assert_eq!(toml::from_str::<Predictions>(&text).unwrap(), kept);
}
