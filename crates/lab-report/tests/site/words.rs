//! The words: every answer, every reason, and sentences that take their names from the data.

mod labels;

use std::collections::BTreeSet;

use lab_report::text::answer::answer_words;
use lab_report::text::missing::missing_words;
use lab_report::text::reason::{Circumstances, reason_words};
use lab_report::text::summary::summary;
use lab_report::{Judged, Missing, Why, closing_line, render};
use lab_verdict::answer::{Answer, Outcome, Reason, Verdict};
use lab_verdict::claims::Evidence;

use crate::synthetic;
use crate::synthetic::html::{pages, texts};

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

fn answers() -> Vec<Answer> {
    vec![
        Answer::Holds,
        Answer::DoesNotHold,
        Answer::DependsOn("grain_ns".into()),
        Answer::TooSmallToMatter,
        Answer::DoesNotApply("it has no such call".into()),
        Answer::CantTellHere(vec![Reason::QuickMode]),
    ]
}

fn reasons() -> Vec<Reason> {
    vec![
        Reason::QuickMode,
        Reason::NoData(None),
        Reason::NoData(Some("python3 was not found".into())),
        Reason::TooFewProcesses(3, 10),
        Reason::Straddles,
        Reason::Open,
        Reason::Contaminated(4, 30),
        Reason::ControlFailed("null control, map_again against map".into()),
        Reason::OtherVersion(2, 3),
    ]
}

#[test]
fn every_answer_has_a_mark_and_words_of_its_own() {
    let all: Vec<_> = answers()
        .into_iter()
        .map(|answer| answer_words(&verdict(answer)))
        .collect();
    let words: Vec<&str> = all.iter().map(|one| one.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "holds",
            "does not hold",
            "depends on the length of a task",
            "too small to matter here",
            "does not apply",
            "can’t tell here"
        ]
    );
    let marks: BTreeSet<&str> = all.iter().map(|one| one.mark).collect();
    assert_eq!(marks.len(), all.len());
}

#[test]
fn a_rule_may_say_in_its_own_words_what_decides() {
    let words = answer_words(&verdict(Answer::DependsOn("the length of a task".into())));
    assert_eq!(words.words, "depends on the length of a task");
}

#[test]
fn a_trap_that_is_not_there_is_no_reproach() {
    let mut one = verdict(Answer::DoesNotHold);
    one.not_needed = true;
    assert_eq!(answer_words(&one).words, "advice not needed here");
}

#[test]
fn every_reason_has_words_of_its_own_and_a_remedy() {
    for recorded in [false, true] {
        let around = Circumstances {
            experiment: "p2_map_vs_imap",
            subject: "CPython",
            seconds: Some(90),
            recorded,
        };
        let all: Vec<_> = reasons()
            .iter()
            .map(|reason| reason_words(reason, around))
            .collect();
        let shorts: BTreeSet<&str> = all.iter().map(|words| words.short.as_str()).collect();
        let whys: BTreeSet<&str> = all.iter().map(|words| words.why.as_str()).collect();
        assert_eq!((shorts.len(), whys.len()), (all.len(), all.len()));
        for words in all {
            assert!(
                words.why.ends_with('.') && words.remedy.ends_with('.'),
                "{words:?}"
            );
            assert!(words.short.len() <= 60, "{words:?}");
        }
    }
}

#[test]
fn remedies_name_the_command() {
    let around = Circumstances {
        experiment: "p2_map_vs_imap",
        subject: "CPython",
        seconds: Some(90),
        recorded: false,
    };
    assert_eq!(
        reason_words(&Reason::Contaminated(4, 30), around).remedy,
        "Close other programs and run `cargo lab run p2_map_vs_imap` again."
    );
    assert_eq!(
        reason_words(&Reason::QuickMode, around).remedy,
        "A full run of this experiment takes about 1 min 30 s: `cargo lab run p2_map_vs_imap`."
    );
}

#[test]
fn every_kind_of_gap_has_words_and_a_remedy() {
    let whys = [
        Why::Unreadable("no JSON".into()),
        Why::Failed("stopped.".into()),
        Why::NotReached,
        Why::NoFile,
        Why::NotPlanned,
    ];
    let mut seen = BTreeSet::new();
    for why in whys {
        let words = missing_words(&Missing {
            what: "p1".into(),
            why,
        });
        assert!(
            words.why.ends_with('.') && !words.why.ends_with(".."),
            "{words:?}"
        );
        assert!(words.remedy.ends_with('.'), "{words:?}");
        assert!(seen.insert(words.why));
    }
}

#[test]
fn a_sentence_has_number_interval_and_scope() {
    let site = synthetic::site();
    let judged = site.judged();
    let one = judged
        .iter()
        .find(|one| one.claim.id == "C11" && one.verdict.contender == "lap-pool")
        .unwrap();
    let finding = one.told().findings()[0].to_string();
    assert_eq!(
        finding,
        "✕ lap-pool’s imap took 17.6 times as long as its map [17.1 to 18, 99 %] (empty tasks; 15 fresh processes, on this 2-core virtual machine)."
    );
    let line = closing_line(&one.told());
    assert_eq!(
        line.number,
        "imap took 17.6 times as long as map [17.1 to 18] (empty tasks)"
    );
    assert_eq!(
        (line.claim.as_str(), line.subject.as_str(), line.evidence),
        ("C11", "lap-pool", "measured")
    );
}

#[test]
fn the_summary_counts_what_it_says() {
    let site = synthetic::site();
    assert_eq!(
        summary(&site.judged()),
        "Judged here: 5 pieces of the article’s advice. For CPython’s ThreadPool 1 holds, 3 do not hold and 1 cannot be told; for lap-pool 3 hold, 1 does not hold and 1 has no meaning."
    );
}

/// A number that lies between two answers says more than that there is none.
#[test]
fn an_interval_between_the_answers_is_shown_with_the_reason() {
    let site = synthetic::site();
    let mut judged = site.judged();
    let is_timed = |one: &&mut Judged<'_>| {
        one.verdict.evidence == Evidence::Measured && one.verdict.answer == Answer::Holds
    };
    let one = judged
        .iter_mut()
        .find(is_timed)
        .expect("a timed claim holds");
    let number = one.told().numbers()[0].to_string();
    one.verdict.answer = Answer::CantTellHere(vec![Reason::Straddles]);
    let between = one.told().numbers()[0].to_string();
    assert_eq!(
        between, "the interval contains a threshold",
        "no test of it lies between"
    );
    for test in &mut one.verdict.regimes[0].tests {
        test.outcome = Outcome::Unknown(vec![Reason::Straddles]);
    }
    let between = one.told().numbers()[0].to_string();
    assert_eq!(
        between,
        format!("{number}: the interval contains a threshold")
    );
}

#[test]
fn a_test_between_two_numbers_of_workers_names_both() {
    let site = synthetic::scaling_site();
    let judged = site.judged();
    let of = |claim: &str| {
        judged
            .iter()
            .find(|one| one.claim.id == claim && one.verdict.contender == "lap-pool")
            .expect("a verdict")
    };
    let waiting = of("C25").told().findings()[0].to_string();
    assert!(
        waiting.contains("lap-pool with 16 workers ran ")
            && waiting.contains(" times as fast per task as with 1 worker ["),
        "{waiting}"
    );
    let computing = of("C26").told().findings()[0].to_string();
    assert!(
        computing.contains("lap-pool with a worker per core ran ")
            && computing.contains(" times as fast as with 1 worker ["),
        "{computing}"
    );
    let stamp = of("C26").told().numbers()[0].to_string();
    assert!(stamp.starts_with("a worker per core ran "), "{stamp}");
}

#[test]
fn a_call_against_what_its_workers_allow_says_ratio_interval_and_scope() {
    let site = synthetic::scaling_site();
    let folder = tempfile::tempdir().unwrap();
    render(&site, folder.path()).unwrap();
    let page = &pages(folder.path())["p6_io_vs_cpu.html"];
    let all = texts(page, "<p class=\"reading\">", "</p>").join("\n");
    for words in [
        "On this 2-core virtual machine, 1,000 tasks (GET) with 64 workers must take at least 16 times as long as one alone: ",
        " lap-pool, workers only took 2.",
        "lap-pool took as long as std threads, a chunk each [",
        "% of the limit. By Little’s law, ",
        "It reached 95 % of its best with 2 workers. Goetz’s formula asks for 2.01 at a wait share of 0.5",
        "lap-pool levelled off within a factor of 2 of Goetz’s formula in 6 of 10 workloads. It levelled off farther from it in 1 \
         workload. In 3 workloads it still gained with 64 workers, and the formula asks for more.",
    ] {
        assert!(all.contains(words), "{words}\n{all}");
    }
}
