//! A list with everything in it that can go wrong gives an outcome for each item. Nothing but this machine is asked.

mod trials;

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use lab_kit::contender::Contender;
use lab_kit::contenders::{Serial, StdPerTask};
use lab_kit::workloads::http::{Answer, Server, Settings};
use lab_kit::workloads::urls::{FETCHES_PER_HOST, Fetch, Limits, List, Outcome};
use trials::trials;

/// Longer than any test runs.
const NEVER: Duration = Duration::from_secs(3600);

fn main() -> ExitCode {
    trials::main(trials![
        every_address_has_an_outcome_and_none_ends_the_run,
        a_server_that_is_too_slow_is_an_outcome,
        a_name_that_does_not_resolve_is_an_outcome_with_and_without_a_network,
        a_server_that_speaks_something_else_is_an_outcome,
        redirects_are_followed_to_their_end_and_no_further_than_ten,
        a_redirect_to_what_is_no_address_is_said,
        the_total_time_counts_over_all_redirects,
        a_body_is_read_up_to_the_cap,
        no_more_than_four_ask_a_host_at_once,
        who_waits_for_a_host_too_long_asks_it_no_more,
        a_list_that_cannot_be_had_is_named_with_the_reason,
    ])
}

fn serve(paths: &[(&str, Answer)]) -> Server {
    let paths = paths.iter().cloned();
    Server::start(&Settings {
        body_bytes: 12_345,
        paths: paths
            .map(|(path, answer)| (path.to_owned(), answer))
            .collect(),
        ..Settings::default()
    })
    .unwrap()
}

fn list(lines: &[String]) -> List {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("urls.txt");
    fs::write(&path, lines.join("\n")).unwrap();
    List::read(&path).unwrap()
}

fn fetched(limits: Limits, lines: &[String]) -> Vec<Outcome> {
    let fetch = Fetch::new(limits);
    Serial.map(list(lines).items(), |item| {
        fetch.get(item, late()).expect("it is not too late")
    })
}

/// Later than any test ends.
fn late() -> Instant {
    Instant::now() + NEVER
}

fn results(outcomes: &[Outcome]) -> Vec<&str> {
    outcomes
        .iter()
        .map(|outcome| outcome.result.as_str())
        .collect()
}

/// Limits that no machine is too busy to keep.
fn patient() -> Limits {
    Limits {
        connect: NEVER,
        total: NEVER,
        ..Limits::default()
    }
}

/// Both ends of a connection. At the second one's address nobody listens, nor can anybody begin to while it is held.
fn held_port() -> (TcpListener, TcpStream) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let deaf = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (listener, deaf)
}

fn every_address_has_an_outcome_and_none_ends_the_run() {
    let server = serve(&[("/missing", Answer::status(404))]);
    let base = format!("http://{}", server.address());
    let (_other_end, deaf) = held_port();
    let outcomes = fetched(
        patient(),
        &[
            "# mine".into(),
            base.clone(),
            format!("{base}/missing"),
            format!("http://{}/", deaf.local_addr().unwrap()),
            "not a url".into(),
            "ftp://127.0.0.1/".into(),
            format!("{base}/last#fragment"),
        ],
    );
    assert_eq!(
        results(&outcomes),
        [
            "200 OK, 12,345 bytes",
            "404 Not Found",
            "connection refused",
            "not an address: it does not begin with http:// or https://",
            "not an address: only http and https are visited",
            "200 OK, 12,345 bytes",
        ]
    );
    let ok: Vec<bool> = outcomes.iter().map(|outcome| outcome.ok).collect();
    assert_eq!(ok, [true, false, false, false, false, true]);
    let timed: Vec<bool> = outcomes
        .iter()
        .map(|outcome| outcome.wall_ns.is_some())
        .collect();
    assert_eq!(timed, [true, true, true, false, false, true]);
}

fn a_server_that_is_too_slow_is_an_outcome() {
    let server = serve(&[("/slow", Answer::after(NEVER))]);
    let limits = Limits {
        total: Duration::from_millis(500),
        ..patient()
    };
    let outcomes = fetched(limits, &[format!("http://{}/slow", server.address())]);
    assert_eq!(results(&outcomes), ["timed out after 0.5 s"]);
    assert!(outcomes[0].wall_ns.is_some() && !outcomes[0].ok);
}

/// RFC 2606 keeps `.invalid` from ever being a name. Without a network the resolver may be silent instead.
fn a_name_that_does_not_resolve_is_an_outcome_with_and_without_a_network() {
    let is_proxy = |(name, _): (OsString, OsString)| {
        let name = name.to_string_lossy().to_ascii_lowercase();
        ["all_proxy", "http_proxy", "https_proxy"].contains(&name.as_str())
    };
    if env::vars_os().any(is_proxy) {
        println!("skipped: a proxy is set, so names are resolved elsewhere");
        return;
    }
    let outcomes = fetched(Limits::default(), &["http://no-such-host.invalid/".into()]);
    let result = results(&outcomes)[0];
    assert!(
        result.starts_with("no such host") || result.starts_with("timed out"),
        "{result}"
    );
    assert!(!outcomes[0].ok);
}

fn a_server_that_speaks_something_else_is_an_outcome() {
    let server = serve(&[]);
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let lines = [
        format!("https://{}/", server.address()),
        format!("http://{}/", other.local_addr().unwrap()),
    ];
    let outcomes = thread::scope(|scope| {
        scope.spawn(|| {
            let (mut connection, _) = other.accept().unwrap();
            connection.read_exact(&mut [0; 16]).unwrap();
            connection
                .write_all(b"220 mail.example.com\r\n\r\n")
                .unwrap();
        });
        fetched(patient(), &lines)
    });
    let words = results(&outcomes);
    assert!(words[0].starts_with("no secure connection: "), "{words:?}");
    assert!(words[1].starts_with("not HTTP: "), "{words:?}");
}

fn redirects_are_followed_to_their_end_and_no_further_than_ten() {
    let chain: Vec<(String, Answer)> = (1..=11)
        .map(|hop| (format!("/{hop}"), Answer::redirect(format!("{}", hop - 1))))
        .collect();
    let mut paths: Vec<(&str, Answer)> = chain
        .iter()
        .map(|(path, answer)| (path.as_str(), answer.clone()))
        .collect();
    paths.push(("/loop", Answer::redirect("/loop#again")));
    paths.push(("/there", Answer::redirect("/back")));
    paths.push(("/back", Answer::redirect("/there")));
    let server = serve(&paths);
    let base = format!("http://{}", server.address());
    let outcomes = fetched(
        patient(),
        &[
            format!("{base}/10"),
            format!("{base}/11"),
            format!("{base}/loop"),
            format!("{base}/there"),
        ],
    );
    assert_eq!(
        results(&outcomes),
        [
            "200 OK, 12,345 bytes",
            "more than 10 redirects",
            "redirects in a circle",
            "redirects in a circle"
        ]
    );
    assert_eq!(server.status().unwrap().requests, 2 * 11 + 1 + 2);
}

fn a_redirect_to_what_is_no_address_is_said() {
    let server = serve(&[("/away", Answer::redirect("file:///etc/hosts"))]);
    let outcomes = fetched(patient(), &[format!("http://{}/away", server.address())]);
    assert_eq!(
        results(&outcomes),
        ["redirected to what is not an address: only http and https are visited"]
    );
}

fn the_total_time_counts_over_all_redirects() {
    let slow_and_on = |to: &str| Answer {
        latency: Duration::from_millis(100).into(),
        ..Answer::redirect(to)
    };
    let server = serve(&[
        ("/1", slow_and_on("/2")),
        ("/2", slow_and_on("/3")),
        ("/3", slow_and_on("/4")),
    ]);
    let limits = Limits {
        total: Duration::from_millis(250),
        ..patient()
    };
    let outcomes = fetched(limits, &[format!("http://{}/1", server.address())]);
    assert_eq!(results(&outcomes), ["timed out after 0.25 s"]);
}

fn a_body_is_read_up_to_the_cap() {
    let server = serve(&[]);
    let limits = Limits {
        body_bytes: 12_000,
        ..patient()
    };
    let outcomes = fetched(limits, &[format!("http://{}/", server.address())]);
    assert_eq!(
        results(&outcomes),
        ["200 OK, read up to the cap of 12,000 bytes"]
    );
    assert_eq!((outcomes[0].bytes, outcomes[0].ok), (12_000, true));
}

fn no_more_than_four_ask_a_host_at_once() {
    let server = Server::start(&Settings {
        latency: Duration::from_millis(20).into(),
        ..Settings::default()
    })
    .unwrap();
    let fetch = Fetch::new(patient());
    let lines: Vec<String> = (0..16)
        .map(|page| format!("http://{}/{page}", server.address()))
        .collect();
    let outcomes = StdPerTask::new().map(list(&lines).items(), |item| fetch.get(item, late()));
    assert!(
        outcomes.iter().flatten().all(|outcome| outcome.ok),
        "{outcomes:?}"
    );
    let status = server.status().unwrap();
    assert_eq!(status.requests, 16);
    assert!(
        status.most_in_flight <= FETCHES_PER_HOST as u64,
        "{status:?}"
    );
}

fn who_waits_for_a_host_too_long_asks_it_no_more() {
    let server = Server::start(&Settings {
        latency: NEVER.into(),
        ..Settings::default()
    })
    .unwrap();
    let fetch = Fetch::new(Limits {
        total: Duration::from_secs(1),
        ..patient()
    });
    let lines: Vec<String> = (0..12)
        .map(|page| format!("http://{}/{page}", server.address()))
        .collect();
    let latest = Instant::now() + Duration::from_millis(300);
    let outcomes = StdPerTask::new().map(list(&lines).items(), |item| fetch.get(item, latest));
    // Those inside leave after their second, when it is too late for all others.
    let begun = outcomes.iter().flatten().count();
    assert!(begun <= FETCHES_PER_HOST, "{begun} of 12 were begun");
    // A server that is kept from running has not heard of all of them yet.
    let requests = server.status().unwrap().requests;
    assert!(requests <= begun as u64, "{requests} of {begun}");
}

fn a_list_that_cannot_be_had_is_named_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    for (path, reason) in [
        (folder.path().join("none.txt"), "cannot be read"),
        (folder.path().to_owned(), "cannot be read"),
        (file("empty.txt", b""), "names no address"),
        (
            file("comments.txt", b"# one\n\n  # two\n"),
            "its 3 lines are empty or comments",
        ),
        (
            file("binary.txt", b"http://a/\n\xff\xfe"),
            "line 2 is not UTF-8",
        ),
    ] {
        let error = List::read(&path).unwrap_err();
        assert!(error.starts_with(&path.display().to_string()), "{error}");
        assert!(error.contains(reason), "{error}");
    }
}
