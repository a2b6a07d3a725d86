//! A fresh process: started with a lifeline, watched, and understood line by line.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::protocol::Message;
use crate::watched::Watched;

/// What a process said, and what went wrong with it, if anything did.
pub struct Said {
    /// Its messages, up to where it went wrong.
    pub messages: Vec<Message>,
    /// It is not there, failed, said something else than messages, or took longer than its limit.
    pub trouble: Option<anyhow::Error>,
}

/// Runs `binary` to its end and gives what it said.
pub fn run(binary: &Path, words: &[OsString], limit: Duration) -> Said {
    let mut messages = Vec::new();
    let trouble = listen(binary, words, limit, &mut messages).err();
    Said { messages, trouble }
}

fn listen(
    binary: &Path,
    words: &[OsString],
    limit: Duration,
    said: &mut Vec<Message>,
) -> Result<()> {
    let name = binary.file_stem().unwrap_or_default().to_string_lossy();
    if !binary.exists() {
        bail!("the program `{name}` is not built; `cargo lab bench` builds it");
    }
    let mut command = Command::new(binary);
    command.args(words);
    let in_its_name = || format!("`{name}`");
    let mut process = Watched::start(&mut command, limit).with_context(in_its_name)?;
    while let Some(line) = process.next_line().with_context(in_its_name)? {
        let message = serde_json::from_str(&line)
            .with_context(|| format!("`{name}` said something unexpected: {line:.200}"))?;
        said.push(message);
    }
    process.finish().with_context(in_its_name)?;
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const AMPLE: Duration = Duration::from_secs(60);

    /// What goes wrong with a shell that does this.
    fn refusal(script: &str, limit: Duration) -> String {
        let words = ["-c".into(), script.into()];
        let trouble = run(Path::new("/bin/sh"), &words, limit).trouble;
        format!("{:#}", trouble.unwrap())
    }

    #[test]
    fn messages_come_in_the_order_in_which_they_were_said() {
        let line = r#"{"is":"absent","what":{"what":"X","reason":"because"}}"#;
        let script = format!("echo '{}'; echo '{}'", line, line.replace('X', "Y"));
        let said = run(Path::new("/bin/sh"), &["-c".into(), script.into()], AMPLE);
        assert!(said.trouble.is_none());
        let what = |message: &Message| match message {
            Message::Absent(absent) => absent.what.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            said.messages.iter().map(what).collect::<Vec<_>>(),
            ["X", "Y"]
        );
    }

    #[test]
    fn what_was_said_before_something_went_wrong_is_kept() {
        let line = r#"{"is":"absent","what":{"what":"X","reason":"because"}}"#;
        for end in ["exit 1", "kill -9 $$", "echo nonsense"] {
            let script = format!("echo '{line}'; {end}");
            let said = run(Path::new("/bin/sh"), &["-c".into(), script.into()], AMPLE);
            assert_eq!(said.messages.len(), 1, "{end}");
            assert!(said.trouble.is_some(), "{end}");
        }
    }

    #[test]
    fn what_goes_wrong_is_told_with_the_programs_name() {
        let missing = run(Path::new("/no/such/p2"), &[], AMPLE).trouble.unwrap();
        let missing = missing.to_string();
        assert!(
            missing.starts_with("the program `p2` is not built"),
            "{missing}"
        );
        let nonsense = refusal("echo nonsense", AMPLE);
        assert!(
            nonsense.starts_with("`sh` said something unexpected: nonsense"),
            "{nonsense}"
        );
        let failed = refusal("echo 'no luck' >&2; exit 1", AMPLE);
        assert_eq!(failed, "`sh`: no luck");
        let hangs = refusal("exec cat", Duration::from_millis(30));
        assert_eq!(hangs, "`sh`: it was not finished after 1 s and was ended");
    }
}
