//! Inside the server's process.
//!
//! One thread runs everything that has to do with requests, another waits for questions on standard input and ends
//! the process when that closes.

use std::convert::Infallible;
use std::io::{self, BufRead, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, State};
use axum::http::{Response, StatusCode, Uri, header};
use axum::serve::{IncomingStream, Listener};
use fastrand::Rng;
use lab_measure::descriptors;
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::counters::{Admitted, Counters, InFlight};
use super::settings::{Answer, Settings};

/// The first line that the server prints.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Hello {
    /// It listens here.
    Address(SocketAddr),
    /// It cannot, and why.
    Error(String),
}

/// Answered at once, whatever the settings, so that connections can be opened and held.
pub(super) const WARM_PATH: &str = "/lab-kit/warm";

/// Connections that the system keeps until they are accepted: enough for thousands of clients that come at once.
const BACKLOG: u32 = 4096;

/// Listens, says where, and serves until standard input closes.
pub(super) fn serve(settings: &str) -> Result<Infallible, String> {
    let settings: Settings = serde_json::from_str(settings)
        .map_err(|error| format!("settings that are none: {error}"))?;
    settings.check()?;
    // Where that is refused, connections beyond the limit wait to be accepted.
    descriptors::raise_to_the_most();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("no runtime: {error}"))?;
    let Err(error) = runtime.block_on(listen(settings));
    Err(format!("cannot listen on loopback: {error}"))
}

async fn listen(settings: Settings) -> io::Result<Infallible> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let listener = socket.listen(BACKLOG)?;
    let address = listener.local_addr()?;

    let counters = Arc::new(Counters::default());
    answer_questions(Arc::clone(&counters));
    print(&Hello::Address(address));

    let limited = LimitedListener {
        listener,
        limit: settings
            .max_connections
            .map_or(u64::MAX, |most| most as u64),
        counters: Arc::clone(&counters),
    };
    let service = Router::new()
        .fallback(answer)
        .with_state(Arc::new(Serving::new(settings, counters)))
        .into_make_service_with_connect_info::<Ticket>();
    axum::serve(limited, service).await?;
    unreachable!("axum serves for ever")
}

// ---- questions -----------------------------------------------------------------------------------------------------

/// Answers each line on standard input with a line that holds [`Counters::status`]; ends the process at its end.
fn answer_questions(counters: Arc<Counters>) {
    thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            if line.is_err() {
                break;
            }
            print(&counters.status());
        }
        process::exit(0);
    });
}

/// One line of JSON. A parent that no longer reads is one that has ended, and then so do we.
pub(super) fn print(what: &impl Serialize) {
    let mut out = io::stdout().lock();
    let text = serde_json::to_string(what).expect("plain data");
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        process::exit(0);
    }
}

// ---- connections ---------------------------------------------------------------------------------------------------

/// Accepts everybody, and gives each connection the ticket that says whether it is served.
struct LimitedListener {
    listener: TcpListener,
    limit: u64,
    counters: Arc<Counters>,
}

/// A connection's ticket. The connection's task holds it, so that it is dropped with the connection.
#[derive(Clone, Debug)]
struct Ticket(Option<Arc<Admitted>>);

impl LimitedListener {
    /// Only the runtime's one thread admits, so nobody comes between looking and counting.
    fn admit(&self) -> Ticket {
        if self.counters.open() >= self.limit {
            self.counters.refuse();
            return Ticket(None);
        }
        Ticket(Some(Arc::new(Admitted::new(&self.counters))))
    }
}

impl Listener for LimitedListener {
    type Io = TcpStream;
    type Addr = Ticket;

    async fn accept(&mut self) -> (TcpStream, Ticket) {
        let (stream, _address) = Listener::accept(&mut self.listener).await;
        // Without it small answers may wait for the client's acknowledgements. It fails only on closed sockets.
        let _closed = stream.set_nodelay(true);
        (stream, self.admit())
    }

    fn local_addr(&self) -> io::Result<Ticket> {
        Ok(Ticket(None))
    }
}

impl Connected<IncomingStream<'_, LimitedListener>> for Ticket {
    fn connect_info(stream: IncomingStream<'_, LimitedListener>) -> Self {
        stream.remote_addr().clone()
    }
}

// ---- requests ------------------------------------------------------------------------------------------------------

struct Serving {
    settings: Settings,
    body: Bytes,
    latencies: Mutex<Rng>,
    errors: Mutex<Rng>,
    counters: Arc<Counters>,
}

impl Serving {
    fn new(settings: Settings, counters: Arc<Counters>) -> Self {
        let mut random = Rng::with_seed(settings.seed);
        Self {
            body: vec![b'.'; settings.body_bytes].into(),
            errors: Mutex::new(random.fork()),
            latencies: Mutex::new(random),
            settings,
            counters,
        }
    }

    /// What this path is answered: by its own entry, by the general rule, or by a drawn error.
    fn choose(&self, path: &str) -> Answer {
        if let Some(answer) = self.settings.paths.get(path) {
            return answer.clone();
        }
        let failed = lock(&self.errors).f64() < self.settings.error_rate;
        Answer {
            latency: self.settings.latency,
            ..Answer::status(if failed { 503 } else { 200 })
        }
    }
}

async fn answer(
    ConnectInfo(Ticket(admitted)): ConnectInfo<Ticket>,
    State(serving): State<Arc<Serving>>,
    uri: Uri,
) -> Response<Body> {
    let _in_flight = InFlight::new(&serving.counters);
    if admitted.is_none() {
        return turned_away();
    }
    if uri.path() == WARM_PATH {
        // Not empty: a client gives its connection back when it has read the body, and so decides when.
        return Response::new(Body::from("."));
    }
    let answer = serving.choose(uri.path());
    let wait = answer.latency.draw(&mut lock(&serving.latencies));
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    respond(&answer, &serving.body)
}

/// The answer to a connection too many. It has been read to the end of the request's head, so closing it resets
/// nothing that the client has not read yet.
fn turned_away() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    let close = header::HeaderValue::from_static("close");
    response.headers_mut().insert(header::CONNECTION, close);
    response
}

fn respond(answer: &Answer, body: &Bytes) -> Response<Body> {
    let body = if answer.status == 200 {
        body.clone()
    } else {
        Bytes::new()
    };
    let location = answer
        .location
        .as_ref()
        .map(|location| (header::LOCATION, location));
    location
        .into_iter()
        .fold(Response::builder(), |response, (name, value)| {
            response.header(name, value)
        })
        .status(answer.status)
        .body(body.into())
        .expect("the settings were checked")
}

/// User code never runs while a generator is locked.
fn lock(random: &Mutex<Rng>) -> std::sync::MutexGuard<'_, Rng> {
    random.lock().unwrap_or_else(PoisonError::into_inner)
}
