//! Rules with one claim, from the regimes and tests that a test asks for, by way of their text.

use lab_verdict::claims::Claims;
use lab_verdict::load::ClaimsError;

const HEAD: &str = r#"
schema = "lap-pool.claims/1"

[article]
title = "T"
author = "A"
address = "https://example.org"
date = "2022-10-21"

[[practice]]
id = "p1"
title = "One"

[experiment.lab]
practice = "p1"
title = "A lab"
version = 1
seconds = { quick = 5, default = 60, full = 300 }
"#;

const CLAIM: &str = r#"
[[claim]]
id = "C1"
version = 1
date = "2026-01-01"
practice = "p1"
experiment = "lab"
advice = "A is better than B."
caveat = "Not always."
evidence = "measured"
"#;

/// A set of rules as text, from its parts.
pub struct Rules {
    controls: String,
    fields: String,
    regimes: String,
}

/// The text of a test; `rest` are its further fields.
pub fn test(metric: &str, of: &str, rest: &str) -> String {
    format!("[[claim.regime.test]]\nmetric = \"{metric}\"\nof = \"{of}\"\n{rest}\n")
}

impl Rules {
    pub fn new() -> Self {
        Rules {
            controls: String::new(),
            fields: String::new(),
            regimes: String::new(),
        }
    }

    /// One regime without parameters, one test.
    pub fn one(test: &str) -> Claims {
        Rules::new().regime("all", "", &[test]).claims()
    }

    /// One regime: time of `a` against `b`.
    pub fn time(rest: &str) -> Claims {
        Rules::one(&test("time", "a", &format!("vs = \"b\"\n{rest}")))
    }

    /// A control: its fields, one a line.
    pub fn control(mut self, fields: &str) -> Self {
        self.controls += &format!("[[experiment.lab.control]]\n{fields}\n");
        self
    }

    /// Further fields of the claim.
    pub fn field(mut self, fields: &str) -> Self {
        self.fields += &format!("{fields}\n");
        self
    }

    pub fn regime(mut self, name: &str, params: &str, tests: &[&str]) -> Self {
        self.regimes += &format!(
            "[[claim.regime]]\nname = \"{name}\"\nwhere = {{ {params} }}\n{}\n",
            tests.concat()
        );
        self
    }

    pub fn text(&self) -> String {
        let Rules {
            controls,
            fields,
            regimes,
        } = self;
        format!("{HEAD}\n{controls}\n{CLAIM}\n{fields}\n{regimes}")
    }

    pub fn claims(&self) -> Claims {
        self.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    pub fn parse(&self) -> Result<Claims, ClaimsError> {
        Claims::parse(&self.text())
    }
}
