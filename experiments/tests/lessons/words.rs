//! The studies' words have users: what is called something is a call, a count or a parameter that the study declares.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use lab_measure::description::Description;
use lab_measure::record::Role;
use toml::Table;

/// The studies, by their folders, each with its binary.
pub(crate) fn studies() -> Vec<(String, PathBuf)> {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin");
    let folders = std::fs::read_dir(folders).expect("the experiments");
    let mut studies: Vec<(String, PathBuf)> = folders
        .map(|folder| folder.expect("a folder").path())
        .filter(|folder| folder.join("study.toml").exists())
        .map(|folder| {
            let name = folder.file_name().expect("a name").to_string_lossy();
            // Cargo puts all binaries of a package into one folder.
            let binary = Path::new(env!("CARGO_BIN_EXE_selftest")).with_file_name(&*name);
            let binary = binary.with_extension(std::env::consts::EXE_EXTENSION);
            (name.into_owned(), binary)
        })
        .collect();
    studies.sort();
    studies
}

/// Cells are declared by every third process at least.
const PROCESSES: [&str; 3] = ["0", "1", "2"];

/// What a study declares.
#[derive(Default)]
pub(crate) struct Declared {
    pub(crate) call: BTreeSet<String>,
    pub(crate) count: BTreeSet<String>,
    pub(crate) parameter: BTreeSet<String>,
    /// Calls that are timed to be shown, and not to control the measurement.
    pub(crate) timed: BTreeSet<String>,
    pub(crate) curve: BTreeSet<String>,
    /// Contender and call of each traced visit.
    pub(crate) trace: BTreeSet<String>,
}

impl Declared {
    /// By a study's own account of a full run, which has all that others have, with files and addresses of the user's own.
    pub(crate) fn of(name: &str, binary: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("addresses.txt");
        std::fs::write(&list, "http://127.0.0.1:9/\n").expect("a list");
        let mut declared = Self::default();
        let mut words = worded(&format!("src/bin/{name}/study.toml"));
        let calls = words.remove("call").unwrap_or_default();
        for process in PROCESSES {
            let told = Command::new(binary)
                .args(["--describe", process, "--mode", "full", "--files"])
                .arg(folder.path())
                .arg("--urls")
                .arg(&list)
                .output()
                .expect("it starts");
            assert!(told.status.success(), "{name}: {told:?}");
            let told: Description = serde_json::from_slice(&told.stdout).expect("a description");
            let solo = told.solo.iter().map(|visit| &visit.cell);
            for cell in told.timed.iter().chain(solo) {
                declared.call.insert(cell.call.clone());
                declared.parameter.extend(cell.params.keys().cloned());
            }
            let timed = told.timed.into_iter();
            let shown = timed.filter(|cell| cell.role == Role::Subject);
            declared.timed.extend(shown.map(|cell| cell.call));
            // On a machine where files cannot be made cold, say, that call is absent, and has its words all the same.
            let absent = told.absent.into_iter().map(|absent| absent.what);
            for call in absent.filter(|what| calls.contains(what)) {
                declared.call.insert(call.clone());
                declared.timed.insert(call);
            }
            for visit in told.solo {
                declared.count.extend(visit.finds.counts);
                declared.curve.extend(visit.finds.series);
                if visit.finds.lanes {
                    let cell = visit.cell;
                    let trace = format!("{} {}", cell.contender, cell.call);
                    declared.trace.insert(trace);
                }
            }
        }
        declared
    }

    fn kinds(&self) -> [(&'static str, &BTreeSet<String>); 3] {
        [
            ("call", &self.call),
            ("count", &self.count),
            ("parameter", &self.parameter),
        ]
    }
}

pub(crate) fn read(path: &str) -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().expect("TOML")
}

/// The ids that a file has words for, by kind.
fn worded(path: &str) -> BTreeMap<String, Vec<String>> {
    let file = read(path);
    let words = file["words"].as_table().expect("a table");
    let ids = |of: &toml::Value| of.as_table().expect("a table").keys().cloned().collect();
    words
        .iter()
        .map(|(kind, of)| (kind.clone(), ids(of)))
        .collect()
}

#[test]
fn every_word_has_a_user_and_what_several_studies_use_is_said_once() {
    let all: Vec<(String, Declared)> = studies()
        .into_iter()
        .map(|(name, binary)| {
            let declared = Declared::of(&name, &binary);
            (name, declared)
        })
        .collect();
    for (name, declared) in &all {
        let own = worded(&format!("src/bin/{name}/study.toml"));
        for (kind, used) in declared.kinds() {
            for id in own.get(kind).into_iter().flatten() {
                assert!(
                    used.contains(id),
                    "{name} has words for the {kind} {id}, and none such"
                );
            }
        }
    }
    let shared = worded("words.toml");
    for (kind, ids) in &shared {
        for id in ids {
            let uses = |declared: &Declared| {
                let kinds = declared.kinds();
                kinds
                    .iter()
                    .any(|(one, used)| one == kind && used.contains(id))
            };
            let users = all.iter().filter(|(_, declared)| uses(declared)).count();
            assert!(
                users >= 2,
                "words.toml has the {kind} {id}, which {users} studies use"
            );
        }
    }
}

/// A benchmark tells its calls and their parameters only when it is built: their names stand in its source.
#[test]
fn every_word_of_a_benchmark_is_one_of_its_calls_or_parameters() {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR")).join("../benches");
    let sources = std::fs::read_dir(&benches).expect("the benchmarks");
    let sources = sources.map(|file| file.expect("a file").path());
    let sources = sources.filter(|file| file.extension().is_some_and(|end| end == "rs"));
    let code: String = sources
        .map(|file| std::fs::read_to_string(file).expect("source"))
        .collect();
    for folder in [
        "criterion_map",
        "criterion_tasks",
        "criterion_sparse",
        "criterion_streams",
    ] {
        let words = worded(&format!("../benches/{folder}/study.toml"));
        for (kind, ids) in &words {
            for id in ids {
                let stands = match kind.as_str() {
                    "parameter" => code.contains(&format!(",{id}=")),
                    _ => code.contains(&format!("\"{id}\"")),
                };
                assert!(
                    stands,
                    "{folder} has words for the {kind} {id}, and none such"
                );
            }
        }
    }
}
