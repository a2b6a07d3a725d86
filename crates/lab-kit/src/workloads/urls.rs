//! The user's own addresses: what waiting is like on the network that they have.
//!
//! | file | what it is |
//! |---|---|
//! | `list` | the file that the user writes |
//! | `spelling` | an address as people write it, spelled as it goes over the network |
//! | `punycode` | a host's name in plain letters |
//! | `fetch` | visiting an address, with limits, redirects and manners |
//! | `gate` | the manners: at most four visits to a host at once |
//! | `kept` | connections that are kept, and closed by a server at the wrong moment |
//! | `redirect` | where a redirect leads |
//! | `words` | what became of a visit, in words |
//!
//! An address that fails is its own item's outcome, never the end of the run. Nothing here is announced, repeated or
//! judged: that is the experiment's.

mod fetch;
mod gate;
mod kept;
mod list;
mod punycode;
mod redirect;
mod spelling;
mod words;

pub use fetch::{Fetch, Limits, Outcome};
pub use list::{Item, List};

/// Visits to a host at once, over all threads. A pool of 64 workers is no reason to open 64 connections to somebody
/// else's server; browsers open six.
pub const VISITS_PER_HOST: usize = 4;

/// Redirects that are followed: as many as ureq follows by default.
pub const REDIRECTS: usize = 10;
