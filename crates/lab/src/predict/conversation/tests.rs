//! Every way through the questions, without a terminal and without a clock.

use lab_verdict::prediction::{Choice, SettledAnswer};

use super::*;

/// What is typed, tick by tick; nothing more after its end.
struct Typed<'t>(std::slice::Iter<'t, Option<Key>>, u32);

impl Keys for Typed<'_> {
    fn next(&mut self) -> Option<Key> {
        self.1 += 1;
        assert!(self.1 < 10_000, "the questions wait for ever");
        self.0.next().copied().flatten()
    }
}

fn question(number: usize) -> Prediction {
    let choice = |words: &str, answers: &[SettledAnswer]| Choice {
        words: words.into(),
        answers: answers.to_vec(),
    };
    Prediction {
        practice: format!("p{number}"),
        claim: format!("C{number}"),
        subject: "CPython".into(),
        question: format!("Question {number}?"),
        choice: vec![
            choice("this", &[SettledAnswer::Holds]),
            choice(
                "that",
                &[
                    SettledAnswer::DoesNotHold,
                    SettledAnswer::Depends,
                    SettledAnswer::TooSmall,
                ],
            ),
        ],
    }
}

/// The choices, how it ended, and what was on the screen. `build` gives the build's state at each look.
fn hold(
    typed: &[Option<Key>],
    patience: Patience,
    mut build: impl FnMut() -> Option<bool>,
) -> (Vec<Option<usize>>, Ended, String) {
    let questions: Vec<Prediction> = (1..=3).map(question).collect();
    let conversation = Conversation {
        questions: &questions,
        titles: &BTreeMap::from([("p1", "Close the pool")]),
        patience,
    };
    let mut keys = Typed(typed.iter(), 0);
    let mut screen = Vec::new();
    let said = conversation.hold(&mut keys, &mut screen, &mut build);
    let choices = said.guesses.iter().map(|guess| guess.choice).collect();
    (choices, said.ended, String::from_utf8(screen).unwrap())
}

const GRACE: Patience = Patience::AfterBuild(Duration::from_secs(1));

fn building() -> Option<bool> {
    None
}

#[test]
fn a_digit_answers_and_enter_skips_one() {
    let typed = [Key::Choice(2), Key::Skip, Key::Choice(1)].map(Some);
    let (choices, ended, screen) = hold(&typed, GRACE, building);
    assert_eq!((choices, ended), (vec![Some(1), None, Some(0)], Ended::All));
    assert!(
        screen.contains("\n1 of 3: Close the pool\nQuestion 1?\n  1  this\n  2  that\n"),
        "{screen}"
    );
    assert!(screen.contains("your guess: 2  that\n"), "{screen}");
    assert!(screen.contains("\n2 of 3\n"), "without a title: {screen}");
}

#[test]
fn an_enter_that_ends_an_answer_skips_no_question_unread() {
    let typed = [
        Some(Key::Choice(2)),
        None,
        Some(Key::Enter),
        Some(Key::Choice(1)),
    ];
    let (choices, ..) = hold(&typed, GRACE, building_for(20));
    assert_eq!(choices, [Some(1), Some(0), None]);
    // A second one, or a late one, is meant.
    let twice = [Key::Choice(2), Key::Enter, Key::Enter, Key::Choice(1)].map(Some);
    let (choices, ..) = hold(&twice, GRACE, building_for(20));
    assert_eq!(choices, [Some(1), None, Some(0)]);
    let mut late = vec![Some(Key::Choice(2))];
    late.extend([None; HABIT as usize]);
    late.extend([Key::Enter, Key::Choice(1)].map(Some));
    let (choices, ..) = hold(&late, GRACE, building_for(20));
    assert_eq!(choices, [Some(1), None, Some(0)]);
    // None follows nothing.
    let first = [Key::Enter, Key::Choice(1), Key::Stop].map(Some);
    let (choices, ..) = hold(&first, GRACE, building);
    assert_eq!(choices, [None, Some(0), None]);
}

/// A build that ends well after so many looks.
fn building_for(looks: u32) -> impl FnMut() -> Option<bool> {
    let mut looked = 0;
    move || {
        looked += 1;
        (looked > looks).then_some(true)
    }
}

#[test]
fn a_key_that_means_nothing_changes_nothing() {
    let typed = [
        Key::Other,
        Key::Choice(3),
        Key::Choice(9),
        Key::Choice(1),
        Key::Stop,
    ]
    .map(Some);
    let (choices, ended, _) = hold(&typed, GRACE, building);
    assert_eq!(
        (choices, ended),
        (vec![Some(0), None, None], Ended::Stopped)
    );
}

#[test]
fn what_was_guessed_before_the_user_had_enough_or_left_is_kept() {
    for (last, expected) in [
        (Key::Stop, Ended::Stopped),
        (Key::Closed, Ended::Stopped),
        (Key::Interrupt, Ended::Interrupted),
    ] {
        let (choices, ended, _) = hold(&[Some(Key::Choice(1)), Some(last)], GRACE, building);
        assert_eq!((choices, ended), (vec![Some(0), None, None], expected));
    }
}

#[test]
fn when_the_build_is_done_the_question_on_the_screen_has_a_grace_and_no_other_follows() {
    let mut looks = 0;
    let done_meanwhile = move || {
        looks += 1;
        (looks > 8).then_some(true)
    };
    let thinking = [None; 9]
        .into_iter()
        .chain([Some(Key::Choice(1)), Some(Key::Choice(1))]);
    let typed: Vec<Option<Key>> = thinking.collect();
    let (choices, ended, screen) = hold(&typed, GRACE, done_meanwhile);
    assert_eq!(
        (choices, ended),
        (vec![Some(0), None, None], Ended::WithBuild)
    );
    assert_eq!(
        screen
            .matches("the build is done: 1 s for this one")
            .count(),
        1
    );
    assert!(!screen.contains("2 of 3"), "{screen}");
}

#[test]
fn nobody_at_the_keyboard_keeps_the_run_waiting_no_longer_than_the_grace() {
    let (choices, ended, screen) = hold(&[], GRACE, || Some(true));
    assert_eq!((choices, ended), (vec![None; 3], Ended::WithBuild));
    assert!(screen.contains("(time is up)"), "{screen}");
}

#[test]
fn any_other_key_goes_on_once_the_build_is_done() {
    let (choices, ended, _) = hold(&[Some(Key::Other)], GRACE, || Some(true));
    assert_eq!((choices, ended), (vec![None; 3], Ended::WithBuild));
}

#[test]
fn a_failed_build_ends_the_questions_at_once() {
    let mut looks = 0;
    let fails = move || {
        looks += 1;
        (looks > 3).then_some(false)
    };
    let typed = [Some(Key::Choice(1))];
    let (choices, ended, screen) = hold(&typed, GRACE, fails);
    assert_eq!(
        (choices, ended),
        (vec![Some(0), None, None], Ended::WithBuild)
    );
    assert!(!screen.contains("the build is done"), "{screen}");
}

#[test]
fn who_insists_is_asked_everything_after_the_build_too_but_not_for_ever() {
    let each = Patience::Each(Duration::from_secs(60));
    let typed = [Key::Choice(1), Key::Choice(2), Key::Choice(1)].map(Some);
    let (choices, ended, _) = hold(&typed, each, || Some(true));
    assert_eq!(
        (choices, ended),
        (vec![Some(0), Some(1), Some(0)], Ended::All)
    );
    let (choices, ended, _) = hold(&typed[..1], each, || Some(true));
    assert_eq!(
        (choices, ended),
        (vec![Some(0), None, None], Ended::Stopped)
    );
}
