//! Machine, build and versions, as facts with a value or a reason for having none.

use serde::{Deserialize, Serialize};

/// Everything about the circumstances that a sceptic asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Environment {
    /// A short name for machines of this kind, without host or user name: `2-core virtual x86_64 linux`.
    pub machine_class: String,
    /// Cores this process may use.
    pub cores: u32,
    /// The facts, in the order in which a page shows them.
    pub facts: Vec<Fact>,
}

/// One fact: its value, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fact {
    /// Stable key, for example `cpu_model`.
    pub key: String,
    /// Words for the page, for example `CPU model`.
    pub label: String,
    /// The value.
    pub value: Option<String>,
    /// Why there is no value.
    pub absent_because: Option<String>,
}

impl Environment {
    /// The value of the fact with this key.
    pub fn fact(&self, key: &str) -> Option<&str> {
        self.facts
            .iter()
            .find(|fact| fact.key == key)
            .and_then(|fact| fact.value.as_deref())
    }
}
