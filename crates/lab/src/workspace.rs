//! Where things are: the checkout that this program was built from, its rules, its reports.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use lab_report::rule_files;
use lab_verdict::claims::Claims;
use lab_verdict::files::RuleFile;

use crate::cli::Places;

/// The places of one invocation.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The checkout.
    pub root: PathBuf,
    /// Runs and pages.
    pub reports: PathBuf,
    /// Rules that replace the usual ones, where the user asked for that.
    pub other_rules: Option<PathBuf>,
}

/// Rules, and the files that they were read from.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The files, as they go into a run's folder.
    pub files: Vec<RuleFile>,
    /// What it says.
    pub claims: Claims,
}

impl Workspace {
    /// Finds the checkout: two levels above this crate, as it was when it was compiled.
    ///
    /// # Errors
    /// When the checkout has been moved or removed since.
    pub fn find(places: &Places) -> Result<Self> {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
        let root = crates.and_then(Path::parent).map(Path::to_path_buf);
        let root = root.filter(|root| root.join("Cargo.toml").is_file());
        let Some(root) = root else {
            bail!(
                "the checkout that this program was built from is gone; build it again where the checkout is now: cargo lab list"
            );
        };
        Ok(Self {
            reports: places.reports.clone().unwrap_or(root.join("reports")),
            other_rules: places.rules.clone(),
            root,
        })
    }

    /// The rules in force: the user's, else those of the checkout.
    ///
    /// # Errors
    /// When they cannot be read or are no sound rules.
    pub fn rules(&self) -> Result<Rules> {
        let path = self.other_rules.as_ref().unwrap_or(&self.root);
        let files = rule_files::read(path)
            .context("cannot read the rules; name others with --rules PATH")?;
        let claims =
            Claims::of(&files).with_context(|| format!("{} holds no sound rules", shown(path)))?;
        Ok(Rules { files, claims })
    }

    /// The folder of all runs.
    pub fn runs(&self) -> PathBuf {
        self.reports.join("runs")
    }

    /// The records kept from other machines.
    pub fn recordings(&self) -> PathBuf {
        self.root.join("experiments").join("recordings")
    }

    /// Figures measured before these experiments were written.
    pub fn earlier(&self) -> PathBuf {
        self.root.join("experiments").join("earlier.toml")
    }

    /// The page that a reader opens first.
    pub fn index(&self) -> PathBuf {
        self.reports.join("index.html")
    }
}

/// The rules of this checkout, for tests that look at them.
#[cfg(test)]
pub fn own_rules() -> Claims {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let files = rule_files::read(&root).unwrap_or_else(|error| panic!("{error}"));
    Claims::of(&files).unwrap_or_else(|error| panic!("{error}"))
}

/// A path as it is told to the user: relative to the current folder where that is shorter.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    here.and_then(|here| relative(path, &here))
        .unwrap_or_else(|| path.to_path_buf())
        .display()
        .to_string()
}

/// `path` seen from `here`, where it lies in `here` or in one of the two folders above it.
fn relative(path: &Path, here: &Path) -> Option<PathBuf> {
    (0..=2).zip(here.ancestors()).find_map(|(up, folder)| {
        // The root of a file system is above everything: a path from there is no shorter.
        folder.parent()?;
        let rest = path.strip_prefix(folder).ok()?;
        let mut found: PathBuf = std::iter::repeat_n("..", up).collect();
        found.push(rest);
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_where_the_user_stands() {
        let seen = |path: &str, here: &str| relative(Path::new(path), Path::new(here));
        assert_eq!(
            seen("/a/lab/reports/index.html", "/a/lab"),
            Some("reports/index.html".into())
        );
        assert_eq!(
            seen("/a/lab/reports/index.html", "/a/lab/crates/lab"),
            Some("../../reports/index.html".into())
        );
        assert_eq!(seen("/a/lab/x", "/b/c/d"), None);
        assert_eq!(seen("reports/x", "/b/c/d"), None);
    }
}
