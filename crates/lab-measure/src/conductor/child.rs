//! A fresh process: started with a lifeline, watched, and understood line by line.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::protocol::Message;
use crate::watched::Watched;

/// Runs `binary` to its end and gives what it said.
///
/// # Errors
/// When it is not there, fails, says something else than messages, or takes longer than `limit`.
pub fn run(binary: &Path, words: &[String], limit: Duration) -> Result<Vec<Message>> {
    let name = binary.file_stem().unwrap_or_default().to_string_lossy();
    if !binary.exists() {
        bail!("the program `{name}` is not built; `cargo lab bench` builds it");
    }
    let mut command = Command::new(binary);
    command.args(words).arg("--lifeline");
    let lines = Watched::start(&mut command, limit).and_then(Watched::finish);
    let lines = lines.with_context(|| format!("`{name}`"))?;
    let parse = |line: &String| {
        serde_json::from_str(line)
            .with_context(|| format!("`{name}` said something unexpected: {line:.200}"))
    };
    lines.iter().map(parse).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const AMPLE: Duration = Duration::from_secs(60);

    /// What goes wrong with a shell that does this.
    fn refusal(script: &str, limit: Duration) -> String {
        let words = ["-c".to_owned(), script.to_owned()];
        let error = run(Path::new("/bin/sh"), &words, limit).unwrap_err();
        format!("{error:#}")
    }

    #[test]
    fn messages_come_in_the_order_in_which_they_were_said() {
        let line = r#"{"is":"absent","what":{"what":"X","reason":"because"}}"#;
        let script = format!("echo '{}'; echo '{}'", line, line.replace('X', "Y"));
        let said = run(Path::new("/bin/sh"), &["-c".into(), script], AMPLE).unwrap();
        let what = |message: &Message| match message {
            Message::Absent(absent) => absent.what.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(said.iter().map(what).collect::<Vec<_>>(), ["X", "Y"]);
    }

    #[test]
    fn what_goes_wrong_is_told_with_the_programs_name() {
        let missing = run(Path::new("/no/such/p2"), &[], AMPLE).unwrap_err();
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
