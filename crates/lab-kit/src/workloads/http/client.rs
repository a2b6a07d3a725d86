//! The client of a loopback [`Server`](super::Server): blocking, with connections that are kept.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use lab_measure::patience;
use ureq::Agent;
use ureq::http::Response;

use super::serving::WARM_PATH;

/// No answer for so long is a hang.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer than any run pauses between two visits: kept connections must not age away outside the timed part and be
/// opened again inside.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// Gets paths from one server, over connections that are kept open between requests.
///
/// All contenders of a process share one client, and it is no part of a contender: pools made of scoped threads have
/// fresh threads in each call, so connections kept per thread would be opened anew inside their timed part, and no
/// other's. A request takes any idle connection, or opens one. Taking and giving back locks one mutex for less than a
/// microsecond, for every contender alike. Cloning it gives the same client.
///
/// A server that was silent once hangs: no request after that is sent, so that a call of many tasks fails as soon as one
/// of them has lost its patience.
#[derive(Clone, Debug)]
pub struct Client {
    agent: Agent,
    base: String,
    hangs: Arc<AtomicBool>,
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reply {
    /// The status: 200, 503, ... It is the caller's to judge; none is an error of [`Client::get`].
    pub status: u16,
    /// Length of the body, which is read to its end.
    pub bytes: u64,
}

impl Client {
    /// A client that keeps up to `idle` connections: as many as will be in use at once, which is the most workers of
    /// any contender. It asks no proxy and follows no redirect.
    pub fn new(address: SocketAddr, idle: usize) -> Self {
        let patience = patience::at_most(PATIENCE);
        // A time-out that includes resolving the name would start a thread per request to resolve it.
        let agent = Agent::config_builder()
            .max_idle_connections(idle)
            .max_idle_connections_per_host(idle)
            .max_idle_age(KEPT)
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_connect(Some(patience))
            .timeout_recv_response(Some(patience))
            .timeout_recv_body(Some(patience))
            .build()
            .new_agent();
        Self {
            agent,
            base: format!("http://{address}"),
            hangs: Arc::default(),
        }
    }

    /// One GET of a path that starts with `/`; blocks until the body is read.
    ///
    /// # Errors
    /// When no whole answer comes: the server has ended, descriptors are used up, or it is silent for 20 s, now or once
    /// before.
    pub fn get(&self, path: &str) -> io::Result<Reply> {
        if self.hangs.load(Relaxed) {
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the HTTP server hangs",
            ));
        }
        let reply = self.begin(path).and_then(finish);
        if let Err(error) = &reply
            && is_silence(error)
        {
            self.hangs.store(true, Relaxed);
        }
        reply
    }

    /// Sees to it that so many connections are open and idle: to be called before timing.
    ///
    /// # Errors
    /// When one cannot be opened, or the server turns it away.
    pub fn warm(&self, connections: usize) -> io::Result<()> {
        // A connection is idle again when its body has been read, so answers whose bodies have not been read hold as many
        // connections as there are of them.
        let held = (0..connections)
            .map(|_| self.begin(WARM_PATH))
            .collect::<io::Result<Vec<_>>>()?;
        for (number, response) in (1..).zip(held) {
            let status = finish(response)?.status;
            if status != 200 {
                return Err(io::Error::other(format!(
                    "connection {number} of {connections} was answered {status}"
                )));
            }
        }
        Ok(())
    }

    fn begin(&self, path: &str) -> io::Result<Response<ureq::Body>> {
        self.agent
            .get(format!("{}{path}", self.base))
            .call()
            .map_err(ureq::Error::into_io)
    }
}

/// Whether patience was lost. While a body is read the client's own error comes wrapped.
fn is_silence(error: &io::Error) -> bool {
    let wrapped = error.get_ref().and_then(|inner| inner.downcast_ref());
    error.kind() == io::ErrorKind::TimedOut || matches!(wrapped, Some(ureq::Error::Timeout(_)))
}

fn finish(mut response: Response<ureq::Body>) -> io::Result<Reply> {
    let bytes = io::copy(&mut response.body_mut().as_reader(), &mut io::sink())?;
    Ok(Reply {
        status: response.status().as_u16(),
        bytes,
    })
}
