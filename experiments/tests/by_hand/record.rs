//! A record made by hand, as it grows: what a test of rules gives them to judge.

use lab_verdict::claims::Claims;
use serde_json::{Value, json};

const RULES: &str = include_str!("../../claims.toml");

/// A record of one experiment: fifteen processes of one quiet round each, and nothing in them yet.
pub struct Lab {
    /// The record, in its form on disk.
    pub record: Value,
}

impl Lab {
    /// Nothing measured yet, by the version that the rules were written for.
    pub fn of(experiment: &str) -> Self {
        let rules = Claims::parse(RULES).unwrap_or_else(|error| panic!("{error}"));
        let version = rules.experiment[experiment].version;
        let rounds: Vec<Value> = (0..15)
            .map(|process| {
                json!({ "process": process, "round": 0, "wall_ns": 1, "own_cpu_ns": 1, "foreign_cores": 0.0 })
            })
            .collect();
        Self {
            record: json!({
                "schema": "lap-pool.record/1", "experiment": experiment, "version": version,
                "origin": "measured", "started": "", "finished": "", "mode": "default", "seed": 0, "command": "",
                "environment": { "machine_class": "", "cores": 2, "facts": [] }, "probe": null, "cells": [],
                "processes": [], "rounds": rounds, "samples": [], "counts": [], "series": [], "lanes": [],
                "absent": [], "code": []
            }),
        }
    }

    /// Adds a cell and gives its number.
    pub fn cell(&mut self, contender: &str, call: &str, role: &str, params: Value) -> usize {
        let cells = self.list("cells");
        cells.push(json!({ "contender": contender, "call": call, "params": params, "role": role }));
        cells.len() - 1
    }

    /// One of the record's lists.
    pub fn list(&mut self, name: &str) -> &mut Vec<Value> {
        self.record[name].as_array_mut().expect("a list")
    }
}
