//! Records on disk: written to a temporary name and renamed, so that a reader sees all of a file or none.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::record::{RECORD_SCHEMA, RUN_SCHEMA, Record, RunManifest};

/// Writes `bytes` to `path`: all or nothing.
///
/// # Errors
/// When the folder cannot be made or written to; then nothing stands under `path` that did not stand there before.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = unfinished(path)?;
    file.write_all(bytes)
        .with_context(|| format!("cannot write {}", path.display()))?;
    file.as_file()
        .sync_all()
        .with_context(|| format!("cannot flush {}", path.display()))?;
    readable_by_all(file.as_file());
    file.persist(path)
        .with_context(|| format!("cannot put {} in place", path.display()))?;
    Ok(())
}

/// Whether a file could be written to `path`, for who would rather know before measuring than after. Writes nothing.
///
/// # Errors
/// When the folder cannot be made or written to, or is the path of a folder itself.
pub fn expect_writable(path: &Path) -> Result<()> {
    if path.is_dir() {
        bail!("cannot write {}: it is a folder", path.display());
    }
    unfinished(path).map(drop)
}

/// A file beside `path`, under a temporary name. It goes when it is dropped.
fn unfinished(path: &Path) -> Result<NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    tempfile::Builder::new()
        .prefix(".unfinished-")
        .tempfile_in(folder)
        .with_context(|| format!("cannot write in the folder {}", folder.display()))
}

/// A temporary file is private to its user; a report is not. Failing to widen it costs nothing but that.
fn readable_by_all(file: &fs::File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = file.set_permissions(fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// Writes `value` as JSON: all or nothing.
///
/// # Errors
/// As [`write_atomically`].
pub fn write_json<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let mut text = serde_json::to_vec(value).context("a record cannot be put into JSON")?;
    text.push(b'\n');
    write_atomically(path, &text)
}

/// Reads a record.
///
/// # Errors
/// When the file is missing, is no JSON, or is of another form than [`RECORD_SCHEMA`]; the message names the file.
pub fn read_record(path: &Path) -> Result<Record> {
    let record: Record = read_json(path)?;
    expect_schema(path, &record.schema, RECORD_SCHEMA)?;
    Ok(record)
}

/// Reads a run's manifest.
///
/// # Errors
/// As [`read_record`], for [`RUN_SCHEMA`].
pub fn read_manifest(path: &Path) -> Result<RunManifest> {
    let manifest: RunManifest = read_json(path)?;
    expect_schema(path, &manifest.schema, RUN_SCHEMA)?;
    Ok(manifest)
}

/// Reads another file of the lab's own, which names its form in `schema` as records do.
///
/// # Errors
/// As [`read_record`], for the form `expected`.
pub fn read_form<T: DeserializeOwned>(path: &Path, expected: &str) -> Result<T> {
    let value: serde_json::Value = read_json(path)?;
    let found = value.get("schema").and_then(serde_json::Value::as_str);
    expect_schema(path, found.unwrap_or_default(), expected)?;
    serde_json::from_value(value)
        .with_context(|| format!("{} is not what it should be", path.display()))
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let text = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_slice(&text)
        .with_context(|| format!("{} is not what it should be", path.display()))
}

fn expect_schema(path: &Path, found: &str, expected: &str) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    bail!(
        "{} is of the form `{found}`, this program reads `{expected}`; use the version of the lab that wrote it",
        path.display()
    )
}

/// SHA-256 of a text or of bytes, in hexadecimal.
pub fn sha256_hex(text: impl AsRef<[u8]>) -> String {
    Sha256::digest(text.as_ref())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
