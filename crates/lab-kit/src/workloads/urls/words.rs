//! What became of a fetch, in words for a table.

use std::io;
use std::time::Duration;

use ureq::http::StatusCode;
use ureq::{Error, Timeout};

use super::limits::Limits;

/// `200 OK, 12,345 bytes`; of a status that is no success, the status alone.
pub(super) fn answered(status: StatusCode, bytes: u64, cap: u64) -> String {
    let status = match status.canonical_reason() {
        Some(reason) => format!("{} {reason}", status.as_str()),
        None => status.as_str().to_owned(),
    };
    if !status.starts_with('2') {
        status
    } else if bytes >= cap {
        format!("{status}, read up to the cap of {} bytes", grouped(cap))
    } else {
        format!("{status}, {} bytes", grouped(bytes))
    }
}

/// Why there is no answer.
pub(super) fn failed(error: &Error, limits: &Limits) -> String {
    match error {
        Error::Timeout(Timeout::Connect) => {
            format!("no connection after {}", seconds(limits.connect))
        }
        Error::Timeout(_) => format!("timed out after {}", seconds(limits.total)),
        Error::HostNotFound => "no such host".into(),
        Error::Io(error) => io_failed(error),
        Error::Protocol(error) => format!("not HTTP: {error}"),
        Error::Tls(_) | Error::Rustls(_) => format!("no secure connection: {error}"),
        other => other.to_string(),
    }
}

/// What the standard library writes when a name cannot be resolved on Unix: it has no kind of its own.
const UNRESOLVED: &str = "failed to lookup address information";

fn io_failed(error: &io::Error) -> String {
    let text = error.to_string();
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".into(),
        io::ErrorKind::ConnectionReset => "connection reset".into(),
        io::ErrorKind::UnexpectedEof => "the connection ended before the answer did".into(),
        // rustls's reasons: a certificate that is not trusted, too old, another host's.
        io::ErrorKind::InvalidData => format!("no secure connection: {text}"),
        _ => match text.split_once(UNRESOLVED) {
            Some((_, why)) => format!("no such host ({})", why.trim_start_matches([':', ' '])),
            None => text,
        },
    }
}

/// `10 s`, `0.5 s`.
fn seconds(length: Duration) -> String {
    format!("{} s", length.as_secs_f64())
}

/// `12,345`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_have_their_status_and_successes_their_size() {
        let words = |status, bytes| answered(StatusCode::from_u16(status).unwrap(), bytes, 20_000);
        assert_eq!(words(200, 12_345), "200 OK, 12,345 bytes");
        assert_eq!(
            words(200, 20_000),
            "200 OK, read up to the cap of 20,000 bytes"
        );
        assert_eq!(words(404, 9), "404 Not Found");
        assert_eq!(words(599, 0), "599");
    }

    #[test]
    fn failures_are_named_by_their_cause() {
        let limits = Limits {
            connect: Duration::from_secs(5),
            total: Duration::from_millis(500),
            ..Limits::default()
        };
        let io = |kind| Error::Io(io::Error::new(kind, "why"));
        let unresolved = Error::Io(io::Error::other(
            "failed to lookup address information: Name or service not known",
        ));
        for (error, expected) in [
            (Error::Timeout(Timeout::Connect), "no connection after 5 s"),
            (Error::Timeout(Timeout::Global), "timed out after 0.5 s"),
            (Error::HostNotFound, "no such host"),
            (unresolved, "no such host (Name or service not known)"),
            (io(io::ErrorKind::ConnectionRefused), "connection refused"),
            (io(io::ErrorKind::InvalidData), "no secure connection: why"),
            (io(io::ErrorKind::BrokenPipe), "why"),
        ] {
            assert_eq!(failed(&error, &limits), expected);
        }
    }

    #[test]
    fn thousands_are_separated() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }
}
