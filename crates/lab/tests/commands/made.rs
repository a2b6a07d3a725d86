//! A build in our hands: a `cargo` that is a script of ours, and an experiment that is another.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use lab_measure::record::RECORD_SCHEMA;
use serde_json::json;

use crate::script;

/// Rules that these tests bring along.
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/claims.toml");

/// A folder with both scripts and the reports that come of them.
pub struct Made {
    folder: tempfile::TempDir,
}

impl Made {
    /// An experiment `p2_map_vs_imap` that hands out a sound, empty record.
    pub fn sound() -> Self {
        Self::sound_after("")
    }

    /// The same, but for `before`, a line of its script that comes before all else.
    pub fn sound_after(before: &str) -> Self {
        let made = Self::with_experiment(before);
        let record = json!({
            "schema": RECORD_SCHEMA, "experiment": "p2_map_vs_imap", "version": 1, "origin": "measured",
            "started": "2026-11-22T15:12:10Z", "finished": "2026-11-22T15:12:40Z", "mode": "quick", "seed": 7,
            "command": "", "probe": null, "environment": { "machine_class": "", "cores": 2, "facts": [] },
            "cells": [], "processes": [], "rounds": [], "samples": [], "counts": [], "series": [], "lanes": [],
            "absent": [], "code": []
        });
        fs::write(made.path("record"), record.to_string()).unwrap();
        made
    }

    /// An experiment that has no record, and does `before`.
    pub fn with_experiment(before: &str) -> Self {
        let made = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        made.script(
            "experiment",
            &format!(
                "{before}\nwhile [ $# -gt 0 ]; do case $1 in --record) to=$2;; esac; shift; done\n\
             cp '{}' \"$to\"\n",
                made.path("record").display()
            ),
        );
        made.cargo("");
        made
    }

    /// Replaces the build's script: `before` comes before it tells what it has made.
    pub fn cargo(&self, before: &str) {
        let artifact = json!({
            "reason": "compiler-artifact",
            "manifest_path": "/lab/experiments/Cargo.toml",
            "target": { "name": "p2_map_vs_imap", "kind": ["bin"] },
            "executable": self.path("experiment"),
        });
        self.script("cargo", &format!("{before}\necho '{artifact}'\n"));
    }

    /// `cargo lab` with this build.
    pub fn lab(&self, words: &[&str]) -> Command {
        self.lab_by(RULES, words)
    }

    /// The same, by other rules.
    pub fn lab_by(&self, rules: &str, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
        command
            .args(["--rules", rules, "--reports"])
            .arg(self.reports())
            .args(words)
            .env("CARGO", self.path("cargo"));
        command
    }

    /// A file beside the scripts.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn reports(&self) -> PathBuf {
        self.path("reports")
    }

    /// The folders of all runs, or of all that were sabotaged: below `reports/KIND`.
    pub fn folders(&self, kind: &str) -> Vec<PathBuf> {
        let all = fs::read_dir(self.reports().join(kind));
        all.map_or_else(
            |_| Vec::new(),
            |all| all.map(|one| one.unwrap().path()).collect(),
        )
    }

    fn script(&self, name: &str, text: &str) {
        script::write(&self.path(name), &format!("#!/bin/sh\n{text}"));
    }
}
