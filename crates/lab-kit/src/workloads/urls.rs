//! The user's own addresses: what waiting is like on the network that they have.
//!
//! | file | what it is |
//! |---|---|
//! | `list` | the file that the user writes |
//! | `address` | an address as people and servers write it, spelled as a browser spells it |
//! | `fetch` | fetching an address, with limits, redirects and manners |
//! | `limits` | the limits |
//! | `permits` | the manners: at most four fetches from a host at once |
//! | `kept` | connections that are kept, and closed by a server at the wrong moment |
//! | `words` | what became of a fetch, in words |
//!
//! An address that fails is its own item's outcome, never the end of the run. Nothing here is announced, repeated or
//! judged: that is the experiment's.

mod address;
mod fetch;
mod kept;
mod limits;
mod list;
mod permits;
mod words;

pub use fetch::{Fetch, Outcome};
pub use limits::{FETCHES_PER_HOST, Limits};
pub use list::{Item, List};
