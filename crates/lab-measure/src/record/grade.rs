//! The limits of quiet, noisy and hopeless.

use serde::{Deserialize, Serialize};

/// How far this machine can be trusted with times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// F below [`Grade::NOISY_FROM`].
    Quiet,
    /// F from there to [`Grade::HOPELESS_ABOVE`].
    Noisy,
    /// F above that.
    Hopeless,
}

impl Grade {
    /// The noise floor from which on a machine is noisy, a relative difference.
    pub const NOISY_FROM: f64 = 0.01;
    /// The noise floor above which it is hopeless.
    pub const HOPELESS_ABOVE: f64 = 0.05;

    /// The grade for a noise floor given as a relative difference.
    pub fn of(floor: f64) -> Self {
        match floor {
            quiet if quiet < Self::NOISY_FROM => Grade::Quiet,
            noisy if noisy <= Self::HOPELESS_ABOVE => Grade::Noisy,
            _ => Grade::Hopeless,
        }
    }
}
