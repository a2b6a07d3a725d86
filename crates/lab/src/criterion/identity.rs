//! What a benchmark's id says: `map/lap-pool/n=1000,grain_ns=20000`.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

/// A benchmark's id, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The whole id.
    pub id: String,
    /// The group: what is called.
    pub group: String,
    /// The function: the contender.
    pub function: String,
    /// The value: parameters by name.
    pub params: BTreeMap<String, u64>,
}

impl Identity {
    /// Takes an id apart.
    ///
    /// # Errors
    /// When it does not have the three parts, or a parameter is no whole number.
    pub fn parse(id: &str) -> Result<Self> {
        let parts: Vec<&str> = id.split('/').collect();
        let [group, function, value] = parts.as_slice() else {
            bail!("the benchmark `{id}` should be called GROUP/CONTENDER/name=number,...");
        };
        let mut params = BTreeMap::new();
        for pair in value.split(',') {
            let number = pair
                .split_once('=')
                .and_then(|(name, number)| Some((name, number.parse().ok()?)));
            let Some((name, number)) = number else {
                bail!("in the benchmark `{id}`, `{pair}` should be name=number");
            };
            params.insert(name.to_owned(), number);
        }
        Ok(Self {
            id: id.to_owned(),
            group: (*group).to_owned(),
            function: (*function).to_owned(),
            params,
        })
    }

    /// Items that one iteration works through: the parameter `n`.
    pub fn items(&self) -> u64 {
        self.params.get("n").copied().unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_call_contender_and_parameters() {
        let identity = Identity::parse("map/lap-pool workers only/n=1000,grain_ns=20000").unwrap();
        assert_eq!(identity.group, "map");
        assert_eq!(identity.function, "lap-pool workers only");
        assert_eq!(identity.params["grain_ns"], 20_000);
        assert_eq!(identity.items(), 1000);
    }

    #[test]
    fn an_id_of_another_form_is_named_with_the_form_it_should_have() {
        for id in [
            "map",
            "map/lap-pool",
            "map/lap-pool/1000",
            "a/b/n=x",
            "a/b/c/n=1",
        ] {
            let error = Identity::parse(id).unwrap_err().to_string();
            assert!(error.contains(id) && error.contains("="), "{error}");
        }
    }
}
