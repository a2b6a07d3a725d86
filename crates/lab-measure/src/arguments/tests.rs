//! What a command line becomes, and what of it reaches the fresh processes.

use super::*;

fn read(words: impl IntoIterator<Item = OsString>) -> Result<Arguments, Refusal> {
    Arguments::parse("p1", words.into_iter())
}

fn parse(line: &str) -> Result<Arguments, Refusal> {
    read(line.split_whitespace().map(OsString::from))
}

/// What is told of a mistake.
fn mistake(line: &str) -> String {
    match parse(line) {
        Err(Refusal::Mistake(mistake)) => mistake,
        other => panic!("{other:?}"),
    }
}

/// A process that `conductor` starts for this task.
fn again_as(task: &str, conductor: &Arguments) -> Arguments {
    let task = task.split_whitespace().map(OsString::from);
    read(task.chain(conductor.handed_on.clone())).unwrap()
}

#[test]
fn a_mistake_is_named_with_its_remedy_in_one_line() {
    for (line, expected) in [
        (
            "--mode slow",
            "invalid value 'slow' for '--mode <MODE>': it is quick, default or full",
        ),
        (
            "--seed x",
            "invalid value 'x' for '--seed <NUMBER>': invalid digit found in string",
        ),
        (
            "--seed",
            "a value is required for '--seed <NUMBER>' but none was supplied",
        ),
        (
            "--plan 1",
            "2 values required for '--plan <PROCESSES> <ROUNDS>' but 1 was provided",
        ),
        (
            "--sed 3",
            "unexpected argument '--sed' found; tip: a similar argument exists: '--seed'",
        ),
        (
            "--files /no/such/place",
            "--files needs a folder, and `/no/such/place` is none; name one that exists",
        ),
    ] {
        assert_eq!(mistake(line), expected, "{line}");
    }
    let missing = mistake("--urls /no/such/list");
    assert!(
        missing.starts_with("--urls cannot read `/no/such/list`: "),
        "{missing}"
    );
}

#[test]
fn the_help_is_what_the_user_asked_for_and_says_nothing_of_what_only_a_conductor_says() {
    for line in ["--help", "-h", "--mode quick --help"] {
        let Err(Refusal::Help(text)) = parse(line) else {
            panic!("{line} is no mistake");
        };
        assert!(
            text.contains("--describe") && text.contains("--plan"),
            "{text}"
        );
        assert!(
            !text.contains("--solo") && !text.contains("--fresh-process"),
            "{text}"
        );
    }
}

#[test]
fn an_experiment_describes_the_first_process_or_the_one_that_is_named() {
    for (line, process) in [
        ("--describe", 0),
        ("--describe --mode quick", 0),
        ("--describe 3", 3),
    ] {
        assert_eq!(parse(line).unwrap().task, Task::Describe { process });
    }
}

#[test]
fn a_part_of_an_experiment_reaches_its_fresh_processes() {
    let list = tempfile::NamedTempFile::new().unwrap();
    let wanted = Wanted {
        contender: "lap-pool".into(),
        call: "map".into(),
        params: [("n".to_owned(), 50)].into(),
    };
    std::fs::write(list.path(), serde_json::to_vec(&[&wanted]).unwrap()).unwrap();
    let line = format!("--plan 1 30 --only {}", list.path().display());
    let conductor = parse(&line).unwrap();
    assert_eq!(conductor.plan, Some((1, 30)));
    assert_eq!(again_as("--solo 0", &conductor).only, Some(vec![wanted]));
    let missing = mistake("--only /no/such/list");
    assert!(missing.starts_with("--only cannot use `/no/such/list`: "));
}

#[test]
fn a_fresh_process_gets_the_settings_of_its_conductor() {
    let list = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(list.path(), "http://127.0.0.1/\n").unwrap();
    let line = format!("--mode quick --files . --urls {}", list.path().display());
    let conductor = parse(&line).unwrap();
    let (files, urls) = (
        conductor.settings.files.clone(),
        conductor.settings.urls.clone(),
    );
    assert!(urls.is_some());
    let child = again_as("--fresh-process 3 2 --seed 9", &conductor);
    let (process, rounds) = (3, 2);
    assert_eq!(child.task, Task::Timed { process, rounds });
    assert_eq!((child.settings.mode, child.seed), (Mode::Quick, 9));
    assert_eq!(child.settings.files, files);
    assert_eq!(child.settings.urls, urls);
    assert!(child.addresses.is_none(), "it reads its conductor's copy");
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_whose_name_is_no_utf8_reaches_the_fresh_processes_as_it_is() {
    use std::os::unix::ffi::OsStringExt;
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join(OsString::from_vec(b"caf\xe9".to_vec()));
    std::fs::create_dir(&odd).unwrap();
    let words = [OsString::from("--files"), odd.clone().into()];
    let conductor = read(words).unwrap();
    assert_eq!(again_as("--solo 0", &conductor).settings.files, Some(odd));
    let words = [OsString::from_vec(b"--f\xe9".to_vec())];
    let Err(Refusal::Mistake(mistake)) = read(words) else {
        panic!("there is no such argument");
    };
    assert!(
        mistake.starts_with("unexpected argument '--f\u{fffd}' found"),
        "{mistake}"
    );
}

#[cfg(unix)]
#[test]
fn a_list_from_a_pipe_reaches_every_fresh_process() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let line = format!("--urls {}", pipe.display());
    let conductor = std::thread::scope(|scope| {
        scope.spawn(|| std::fs::write(&pipe, "http://127.0.0.1/\n").unwrap());
        parse(&line).unwrap()
    });
    for _ in 0..2 {
        let child = again_as("--solo 0", &conductor);
        let text = std::fs::read_to_string(child.settings.urls.unwrap()).unwrap();
        assert_eq!(text, "http://127.0.0.1/\n");
    }
}
