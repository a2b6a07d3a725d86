//! Where rules lie: in a checkout, in a run's folder, or where the user says.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use lab_verdict::files::{RuleFile, RuleFileKind};

use crate::ReportError;

/// All rules in one file, as runs kept them before each study had its own.
pub const CLAIMS: &str = "claims.toml";
/// The folder in a run's folder that holds its copy of the rules: `article.toml`, and `NAME.toml` for each study.
pub const RULES: &str = "rules";
/// The article's file.
pub const ARTICLE: &str = "article.toml";

/// Reads the rules at a path: a file of the form claims/1, a folder with `article.toml` and `NAME.toml` for each study, a
/// run's folder, or a checkout.
///
/// # Errors
/// When there are none, or one of the files cannot be read.
pub fn read(path: &Path) -> Result<Vec<RuleFile>, ReportError> {
    if !path.is_dir() {
        return Ok(vec![file(path, path, RuleFileKind::Claims)?]);
    }
    if path.join("experiments").join(ARTICLE).is_file() {
        return of_checkout(path);
    }
    let inner = path.join(RULES);
    if inner.join(ARTICLE).is_file() {
        return of_folder(&inner, path);
    }
    if path.join(CLAIMS).is_file() {
        return Ok(vec![file(&path.join(CLAIMS), path, RuleFileKind::Claims)?]);
    }
    of_folder(path, path)
}

/// What a file of rules is called in a run's folder.
pub fn name_in_a_run(kind: &RuleFileKind) -> PathBuf {
    match kind {
        RuleFileKind::Claims => PathBuf::from(CLAIMS),
        RuleFileKind::Article => Path::new(RULES).join(ARTICLE),
        RuleFileKind::Study(name) => Path::new(RULES).join(format!("{name}.toml")),
    }
}

/// Whether two sets of rules are the same, wherever they lie.
pub(crate) fn are_same(one: &[RuleFile], other: &[RuleFile]) -> bool {
    let content = |files: &[RuleFile]| {
        let mut all: Vec<(PathBuf, String)> = (files.iter())
            .map(|file| (name_in_a_run(&file.kind), file.text.clone()))
            .collect();
        all.sort();
        all
    };
    content(one) == content(other)
}

/// `article.toml`, and every other TOML file of the folder as the rules of the study of its name.
fn of_folder(folder: &Path, root: &Path) -> Result<Vec<RuleFile>, ReportError> {
    let mut files = vec![file(&folder.join(ARTICLE), root, RuleFileKind::Article)?];
    for path in entries(folder)? {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if path.extension().is_some_and(|ending| ending == "toml") && stem != "article" {
            let kind = RuleFileKind::Study(stem.into_owned());
            files.push(file(&path, root, kind)?);
        }
    }
    Ok(files)
}

/// The article, and the rules of each experiment and benchmark, which lie in their folders.
fn of_checkout(root: &Path) -> Result<Vec<RuleFile>, ReportError> {
    let experiments = root.join("experiments");
    let article = experiments.join(ARTICLE);
    let mut files = vec![file(&article, root, RuleFileKind::Article)?];
    for place in [experiments.join("src").join("bin"), root.join("benches")] {
        for folder in entries(&place)? {
            let path = folder.join("rules.toml");
            if path.is_file() {
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                let kind = RuleFileKind::Study(name.into_owned());
                files.push(file(&path, root, kind)?);
            }
        }
    }
    Ok(files)
}

fn file(path: &Path, root: &Path, kind: RuleFileKind) -> Result<RuleFile, ReportError> {
    let text = fs::read_to_string(path).map_err(|source| ReportError::read(path, source))?;
    let within = path.strip_prefix(root).ok();
    let within = within.filter(|within| !within.as_os_str().is_empty());
    Ok(RuleFile {
        name: within.unwrap_or(path).display().to_string(),
        kind,
        text,
    })
}

/// What a folder holds, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, ReportError> {
    let fail = |source| ReportError::read(folder, source);
    let entries = fs::read_dir(folder).map_err(fail)?;
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(fail)?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(path: &Path) -> Vec<RuleFileKind> {
        let files = read(path).unwrap();
        files.into_iter().map(|file| file.kind).collect()
    }

    #[test]
    fn rules_are_found_in_a_file_a_folder_a_run_and_a_checkout() {
        let place = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = place.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, name).unwrap();
            path
        };
        let study = |name: &str| RuleFileKind::Study(name.into());
        let one = write("old/claims.toml");
        assert_eq!(kinds(&one), [RuleFileKind::Claims]);
        assert_eq!(kinds(one.parent().unwrap()), [RuleFileKind::Claims]);
        for name in ["article.toml", "p2.toml", "p1.toml"] {
            write(&format!("run/rules/{name}"));
        }
        let all = [RuleFileKind::Article, study("p1"), study("p2")];
        assert_eq!(kinds(&place.path().join("run")), all);
        assert_eq!(kinds(&place.path().join("run/rules")), all);
        for name in [
            "article.toml",
            "earlier.toml",
            "src/bin/p1/rules.toml",
            "src/bin/p1/main.rs",
        ] {
            write(&format!("tree/experiments/{name}"));
        }
        write("tree/benches/criterion_map/rules.toml");
        let tree = read(&place.path().join("tree")).unwrap();
        let names: Vec<&str> = tree.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "experiments/article.toml",
                "experiments/src/bin/p1/rules.toml",
                "benches/criterion_map/rules.toml"
            ]
        );
        assert_eq!(tree[2].kind, study("criterion_map"));
    }

    #[test]
    fn a_folder_without_an_article_is_no_place_of_rules() {
        let place = tempfile::tempdir().unwrap();
        let told = read(place.path()).unwrap_err().to_string();
        assert!(told.contains("article.toml"), "{told}");
    }
}
