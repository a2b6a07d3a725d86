//! What the user gives to work on, looked at before anything runs.

use std::path::{Path, PathBuf};

/// The folder behind `--files`.
///
/// # Errors
/// In words for the user: it is none.
pub fn folder(path: &Path) -> Result<PathBuf, String> {
    if path.is_dir() {
        return Ok(path.to_path_buf());
    }
    Err(format!(
        "--files needs a folder, and `{}` is none; name one that exists",
        path.display()
    ))
}

/// The list of addresses behind `--urls`: a text file with at least one line that is neither empty nor a comment, after
/// the byte order mark with which editors on Windows begin it. What the lines say is the experiment's affair, which must
/// find no fewer.
///
/// # Errors
/// In words for the user: it cannot be read, or there is nothing in it.
pub fn addresses(path: &Path) -> Result<PathBuf, String> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("--urls cannot read `{shown}`: {error}"))?;
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    if lines.any(|line| !line.is_empty() && !line.starts_with('#')) {
        return Ok(path.to_path_buf());
    }
    Err(format!(
        "--urls needs a list of addresses, one a line, and `{shown}` holds none"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_a_folder_that_exists() {
        let folders = tempfile::tempdir().unwrap();
        assert_eq!(folder(folders.path()), Ok(folders.path().to_path_buf()));
        let file = folders.path().join("file");
        std::fs::write(&file, "x").unwrap();
        for none in [file, folders.path().join("missing")] {
            let refusal = folder(&none).unwrap_err();
            assert!(
                refusal.contains("is none; name one that exists"),
                "{refusal}"
            );
        }
    }

    #[test]
    fn a_list_needs_one_line_that_says_something() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("list.txt");
        for nothing in [
            "",
            " \n\n",
            "# only\n  # comments\n",
            "\u{feff}# behind a mark\n",
            "\u{feff}\r\n",
        ] {
            std::fs::write(&list, nothing).unwrap();
            let refusal = addresses(&list).unwrap_err();
            assert!(refusal.contains("list.txt` holds none"), "{refusal}");
        }
        for one in ["# one\nhttp://127.0.0.1/\n", "\u{feff}nonsense"] {
            std::fs::write(&list, one).unwrap();
            assert_eq!(addresses(&list).as_ref(), Ok(&list));
        }
    }

    #[test]
    fn a_list_that_cannot_be_read_is_refused_with_the_systems_reason() {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("binary");
        std::fs::write(&binary, [0xff, 0xfe, 0x00]).unwrap();
        for unreadable in [&folder.path().join("missing"), folder.path(), &binary] {
            let refusal = addresses(unreadable).unwrap_err();
            assert!(refusal.starts_with("--urls cannot read `"), "{refusal}");
        }
    }
}
