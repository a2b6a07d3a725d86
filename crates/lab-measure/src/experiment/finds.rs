//! What a visit may find, by name: declared, so that it can be listed without a visit, and held against what was found.

use serde::{Deserialize, Serialize};

use super::Findings;

/// What a visit may find. It may find less: what is absent says so itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finds {
    /// Names of counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<String>,
    /// Names of curves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<String>,
    /// Whether it is traced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lanes: bool,
    /// Whether it tells what became of each item of the user's own input.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outcomes: bool,
}

impl Finds {
    /// These counts.
    ///
    /// ```
    /// use lab_measure::experiment::Finds;
    ///
    /// let finds = Finds { lanes: true, ..Finds::counts(&["tasks_run"]) };
    /// assert_eq!(finds.counts, ["tasks_run"]);
    /// ```
    pub fn counts(names: &[&str]) -> Self {
        Self {
            counts: names.iter().map(|&name| name.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// A curve.
    pub fn series(name: &str) -> Self {
        Self {
            series: vec![name.to_owned()],
            ..Self::default()
        }
    }

    /// A trace.
    pub fn lanes() -> Self {
        Self {
            lanes: true,
            ..Self::default()
        }
    }

    /// The first thing that was found and is not declared, in words.
    pub(crate) fn undeclared(&self, found: &Findings) -> Option<String> {
        let count = found.counts.iter().map(|(name, _)| name);
        let series = found.series.iter().map(|(name, _)| name);
        let unknown = |known: &[String], name: &String| !known.contains(name);
        let count = count.clone().find(|name| unknown(&self.counts, name));
        let series = series.clone().find(|name| unknown(&self.series, name));
        let lanes = !self.lanes && !found.lanes.is_empty();
        let outcomes = !self.outcomes && !found.outcomes.is_empty();
        count
            .map(|name| format!("a count `{name}`"))
            .or_else(|| series.map(|name| format!("a curve `{name}`")))
            .or_else(|| lanes.then(|| "a trace".to_owned()))
            .or_else(|| outcomes.then(|| "what became of items".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Lanes;

    #[test]
    fn what_is_found_must_be_declared_and_what_is_declared_need_not_be_found() {
        let mut found = Findings::default();
        found.count("a", 1);
        found.series("b", Vec::new());
        found.lanes(Lanes {
            cell: 0,
            spans: Vec::new(),
            pulls: Vec::new(),
            yielded: Vec::new(),
        });
        let all = Finds {
            series: vec!["b".into()],
            lanes: true,
            ..Finds::counts(&["a", "never"])
        };
        assert_eq!(all.undeclared(&found), None);
        let without = |finds: Finds| finds.undeclared(&found);
        let count = Finds {
            counts: Vec::new(),
            ..all.clone()
        };
        assert_eq!(without(count).as_deref(), Some("a count `a`"));
        let series = Finds {
            series: Vec::new(),
            ..all.clone()
        };
        assert_eq!(without(series).as_deref(), Some("a curve `b`"));
        let lanes = Finds {
            lanes: false,
            ..all
        };
        assert_eq!(without(lanes).as_deref(), Some("a trace"));
    }
}
