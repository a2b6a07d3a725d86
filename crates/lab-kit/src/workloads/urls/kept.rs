//! Connections that are kept, and whether a request went over one.
//!
//! A server may close a kept connection whenever it likes, also while the next request is on its way. Whoever sent that
//! request learns of it by a connection that ends or is reset before the answer, and cannot tell whether the server saw
//! it. A GET may be sent again all the same (RFC 9112, 9.3.1), as browsers do. On a connection that was opened for it the
//! same end is the server's answer, and no reason to ask again.

use std::cell::Cell;
use std::io::ErrorKind;

use ureq::config::Config;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, Transport};
use ureq::{Agent, Error};

thread_local! {
    /// Whether this thread has opened a connection since [`over_kept`] began: `ureq` opens them on the thread that asks.
    static OPENED: Cell<bool> = const { Cell::new(false) };
}

/// Opens connections as `ureq` does, and notes it.
#[derive(Debug, Default)]
struct Noting(DefaultConnector);

impl Connector for Noting {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        OPENED.set(true);
        self.0.connect(details, chained)
    }
}

/// An agent whose connections are told apart by [`over_kept`].
pub(super) fn agent(config: Config) -> Agent {
    Agent::with_parts(config, Noting::default(), DefaultResolver::default())
}

/// Makes a request of such an agent, and tells whether it opened no connection.
pub(super) fn over_kept<R>(request: impl FnOnce() -> R) -> (R, bool) {
    OPENED.set(false);
    let result = request();
    (result, !OPENED.get())
}

/// Whether the connection was closed before there was an answer.
pub(super) fn was_closed(error: &Error) -> bool {
    let Error::Io(error) = error else {
        return false;
    };
    matches!(
        error.kind(),
        ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
    )
}
