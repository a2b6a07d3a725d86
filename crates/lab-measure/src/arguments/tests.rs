//! What a command line becomes, and what of it reaches the fresh processes.

use super::*;

fn parse(line: &str) -> Result<Option<Arguments>, String> {
    Arguments::parse(line.split_whitespace().map(OsString::from))
}

/// A process that `conductor` starts for this task.
fn again_as(task: &str, conductor: &Arguments) -> Arguments {
    let task = task.split_whitespace().map(OsString::from);
    let words = task.chain(conductor.handed_on.clone());
    Arguments::parse(words).unwrap().unwrap()
}

#[test]
fn a_mistake_is_named_with_its_remedy() {
    assert_eq!(
        parse("--mode slow").unwrap_err(),
        "--mode is quick, default or full, not `slow`"
    );
    assert_eq!(
        parse("--seed").unwrap_err(),
        "--seed needs a number after it"
    );
    assert_eq!(
        parse("--seed x").unwrap_err(),
        "--seed needs a whole number, not `x`"
    );
    assert_eq!(parse("--sed 3").unwrap_err(), "unknown argument `--sed`");
    assert_eq!(
        parse("--files /no/such/place").unwrap_err(),
        "--files needs a folder, and `/no/such/place` is none; name one that exists"
    );
    assert_eq!(
        refusal("unknown argument `--sed`"),
        "unknown argument `--sed` (--help lists the arguments)"
    );
    let missing = parse("--urls /no/such/list").unwrap_err();
    assert!(
        missing.starts_with("--urls cannot read `/no/such/list`: "),
        "{missing}"
    );
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
    let conductor = parse(&line).unwrap().unwrap();
    assert_eq!(conductor.plan, Some((1, 30)));
    assert_eq!(again_as("--solo 0", &conductor).only, Some(vec![wanted]));
    let missing = parse("--only /no/such/list").unwrap_err();
    assert!(missing.starts_with("--only cannot use `/no/such/list`: "));
}

#[test]
fn a_fresh_process_gets_the_settings_of_its_conductor() {
    let list = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(list.path(), "http://127.0.0.1/\n").unwrap();
    let line = format!("--mode quick --files . --urls {}", list.path().display());
    let conductor = parse(&line).unwrap().unwrap();
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
    let conductor = Arguments::parse(words.into_iter()).unwrap().unwrap();
    assert_eq!(again_as("--solo 0", &conductor).settings.files, Some(odd));
    let words = [OsString::from_vec(b"--f\xe9".to_vec())];
    let refusal = Arguments::parse(words.into_iter()).unwrap_err();
    assert_eq!(refusal, "unknown argument `--f\u{fffd}`");
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
        parse(&line).unwrap().unwrap()
    });
    for _ in 0..2 {
        let child = again_as("--solo 0", &conductor);
        let text = std::fs::read_to_string(child.settings.urls.unwrap()).unwrap();
        assert_eq!(text, "http://127.0.0.1/\n");
    }
}
