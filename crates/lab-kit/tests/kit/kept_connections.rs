//! A server that closes a connection which it had promised to keep: it is asked once more, and only then.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use lab_kit::workloads::urls::{Fetch, Limits, List, Outcome};

use self::Does::{Answers, Closes, Resets};
use crate::watchdog::Watchdog;

/// What the server does with the next request on a connection.
#[derive(Clone, Copy)]
enum Does {
    /// Answers it, and promises to keep the connection.
    Answers,
    /// Reads it and closes the connection.
    Closes,
    /// Leaves it unread, so that the connection is reset.
    Resets,
}

/// A fetch of each page, one after the other, of a server that does this with the connections it gets. It has no time to
/// close them between two fetches: it learns of the second by its request.
fn fetched(pages: usize, connections: &[&[Does]]) -> Vec<Outcome> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let lines: Vec<String> = (0..pages)
        .map(|page| format!("http://{address}/{page}"))
        .collect();
    let outcomes = thread::scope(|scope| {
        scope.spawn(|| {
            for requests in connections {
                serve(listener.accept().unwrap().0, requests);
            }
        });
        let never = Duration::from_secs(3600);
        let fetch = Fetch::new(Limits {
            connect: never,
            total: never,
            ..Limits::default()
        });
        let latest = Instant::now() + never;
        let list = list(&lines);
        let outcomes = list.items().iter().map(|item| fetch.get(item, latest));
        outcomes.collect::<Option<Vec<_>>>().unwrap()
    });
    listener.set_nonblocking(true).unwrap();
    let another = listener.accept().map(drop).unwrap_err();
    assert_eq!(another.kind(), ErrorKind::WouldBlock, "no more came");
    outcomes
}

fn list(lines: &[String]) -> List {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("urls.txt");
    fs::write(&path, lines.join("\n")).unwrap();
    List::read(&path).unwrap()
}

fn serve(connection: TcpStream, requests: &[Does]) {
    let mut lines = BufReader::new(connection.try_clone().unwrap()).lines();
    for does in requests {
        if let Resets = does {
            connection.peek(&mut [0]).unwrap();
            return;
        }
        while !lines.next().unwrap().unwrap().is_empty() {}
        match does {
            Answers => (&connection)
                .write_all(
                    b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
                )
                .unwrap(),
            _ => return connection.shutdown(Shutdown::Both).unwrap(),
        }
    }
}

fn told(outcomes: &[Outcome]) -> Vec<(&str, u32)> {
    outcomes
        .iter()
        .map(|outcome| (outcome.result.as_str(), outcome.tried_again))
        .collect()
}

#[test]
fn a_request_on_a_kept_connection_that_was_closed_is_sent_again_once() {
    let _watchdog = Watchdog::start();
    for ends in [Closes, Resets] {
        let outcomes = fetched(3, &[&[Answers, ends], &[Answers, Answers]]);
        assert_eq!(
            told(&outcomes),
            [
                ("200 OK, 2 bytes", 0),
                ("200 OK, 2 bytes", 1),
                ("200 OK, 2 bytes", 0)
            ]
        );
    }
}

#[test]
fn a_request_that_fails_on_a_connection_of_its_own_too_has_failed() {
    let _watchdog = Watchdog::start();
    let outcomes = fetched(2, &[&[Answers, Closes], &[Closes]]);
    assert_eq!(
        told(&outcomes),
        [
            ("200 OK, 2 bytes", 0),
            ("the connection ended before the answer did", 1)
        ]
    );
}

#[test]
fn a_server_that_answers_nobody_is_asked_once() {
    let _watchdog = Watchdog::start();
    let outcomes = fetched(1, &[&[Closes]]);
    assert_eq!(
        told(&outcomes),
        [("the connection ended before the answer did", 0)]
    );
}
