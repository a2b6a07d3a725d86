//! The one place that knows what criterion writes.
//!
//! Its files are no stable format. So as little as possible is read, fields that are not known are ignored, a
//! benchmark is recognised by the `full_id` in its file and never by its path (criterion shortens and rewrites
//! names), and all statistics are computed anew from the raw sample.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Deepest folder that is looked into: group, function, value, `new`, and one to spare.
const DEPTH: usize = 5;
/// The folder with the newest results of a benchmark.
const NEWEST: &str = "new";

/// `benchmark.json`, as far as it is read.
#[derive(Debug, Deserialize)]
struct Benchmark {
    full_id: String,
}

/// `sample.json`, as far as it is read: iterations and total nanoseconds of each measurement.
#[derive(Debug, Deserialize)]
struct Sample {
    iters: Vec<f64>,
    times: Vec<f64>,
}

/// Median time of one iteration of the benchmark with this id, in whole nanoseconds, from the folder of one call.
///
/// # Errors
/// When the files are missing or are not what they should be; the message names the file.
pub fn median_ns(home: &Path, id: &str) -> Result<u64> {
    let mut found = Vec::new();
    look_for_newest(home, DEPTH, &mut found);
    for folder in &found {
        let benchmark: Benchmark = read(home, &folder.join("benchmark.json"))?;
        if benchmark.full_id == id {
            let path = folder.join("sample.json");
            let sample: Sample = read(home, &path)?;
            return median(&sample).ok_or_else(|| changed(home, &path));
        }
    }
    match found.first() {
        Some(other) => Err(changed(home, &other.join("benchmark.json"))),
        None => bail!("criterion layout changed: no folder `{NEWEST}` with results"),
    }
}

fn look_for_newest(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
    {
        if path.file_name().is_some_and(|name| name == NEWEST) {
            found.push(path);
        } else if depth > 1 {
            look_for_newest(&path, depth - 1, found);
        }
    }
}

fn read<T: DeserializeOwned>(home: &Path, path: &Path) -> Result<T> {
    let text = fs::read(path).with_context(|| changed(home, path))?;
    serde_json::from_slice(&text).with_context(|| changed(home, path))
}

fn changed(home: &Path, path: &Path) -> anyhow::Error {
    let file = path.strip_prefix(home).unwrap_or(path);
    anyhow!("criterion layout changed: {}", file.display())
}

fn median(sample: &Sample) -> Option<u64> {
    if sample.iters.len() != sample.times.len() {
        return None;
    }
    let each = sample.times.iter().zip(&sample.iters);
    let mut per_iteration: Vec<f64> = each.map(|(time, iters)| time / iters).collect();
    if per_iteration.is_empty() || !per_iteration.iter().all(|ns| ns.is_finite()) {
        return None;
    }
    per_iteration.sort_by(f64::total_cmp);
    let middle = per_iteration.len() / 2;
    let median = match per_iteration.len() % 2 {
        0 => (per_iteration[middle - 1] + per_iteration[middle]) / 2.0,
        _ => per_iteration[middle],
    };
    Some(median.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What criterion 0.8.2 wrote in one call, byte for byte.
    const BENCHMARK: &str = include_str!("../../tests/criterion/benchmark.json");
    const SAMPLE: &str = include_str!("../../tests/criterion/sample.json");
    const ID: &str = "map/lap-pool workers only/n=1000,grain_ns=20000";

    /// A home as criterion leaves it, with these two files in `new` and the same ones in `base`.
    fn home(benchmark: &str, sample: &str) -> tempfile::TempDir {
        let home = tempfile::tempdir().unwrap();
        for baseline in ["new", "base"] {
            let folder = home.path().join(ID).join(baseline);
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join("benchmark.json"), benchmark).unwrap();
            fs::write(folder.join("sample.json"), sample).unwrap();
        }
        home
    }

    fn read_from(benchmark: &str, sample: &str) -> Result<u64, String> {
        let home = home(benchmark, sample);
        median_ns(home.path(), ID).map_err(|error| error.to_string())
    }

    #[test]
    fn the_median_of_a_real_call_is_read() {
        // The two in the middle are 16164.72 and 16170.71 ns.
        assert_eq!(read_from(BENCHMARK, SAMPLE), Ok(16_168));
    }

    #[test]
    fn fields_that_are_not_known_do_no_harm() {
        let benchmark = BENCHMARK.replacen('{', r#"{"tomorrow":[1,2],"#, 1);
        let sample = SAMPLE.replacen('{', r#"{"tomorrow":null,"#, 1);
        assert_eq!(read_from(&benchmark, &sample), Ok(16_168));
    }

    #[test]
    fn a_shortened_folder_name_does_not_matter() {
        let home = home(BENCHMARK, SAMPLE);
        fs::rename(home.path().join("map"), home.path().join("m_p")).unwrap();
        assert_eq!(median_ns(home.path(), ID).unwrap(), 16_168);
    }

    #[test]
    fn a_changed_layout_is_said_to_be_one_and_the_file_is_named() {
        let file = Path::new(ID).join("new");
        let changed = |name: &str| {
            Err(format!(
                "criterion layout changed: {}",
                file.join(name).display()
            ))
        };
        assert_eq!(
            read_from(BENCHMARK, r#"{"iters":[1]}"#),
            changed("sample.json")
        );
        assert_eq!(
            read_from(BENCHMARK, r#"{"iters":[1,2],"times":[3]}"#),
            changed("sample.json")
        );
        assert_eq!(
            read_from(BENCHMARK, r#"{"iters":[0],"times":[0]}"#),
            changed("sample.json")
        );
        assert_eq!(read_from("{}", SAMPLE), changed("benchmark.json"));
        assert_eq!(
            read_from(r#"{"full_id":"another"}"#, SAMPLE),
            changed("benchmark.json")
        );
        let empty = tempfile::tempdir().unwrap();
        assert_eq!(
            median_ns(empty.path(), ID).unwrap_err().to_string(),
            "criterion layout changed: no folder `new` with results"
        );
    }
}
