//! The server serves as it was told, counts what it does, and ends with whoever started it; the client keeps its
//! connections.

mod trials;

use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Duration;

use lab_kit::contender::Contender;
use lab_kit::contenders::StdChunks;
use lab_kit::workloads::http::{
    Answer, Client, Latency, Reply, Server, Settings, Status, serve_if_asked,
};
use trials::trials;

/// Longer than any test runs: a request that is never answered.
const NEVER: Duration = Duration::from_secs(3600);

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some(DOOMED) {
        be_killed_with_a_server();
    }
    trials::main(trials![
        it_listens_on_loopback_and_answers_as_told,
        paths_have_answers_of_their_own,
        a_slow_path_holds_nobody_up,
        drawn_errors_have_their_share_and_their_seed,
        connections_are_opened_before_timing_and_never_again,
        connections_beyond_the_limit_are_answered_503_and_closed,
        warming_up_says_when_a_connection_is_turned_away,
        two_thousand_slow_connections_are_held,
        what_it_does_costs_cpu_time_and_asking_costs_no_connection,
        it_ends_when_it_is_dropped,
        it_ends_when_its_parent_is_killed,
        settings_that_cannot_be_had_start_no_process,
    ])
}

fn start(settings: Settings) -> Server {
    Server::start(&settings).unwrap()
}

/// Asks until the server has counted what is waited for: by counts, not by time. Each question is a round trip to another
/// process, which waits by itself.
fn wait_until(server: &Server, reached: impl Fn(&Status) -> bool) -> Status {
    loop {
        let status = server.status().unwrap();
        if reached(&status) {
            return status;
        }
    }
}

/// Sends a request and leaves the answer to be read.
fn send(address: SocketAddr, path: &str) -> TcpStream {
    let mut connection = TcpStream::connect(address).unwrap();
    write!(connection, "GET {path} HTTP/1.1\r\nHost: loopback\r\n\r\n").unwrap();
    connection
}

fn it_listens_on_loopback_and_answers_as_told() {
    let server = start(Settings {
        body_bytes: 100_000,
        ..Settings::default()
    });
    assert_eq!(server.address().ip(), Ipv4Addr::LOCALHOST);
    let client = Client::new(server.address(), 1);
    for path in ["/", "/anything?at=all"] {
        let reply = client.get(path).unwrap();
        assert_eq!(
            reply,
            Reply {
                status: 200,
                bytes: 100_000
            }
        );
    }
    assert_eq!(server.status().unwrap().requests, 2);
}

fn paths_have_answers_of_their_own() {
    let server = start(Settings {
        paths: [
            ("/missing".into(), Answer::status(404)),
            ("/moved".into(), Answer::redirect("/")),
            ("/quick".into(), Answer::after(Duration::from_nanos(1))),
        ]
        .into(),
        latency: Latency::Lognormal {
            median_ns: 1_000,
            sigma: 1.0,
        },
        body_bytes: 3,
        error_rate: 1.0,
        ..Settings::default()
    });
    let client = Client::new(server.address(), 1);
    let status = |path| client.get(path).unwrap().status;
    assert_eq!(status("/missing"), 404);
    assert_eq!(status("/moved"), 302, "the client follows nothing");
    assert_eq!(status("/quick?query"), 200, "errors spare it");
    assert_eq!(status("/"), 503);
}

fn a_slow_path_holds_nobody_up() {
    let server = start(Settings {
        paths: [("/slow".into(), Answer::after(NEVER))].into(),
        ..Settings::default()
    });
    let slow = send(server.address(), "/slow");
    wait_until(&server, |status| status.in_flight == 1);
    let reply = Client::new(server.address(), 1).get("/").unwrap();
    assert_eq!(reply.status, 200);
    assert_eq!(server.status().unwrap().in_flight, 1);
    drop(slow);
    let status = wait_until(&server, |status| status.in_flight == 0);
    assert_eq!(status.most_in_flight, 2);
}

fn drawn_errors_have_their_share_and_their_seed() {
    let statuses = |seed| {
        let server = start(Settings {
            error_rate: 0.3,
            seed,
            ..Settings::default()
        });
        let client = Client::new(server.address(), 1);
        (0..300)
            .map(|_| client.get("/").unwrap().status)
            .collect::<Vec<_>>()
    };
    let one = statuses(1);
    assert_eq!(one, statuses(1));
    assert_ne!(one, statuses(2));
    let failed = one.iter().filter(|&&status| status == 503).count();
    assert!((60..120).contains(&failed), "{failed} of 300");
}

fn connections_are_opened_before_timing_and_never_again() {
    const WORKERS: usize = 32;
    let server = start(Settings {
        latency: Duration::from_millis(20).into(),
        body_bytes: 10,
        ..Settings::default()
    });
    let client = Client::new(server.address(), WORKERS);
    client.warm(WORKERS).unwrap();
    assert_eq!(server.status().unwrap().connections, WORKERS as u64);
    client.warm(WORKERS).unwrap();

    // Fresh threads in each call, all of them waiting at once.
    let pool = StdChunks::new(WORKERS).unwrap();
    for _ in 0..2 {
        for reply in pool.map(&["/"; WORKERS], |path| client.get(path)) {
            assert_eq!(reply.unwrap().status, 200);
        }
    }
    let status = server.status().unwrap();
    assert_eq!(status.connections, WORKERS as u64, "none was opened anew");
    assert_eq!(status.requests, 4 * WORKERS as u64);
}

fn connections_beyond_the_limit_are_answered_503_and_closed() {
    let server = start(Settings {
        paths: [("/slow".into(), Answer::after(NEVER))].into(),
        max_connections: Some(2),
        ..Settings::default()
    });
    let held = [
        send(server.address(), "/slow"),
        send(server.address(), "/slow"),
    ];
    wait_until(&server, |status| status.in_flight == 2);

    let mut answer = String::new();
    send(server.address(), "/")
        .read_to_string(&mut answer)
        .expect("an answer and an end, no reset");
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    let client = Client::new(server.address(), 1);
    assert_eq!(client.get("/").unwrap().status, 503);
    let status = server.status().unwrap();
    assert_eq!((status.connections, status.refused), (2, 2));

    drop(held);
    wait_until(&server, |status| status.open == 0);
    assert_eq!(client.get("/").unwrap().status, 200);
}

fn warming_up_says_when_a_connection_is_turned_away() {
    let server = start(Settings {
        max_connections: Some(2),
        ..Settings::default()
    });
    let client = Client::new(server.address(), 3);
    client.warm(2).unwrap();
    let error = client.warm(3).unwrap_err().to_string();
    assert_eq!(error, "connection 3 of 3 was answered 503");
}

fn two_thousand_slow_connections_are_held() {
    const CONNECTIONS: u64 = 2_000;
    if let Err(reason) = allow_descriptors(CONNECTIONS + 100) {
        println!("skipped: {reason}");
        return;
    }
    let server = start(Settings {
        latency: NEVER.into(),
        paths: [("/quick".into(), Answer::status(204))].into(),
        ..Settings::default()
    });
    let held: Vec<_> = (0..CONNECTIONS)
        .map(|_| send(server.address(), "/"))
        .collect();
    let status = wait_until(&server, |status| status.in_flight == CONNECTIONS);
    assert_eq!((status.open, status.refused), (CONNECTIONS, 0));
    let one_more = Client::new(server.address(), 1).get("/quick").unwrap();
    assert_eq!(one_more.status, 204);
    drop(held);
    wait_until(&server, |status| status.in_flight == 0);
}

/// Raises this process's own limit; the server raises its own.
#[cfg(unix)]
fn allow_descriptors(wanted: u64) -> Result<(), String> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    if maximum.is_some_and(|maximum| maximum < wanted) {
        return Err(format!(
            "{wanted} descriptors are needed, and the hard limit is {}",
            maximum.unwrap_or_default()
        ));
    }
    let raised = Rlimit {
        current: Some(wanted),
        maximum,
    };
    setrlimit(Resource::Nofile, raised)
        .map_err(|error| format!("the limit cannot be raised to {wanted} descriptors: {error}"))
}

#[cfg(not(unix))]
fn allow_descriptors(_wanted: u64) -> Result<(), String> {
    Ok(())
}

fn what_it_does_costs_cpu_time_and_asking_costs_no_connection() {
    let server = start(Settings::default());
    let before = server.cpu_ns().unwrap();
    let client = Client::new(server.address(), 1);
    for _ in 0..200 {
        client.get("/").unwrap();
    }
    assert!(server.cpu_ns().unwrap() > before);
    let status = server.status().unwrap();
    assert_eq!((status.connections, status.requests), (1, 200));
}

fn it_ends_when_it_is_dropped() {
    let server = start(Settings::default());
    // Its port may be somebody else's at once, so a connection tells.
    let open = TcpStream::connect(server.address()).unwrap();
    wait_until(&server, |status| status.open == 1);
    drop(server);
    assert!(has_ended(open));
}

/// Makes this executable a parent that starts a server, says where, and waits to be killed.
const DOOMED: &str = "--start-a-server-and-wait";

fn be_killed_with_a_server() -> ! {
    assert!(serve_if_asked().is_none());
    let server = start(Settings::default());
    println!("{}", server.address());
    loop {
        thread::park();
    }
}

fn it_ends_when_its_parent_is_killed() {
    let mut parent = Command::new(env::current_exe().unwrap())
        .arg(DOOMED)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(parent.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address: SocketAddr = line.trim().parse().unwrap();
    let open = TcpStream::connect(address).unwrap();
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert!(has_ended(open));
}

/// Whether the server has: its end of a connection closes with it. Nothing is read, or the connection is reset.
fn has_ended(mut open: TcpStream) -> bool {
    matches!(open.read(&mut [0]), Ok(0) | Err(_))
}

fn settings_that_cannot_be_had_start_no_process() {
    let error = Server::start(&Settings {
        error_rate: -1.0,
        ..Settings::default()
    })
    .unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}
