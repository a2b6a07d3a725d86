//! Fetching an address, with limits, redirects and manners.

use std::collections::HashSet;
use std::io::{self, Read};
use std::time::{Duration, Instant};

use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body, Error};

use super::address::Address;
use super::limits::{FETCHES_PER_HOST, Limits, REDIRECTS};
use super::list::Item;
use super::permits::HostPermits;
use super::{kept, words};

/// What became of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In words: `200 OK, 12,345 bytes`, `404 Not Found`, `no such host`, `timed out after 10 s`.
    pub result: String,
    /// Whether the last answer was a success, status 200 to 299.
    pub ok: bool,
    /// Bytes of the body that were read.
    pub bytes: u64,
    /// How long it took, in nanoseconds, without waiting for a permit. `None` for what is not an address.
    pub wall_ns: Option<u64>,
    /// Requests that were sent a second time, on a connection of their own, because the server had closed the kept one that
    /// they were first sent on.
    pub tried_again: u32,
}

/// Fetches addresses, from as many threads as like. Connections are kept and shared.
///
/// A fetch that has to wait for a host's permit blocks its thread: with one host on the list more than
/// [`FETCHES_PER_HOST`] workers gain nothing, which a page must say.
///
/// TLS certificates are checked against the roots that Mozilla trusts, as compiled in. Proxies are those of the environment
/// (`HTTP_PROXY`, `NO_PROXY`, ...), but none for this machine itself.
#[derive(Debug)]
pub struct Fetch {
    limits: Limits,
    agent: Agent,
    loopback: Agent,
    permits: HostPermits,
}

/// An answer that has been read.
struct Answer {
    status: StatusCode,
    bytes: u64,
}

/// What a fetch has cost so far, which is known also when it fails.
#[derive(Debug, Default)]
struct Spent {
    /// Time, without waiting for a permit; `None` before the first one.
    time: Option<Duration>,
    tried_again: u32,
}

/// What one request led to.
enum Step {
    Done(Answer),
    Redirected(Address),
}

impl Fetch {
    /// Ready to fetch within these limits.
    pub fn new(limits: Limits) -> Self {
        // Redirects are followed here, one by one, so that each takes a permit of its own host.
        let config = || {
            Agent::config_builder()
                .user_agent("lap-pool-lab (a thread pool lab; few visits, four at once)")
                .timeout_connect(Some(limits.connect))
                .max_idle_connections_per_host(FETCHES_PER_HOST)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .http_status_as_error(false)
        };
        Self {
            limits,
            agent: kept::agent(config().build()),
            loopback: kept::agent(config().proxy(None).build()),
            permits: HostPermits::new(FETCHES_PER_HOST),
        }
    }

    /// Fetches an item, and says what became of it. Never fails: that, too, is an outcome. `None` if the host had no permit
    /// free by `latest`: then nobody was asked. So this returns by `latest` and [`Limits::total`], however
    /// many wait for the same host.
    pub fn get(&self, item: &Item, latest: Instant) -> Option<Outcome> {
        let address = match &item.address {
            Ok(address) => address,
            Err(reason) => return Some(Outcome::failed(format!("not an address: {reason}"))),
        };
        let mut spent = Spent::default();
        let answered = self.follow(address, latest, &mut spent);
        let wall_ns = Some(spent.time?.as_nanos() as u64);
        let outcome = match answered {
            Ok(Answer { status, bytes }) => Outcome {
                result: words::answered(status, bytes, self.limits.body_bytes),
                ok: status.is_success(),
                bytes,
                wall_ns: None,
                tried_again: 0,
            },
            Err(reason) => Outcome::failed(reason),
        };
        Some(Outcome {
            wall_ns,
            tried_again: spent.tried_again,
            ..outcome
        })
    }

    /// Goes where redirects lead, nowhere twice.
    fn follow(
        &self,
        address: &Address,
        latest: Instant,
        spent: &mut Spent,
    ) -> Result<Answer, String> {
        let mut address = address.clone();
        let mut seen = HashSet::new();
        for _ in 0..=REDIRECTS {
            if !seen.insert(address.resource()) {
                return Err("redirects in a circle".into());
            }
            match self.step(&address, latest, spent)? {
                Step::Done(answer) => return Ok(answer),
                Step::Redirected(target) => address = target,
            }
        }
        Err(format!("more than {REDIRECTS} redirects"))
    }

    fn step(&self, address: &Address, latest: Instant, spent: &mut Spent) -> Result<Step, String> {
        let _permit = self.permits.acquire(address.host());
        let begin = Instant::now();
        if begin >= latest {
            return Err("redirected, and not followed: it was too late".into());
        }
        let before = spent.time.unwrap_or_default();
        let left = self.limits.total.saturating_sub(before);
        let step = self.request(address, begin + left, &mut spent.tried_again);
        spent.time = Some(before + begin.elapsed());
        step
    }

    fn request(
        &self,
        address: &Address,
        until: Instant,
        tried_again: &mut u32,
    ) -> Result<Step, String> {
        let in_words = |error: Error| words::failed(&error, &self.limits);
        let mut response = self.answer(address, until, tried_again).map_err(in_words)?;
        let bytes = io::copy(
            &mut response.body_mut().as_reader().take(self.limits.body_bytes),
            &mut io::sink(),
        )
        .map_err(|error| in_words(error.into()))?;
        let status = response.status();
        match response.headers().get(header::LOCATION) {
            Some(location) if leads_elsewhere(status) => {
                let target = str::from_utf8(location.as_bytes())
                    .map_err(|error| error.to_string())
                    .and_then(|location| address.redirected(location))
                    .map_err(|reason| format!("redirected to what is not an address: {reason}"))?;
                Ok(Step::Redirected(target))
            }
            _ => Ok(Step::Done(Answer { status, bytes })),
        }
    }

    /// Asks, and once more if a kept connection turns out to be closed.
    fn answer(
        &self,
        address: &Address,
        until: Instant,
        tried_again: &mut u32,
    ) -> Result<Response<Body>, Error> {
        let agent = match address.is_loopback() {
            true => &self.loopback,
            false => &self.agent,
        };
        let asked = || {
            let left = until.saturating_duration_since(Instant::now());
            agent
                .get(address.as_str())
                .config()
                .timeout_global(Some(left))
        };
        match kept::over_kept(|| asked().build().call()) {
            (Err(error), true) if kept::was_closed(&error) => {
                *tried_again += 1;
                // No connection is as young as that: this opens one.
                asked().max_idle_age(Duration::ZERO).build().call()
            }
            (answer, _) => answer,
        }
    }
}

impl Outcome {
    fn failed(result: String) -> Self {
        Self {
            result,
            ok: false,
            bytes: 0,
            wall_ns: None,
            tried_again: 0,
        }
    }
}

/// The statuses that send a GET to another address (RFC 9110, 15.4).
fn leads_elsewhere(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}
