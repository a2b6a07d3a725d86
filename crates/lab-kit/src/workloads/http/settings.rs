//! What the server is told: how long it takes, what it answers, and whom it turns away.

use std::collections::BTreeMap;
use std::f64::consts::TAU;
use std::time::Duration;

use axum::http::HeaderValue;
use fastrand::Rng;
use serde::{Deserialize, Serialize};

/// How a [`Server`](super::Server) behaves. By default it answers every path at once, with 200 and an empty body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// How long an answer takes, counted from the end of the request's head.
    pub latency: Latency,
    /// Paths that are answered in a way of their own. A path is compared without its query.
    pub paths: BTreeMap<String, Answer>,
    /// Length of the body of every 200, in bytes.
    pub body_bytes: usize,
    /// The share of requests that are answered 503, from 0 to 1. They take as long as the others, so that errors
    /// do not pass for speed. A path of its own in [`paths`](Self::paths) is spared.
    pub error_rate: f64,
    /// Connections that are served at once; further ones are answered 503 and closed. `None`: as many as the
    /// process can have descriptors.
    pub max_connections: Option<usize>,
    /// Where the drawn latencies and errors begin. Equal seeds give equal draws, in the order in which requests
    /// arrive.
    pub seed: u64,
}

/// How long an answer takes. The server's timer has steps of a millisecond and rounds up; 0 does not wait at all.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Latency {
    /// Always so many nanoseconds.
    Fixed(u64),
    /// Drawn anew for each request: `exp` of a normally distributed number. Half of the answers take longer than the
    /// median, and with sigma 1 one in six takes more than e = 2.7 times as long: services have such tails.
    Lognormal {
        /// The median, in nanoseconds.
        median_ns: u64,
        /// Standard deviation of the latency's natural logarithm. 0 is fixed.
        sigma: f64,
    },
}

/// How one path is answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// How long it takes.
    pub latency: Latency,
    /// The status, from 200 to 599.
    pub status: u16,
    /// Where a redirect leads: the `Location` header.
    pub location: Option<String>,
}

impl Default for Latency {
    fn default() -> Self {
        Self::Fixed(0)
    }
}

impl From<Duration> for Latency {
    /// A fixed latency.
    fn from(latency: Duration) -> Self {
        Self::Fixed(latency.as_nanos() as u64)
    }
}

impl Answer {
    /// This status, at once.
    pub fn status(status: u16) -> Self {
        Self {
            latency: Latency::default(),
            status,
            location: None,
        }
    }

    /// 200 after this latency.
    pub fn after(latency: impl Into<Latency>) -> Self {
        Self {
            latency: latency.into(),
            ..Self::status(200)
        }
    }

    /// 302 to this address or path, at once.
    pub fn redirect(location: impl Into<String>) -> Self {
        Self {
            location: Some(location.into()),
            ..Self::status(302)
        }
    }
}

impl Latency {
    /// The wait of one request.
    pub(super) fn draw(self, random: &mut Rng) -> Duration {
        Duration::from_nanos(match self {
            Self::Fixed(ns) => ns,
            Self::Lognormal { median_ns, sigma } => {
                (median_ns as f64 * (sigma * normal(random)).exp()) as u64
            }
        })
    }

    fn check(self) -> Result<(), String> {
        match self {
            Self::Lognormal { sigma, .. } if !(sigma.is_finite() && sigma >= 0.0) => {
                Err(format!("sigma = {sigma}: must be 0 or more"))
            }
            _ => Ok(()),
        }
    }
}

impl Settings {
    /// Refuses what the server could not do.
    pub(super) fn check(&self) -> Result<(), String> {
        self.latency.check()?;
        if !(0.0..=1.0).contains(&self.error_rate) {
            return Err(format!(
                "error_rate = {}: must be from 0 to 1",
                self.error_rate
            ));
        }
        for (path, answer) in &self.paths {
            answer.latency.check()?;
            if !path.starts_with('/') {
                return Err(format!("path {path:?}: must start with /"));
            }
            if !(200..600).contains(&answer.status) {
                return Err(format!(
                    "status = {} of {path}: must be from 200 to 599",
                    answer.status
                ));
            }
            if let Some(location) = &answer.location
                && HeaderValue::from_str(location).is_err()
            {
                return Err(format!(
                    "location {location:?} of {path}: must be plain characters"
                ));
            }
        }
        Ok(())
    }
}

/// A draw from the standard normal distribution, by the transform of Box and Muller (Annals of Mathematical Statistics
/// 29, 1958).
fn normal(random: &mut Rng) -> f64 {
    // 1 - [0, 1) is never 0, whose logarithm is not finite.
    let radius = (-2.0 * (1.0 - random.f64()).ln()).sqrt();
    radius * (TAU * random.f64()).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(latency: Latency, seed: u64) -> Vec<u64> {
        let mut random = Rng::with_seed(seed);
        (0..10_001)
            .map(|_| latency.draw(&mut random).as_nanos() as u64)
            .collect()
    }

    #[test]
    fn lognormal_draws_have_the_median_and_the_spread_asked_for() {
        let (median_ns, sigma) = (20_000_000, 0.5);
        let mut drawn = draws(Latency::Lognormal { median_ns, sigma }, 7);
        drawn.sort_unstable();
        // Of a normal distribution, 84.13 % lies below one standard deviation above the mean.
        let median = drawn[5_000] as f64 / median_ns as f64;
        let above = drawn[8_413] as f64 / median_ns as f64;
        assert!((median - 1.0).abs() < 0.03, "{median}");
        assert!((above / sigma.exp() - 1.0).abs() < 0.03, "{above}");
    }

    #[test]
    fn equal_seeds_draw_equally_and_others_do_not() {
        let latency = Latency::Lognormal {
            median_ns: 1_000_000,
            sigma: 1.0,
        };
        assert_eq!(draws(latency, 1), draws(latency, 1));
        assert_ne!(draws(latency, 1), draws(latency, 2));
    }

    #[test]
    fn without_spread_every_draw_is_the_median() {
        let latency = Latency::Lognormal {
            median_ns: 5,
            sigma: 0.0,
        };
        assert!(draws(latency, 3).iter().all(|&ns| ns == 5));
    }

    #[test]
    fn settings_travel_as_json() {
        let settings = Settings {
            latency: Latency::Lognormal {
                median_ns: 20_000_000,
                sigma: 0.3,
            },
            paths: [("/slow".into(), Answer::after(Duration::from_secs(1)))].into(),
            error_rate: 0.01,
            max_connections: Some(3),
            ..Settings::default()
        };
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), settings);
    }

    #[test]
    fn what_cannot_be_done_is_refused_by_name() {
        let refused = |settings: Settings| settings.check().unwrap_err();
        let path = |path: &str, status| Settings {
            paths: [(path.into(), Answer::status(status))].into(),
            ..Settings::default()
        };
        let latency = Latency::Lognormal {
            median_ns: 1,
            sigma: f64::NAN,
        };
        assert!(
            refused(Settings {
                latency,
                ..Settings::default()
            })
            .contains("sigma")
        );
        assert!(
            refused(Settings {
                error_rate: 1.5,
                ..Settings::default()
            })
            .contains("error_rate")
        );
        assert!(refused(path("slow", 200)).contains("must start with /"));
        assert!(refused(path("/slow", 99)).contains("status = 99"));
        assert!(
            refused(Settings {
                paths: [("/away".into(), Answer::redirect("\n"))].into(),
                ..Settings::default()
            })
            .contains("location")
        );
    }
}
